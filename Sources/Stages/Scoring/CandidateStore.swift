import Columnar
import Parallel
import Selection

/// What is known of the images that were candidates when they passed: most of them still are in the end.
///
/// Of n images in any order about k (1 + ln n/k) are at some time among the first k, so it stays small. Reading the final
/// candidates' rows again instead would touch nearly every page, and took a fifth of the stage.
package struct CandidateStore: Sendable {
  /// The candidates of one block of rows.
  struct Block: Sendable {
    /// The block's number.
    let number: Int
    /// Their places in the block, in the order in which they were numbered.
    private var places: [Int] = []
    fileprivate var known = Known()

    /// Begins with none.
    init(_ number: Int) { self.number = number }

    /// Numbers a candidate: by the block, and by the place in its list.
    mutating func take(_ place: Int) -> Int {
      places.append(place)
      return number << 32 | (places.count - 1)
    }

    /// Keeps what is known of the candidates of a block.
    mutating func keep(_ images: BlockScorer.Images, scores: [Double], _ measures: MeasureBlock?) {
      known = Known(
        ids: images.ids, rows: images.rows, scores: scores,
        predicted: measures?.predicted ?? Array(repeating: 0, count: scores.count),
        probabilities: measures?.highest ?? Array(repeating: 0, count: scores.count)
      ).gather(places)
    }
  }

  /// What is known of images, one element an image.
  package struct Known: Sendable {
    /// Their ids.
    package var ids = StringArray()
    /// Their rows in the table that they were found in.
    package var rows: [Int] = []
    /// The measure that the pool streams through.
    package var scores: [Double] = []
    /// The most probable class.
    package var predicted: [Int32] = []
    /// Its probability; 0 where there is no model.
    package var probabilities: [Float] = []

    /// Some images.
    package func gather(_ places: [Int]) -> Known {
      Known(
        ids: ids.gather(places), rows: places.map { rows[$0] }, scores: places.map { scores[$0] },
        predicted: places.map { predicted[$0] },
        probabilities: places.map { probabilities[$0] })
    }

    /// Nothing yet.
    package init() {}

    /// Takes what is known.
    package init(ids: StringArray, rows: [Int], scores: [Double], predicted: [Int32], probabilities: [Float]) {
      self.ids = ids
      self.rows = rows
      self.scores = scores
      self.predicted = predicted
      self.probabilities = probabilities
    }

    /// Adds images.
    package mutating func append(_ other: Known) {
      ids.append(contentsOf: other.ids)
      rows += other.rows
      scores += other.scores
      predicted += other.predicted
      probabilities += other.probabilities
    }
  }

  /// Where the candidates of each block begin.
  private var firsts: [Int: Int] = [:]
  private var known = Known()

  /// Adds the candidates of a block.
  mutating func append(_ block: Block) {
    firsts[block.number] = known.scores.count
    known.append(block.known)
  }

  /// What is known of candidates, in the order of `numbers`.
  func find(_ numbers: [Int], threads: Int) throws -> Known {
    // In the order of their ranks they lie anywhere: waiting for memory is shared by the threads.
    let size = 1 << 15
    let parts = try Parallel.map((numbers.count + size - 1) / size, threads: threads) { part in
      known.gather(
        numbers[part * size..<min(numbers.count, (part + 1) * size)].map {
          (firsts[$0 >> 32] ?? 0) + $0 & 0xFFFF_FFFF
        })
    }
    return parts.reduce(into: Known()) { $0.append($1) }
  }
}
