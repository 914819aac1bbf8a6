import Draws
import Labelling
import Selection

/// The images that a pick chooses from, found and put in order as the stage `score` does it.
struct PickCandidates {
  /// The candidates, best first.
  let rows: [Int]
  /// The final score by row; nil for a draw, and for what is no candidate where candidates are put in a new order.
  let scores: [Double?]
  /// How they came about.
  let found: CandidateHead.Found
  /// How many candidates have the same score and tie-break, each itself counted, in the order of `rows`.
  let tied: [Int32]
  /// What decided which image was the last to pass; nil where nothing was cut off by a score.
  let cutoff: Cutoff?
  /// The measure that finds the candidates, by row.
  let base: [Double]
  private let tiebreak: [Double]?
  /// The images that may be picked, put in order for so many candidates.
  private let find: (_ cap: Int, _ atLeast: Int) throws -> CandidateHead.Found

  /// Finds them.
  ///
  /// - Parameters:
  ///   - images: All images.
  ///   - acquisition: What they are ranked by, and which may be candidates.
  ///   - open: The rows that may be picked.
  ///   - labelled: The ids of labelled images.
  ///   - keys: One draw key a row.
  ///   - sample: What the images are drawn from that a density is measured on.
  ///   - cap: The greatest number of candidates.
  ///   - atLeast: How many are needed.
  ///   - threads: How many threads to use.
  /// - Throws: `PickError`, `SelectionError`, `ColumnarError`.
  init(
    _ images: PickImages, acquisition: Acquisition, open: [Int], labelled: [String], keys: [UInt64], sample: Draw,
    cap: Int, atLeast: Int, threads: Int
  ) throws {
    let input = try images.input(acquisition, keys: keys)
    base = try acquisition.scores(input)
    tiebreak = try acquisition.tiebreaks(input)
    let highest =
      images.classes > 0
      ? try MeasureBlock(images.probabilities, classes: images.classes).highest : keys.map { _ in Float(0) }
    let (base, tiebreak) = (base, tiebreak)
    find = { cap, atLeast in
      var head = CandidateHead(
        CandidateHead.Rule(
          largerFirst: acquisition.base.largerFirst, tiebreakLargerFirst: acquisition.tiebreak?.largerFirst ?? true,
          threshold: acquisition.threshold, topProbability: acquisition.topProbability, cap: cap, atLeast: atLeast))
      try head.offer(
        scores: open.map { base[$0] }, tiebreak: tiebreak.map { values in open.map { values[$0] } },
        probability: open.map { highest[$0] }
      ) {
        open[$0]
      } draw: {
        keys[open[$0]]
      }
      return head.finish(threads: threads)
    }
    found = try find(cap, atLeast)
    cutoff = Cutoff(
      found, scores: acquisition.base == .random ? nil : found.rows.map { base[$0] }, acquisition: acquisition)
    guard acquisition.reorders, !found.rows.isEmpty else {
      rows = found.rows
      tied = RankKey.tied(found.keys)
      scores = base.map { acquisition.measure == .random ? nil : $0 }
      return
    }
    let final = try Self.reordered(
      images, acquisition, found.rows, base: base, open: open, labelled: labelled,
      draw: sample, threads: threads)
    var all = [Double?](repeating: nil, count: images.ids.count)
    for (place, row) in found.rows.enumerated() { all[row] = final[place] }
    scores = all
    let order = acquisition.order(of: found, by: final)
    rows = order.places.map { [found] in found.rows[$0] }
    tied = order.tied
  }

  /// The rows that come next in rank behind the candidates, best first: those that the cap cut, then those past the threshold.
  ///
  /// - Throws: `SelectionError`.
  func following(_ count: Int) throws -> [Int] {
    let all = rows.count + count
    return Array(try find(all, all).rows.dropFirst(rows.count))
  }

  /// The rank of every row: candidates in their order first, where they are put in a new one, then all by the measure that
  /// finds them.
  func ranking(_ images: PickImages, acquisition: Acquisition, keys: [UInt64]) throws -> [Int] {
    let ranking = try Ranking.rank(
      scores: base, largerFirst: acquisition.base.largerFirst, tiebreak: tiebreak,
      tiebreakLargerFirst: acquisition.tiebreak?.largerFirst ?? true, keys: keys)
    guard acquisition.reorders else { return ranking }
    let taken = Set(rows)
    return rows + ranking.filter { !taken.contains($0) }
  }

  /// The scores of candidates by a measure that looks at other images' vectors.
  private static func reordered(
    _ images: PickImages, _ acquisition: Acquisition, _ rows: [Int], base: [Double], open: [Int], labelled: [String],
    draw: Draw, threads: Int
  ) throws -> [Double] {
    let (values, dimensions) = try images.vectors(rows)
    var input = Reordering(base: rows.map { base[$0] }, vectors: values, dimensions: dimensions)
    let isErrorReduction = acquisition.measure == .expectedErrorReduction
    let limit = acquisition.density?.sample ?? (isErrorReduction ? ExpectedErrorReduction.sample : 0)
    var sample: [Int] = []
    if limit > 0 {
      let keys = open.map { draw.key(images.ids[$0]) }
      var head = RankedHead(limit: limit)
      for (place, row) in open.enumerated() where images.hasVector(row) {
        head.offer(RankKey(score: 0, draw: keys[place], row: row))
      }
      sample = head.sorted().map(\.row)
      input.others = try images.vectors(sample).values
      let places = Dictionary(
        sample.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
      input.own = rows.map { places[$0] ?? -1 }
    }
    if acquisition.measure == .combined {
      input.labelled = try images.vectors(ofImages: labelled)
      if input.labelled.isEmpty { throw PickError.noLabelled(measure: acquisition.measure.rawValue) }
    }
    if isErrorReduction {
      let known = Set(labelled.map(ExactText.init))
      // In the order of their ids, so that sums do not depend on that of the file.
      let own = images.ids.indices.filter { known.contains(ExactText(images.ids[$0])) && images.hasVector($0) }
        .sorted { images.ids[$0].precedesByBytes(images.ids[$1]) }
      guard !own.isEmpty else { throw PickError.noLabelled(measure: acquisition.measure.rawValue) }
      let probe = try ExpectedErrorReduction(
        labelled: images.vectors(own).values, dimensions: dimensions, probabilities: images.probabilities(own),
        classes: images.classes, weights: own.map { _ in 1 }, regularization: 1, threads: threads)
      input.errorReduction = try probe.scores(
        values, probabilities: images.probabilities(rows), sample: input.others,
        sampleProbabilities: images.probabilities(sample), own: input.own, threads: threads)
    }
    return try acquisition.reordered(input, threads: threads)
  }
}
