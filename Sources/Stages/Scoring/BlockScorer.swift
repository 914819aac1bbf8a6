import Columnar
import Draws
import Selection
import Synchronization

/// Scores the images of a block and offers them as candidates: what the stage `score` and `winnow pick` do alike.
package struct BlockScorer: Sendable {
  /// What is known of images one by one.
  package struct Images: Sendable {
    /// Their ids.
    package var ids: StringArray
    /// The row of each in the whole table.
    package var rows: [Int]
    /// Row-major; empty where there is no model.
    package var probabilities: [Float]
    /// What the members of a committee say, where the measure looks at it; likewise what follows.
    package var members: MemberRows?
    /// Lengths of gradients that the model itself has found.
    package var gradients: [Double]?
    /// The lengths of the vectors that the last layer sees.
    package var norms: [Double]?

    /// Takes what every image has.
    package init(ids: StringArray, rows: [Int], probabilities: [Float]) {
      self.ids = ids
      self.rows = rows
      self.probabilities = probabilities
    }

    /// Some of them, by their places.
    ///
    /// - Throws: `SelectionError`.
    package func gather(_ places: [Int], classes: Int) throws -> Images {
      func rows(_ values: [Float], _ width: Int) -> [Float] {
        places.flatMap { values[$0 * width..<($0 + 1) * width] }
      }
      var images = Images(
        ids: ids.gather(places), rows: places.map { self.rows[$0] }, probabilities: rows(probabilities, classes))
      images.members = try members.map {
        try MemberRows(rows($0.values, $0.members * $0.classes), members: $0.members, classes: $0.classes)
      }
      images.gradients = gradients.map { all in places.map { all[$0] } }
      images.norms = norms.map { all in places.map { all[$0] } }
      return images
    }
  }

  /// What became of a block.
  package struct Block: Sendable {
    /// Its images.
    package let ids: StringArray
    /// The measures that every image is given; nil where there is no model.
    package let measures: MeasureBlock?
    /// The measure that the pool streams through.
    package let scores: [Double]
    /// The candidates among them.
    let head: CandidateHead
    /// What is known of those.
    let candidates: CandidateStore.Block
  }

  /// What images are ranked by.
  package let acquisition: Acquisition
  /// How many classes there are; 0 without a model.
  package let classes: Int
  /// What settles ties.
  package let draw: Draw

  /// Prepares to score.
  package init(_ acquisition: Acquisition, classes: Int, draw: Draw) {
    self.acquisition = acquisition
    self.classes = classes
    self.draw = draw
  }

  /// Scores images and puts those that may be candidates into a head.
  ///
  /// - Parameters:
  ///   - images: The images that may be asked about.
  ///   - number: The number of their block.
  ///   - head: What the candidates are put into.
  /// - Returns: Scores and candidates.
  /// - Throws: `SelectionError`.
  package func score(_ images: Images, block number: Int, head: CandidateHead) throws -> Block {
    let ids = images.ids
    var (head, candidates) = (head, CandidateStore.Block(number))
    let keys = needsDraws ? draws(ids) : []
    let measures = try measures(images)
    let scores = try scores(images, measures, keys: keys)
    try head.offer(
      scores: scores, tiebreak: acquisition.tiebreak.flatMap { measures?.scores($0) },
      probability: measures?.highest ?? Array(repeating: 0, count: ids.count)
    ) { place in
      candidates.take(place)
    } draw: { place in
      needsDraws ? keys[place] : draw.key(ids.utf8(place))
    }
    candidates.keep(images, scores: scores, measures)
    return Block(ids: ids, measures: measures, scores: scores, head: head, candidates: candidates)
  }

  /// The measures of images that are no candidates: of the measure that the pool streams through, and those that all are given.
  ///
  /// - Throws: `SelectionError`.
  package func scores(_ images: Images) throws -> (scores: [Double], measures: MeasureBlock?) {
    let measures = try measures(images)
    return (try scores(images, measures, keys: needsDraws ? draws(images.ids) : []), measures)
  }

  private var needsDraws: Bool { acquisition.base == .random }

  private func measures(_ images: Images) throws -> MeasureBlock? {
    classes == 0 ? nil : try MeasureBlock(images.probabilities, classes: classes)
  }

  private func scores(_ images: Images, _ measures: MeasureBlock?, keys: [UInt64]) throws -> [Double] {
    if let known = measures?.scores(acquisition.base) { return known }
    return try acquisition.scores(
      MeasureInput(
        probabilities: images.probabilities, classes: classes, keys: keys, members: images.members,
        gradients: images.gradients, norms: images.norms))
  }

  private func draws(_ ids: StringArray) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(ids.count)
    ids.forEachUTF8 { keys.append(draw.key($1)) }
    return keys
  }
}

/// The candidates of a pool, found while what is known of its images passes block by block.
///
/// Blocks are scored side by side and taken in order, so that memory grows with the candidates and not with the pool.
package struct CandidateSearch: Sendable {
  /// What scores the blocks.
  package let scorer: BlockScorer
  /// Which images are candidates.
  package let rule: CandidateHead.Rule

  /// Declares a search.
  package init(_ scorer: BlockScorer, _ rule: CandidateHead.Rule) {
    self.scorer = scorer
    self.rule = rule
  }

  /// The candidates as they come out of the pass: what is left to do is to put them in order.
  package struct Pass: Sendable {
    fileprivate let head: CandidateHead
    fileprivate let store: CandidateStore

    /// The candidates in order, and what is known of them.
    ///
    /// - Throws: Nothing but what a thread of `Parallel` throws.
    package func finish(threads: Int) throws -> (found: CandidateHead.Found, known: CandidateStore.Known) {
      let found = head.finish(threads: threads)
      return (found, try store.find(found.rows, threads: threads))
    }
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - blocks: The table.
  ///   - threads: How many threads to use.
  ///   - read: The images of a block that may be asked about, and what else is to be known of the block; called by several
  ///     threads at once.
  ///   - each: Takes a block that is scored, in the order of the rows.
  /// - Returns: The candidates.
  /// - Throws: What `read` and `each` throw, `ColumnarError`, `StorageError`, `SelectionError`.
  package func run<More: Sendable>(
    _ blocks: BlockStream, threads: Int, read: @Sendable (BlockStream.Block) throws -> (BlockScorer.Images, More),
    each: (BlockScorer.Block, More) throws -> Void
  ) throws -> Pass {
    let head = Mutex(CandidateHead(rule))
    var store = CandidateStore()
    try blocks.forEach(threads: threads) { block in
      let (images, more) = try read(block)
      return (try scorer.score(images, block: block.number, head: head.withLock(\.emptied)), more)
    } consume: { block, more in
      try each(block, more)
      head.withLock { $0.merge(block.head) }
      store.append(block.candidates)
    }
    return Pass(head: head.withLock { $0 }, store: store)
  }
}
