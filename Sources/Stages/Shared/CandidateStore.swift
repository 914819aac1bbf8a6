import Columnar
import Parallel

/// What is known of the images that were candidates when they passed: most of them still are in the end.
///
/// Of n images in any order about k (1 + ln n/k) are at some time among the first k, so it stays small. Reading the final
/// candidates' rows again instead would touch nearly every page, and took a fifth of the stage.
struct CandidateStore: Sendable {
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
    mutating func keep(ids: StringArray, scores: [Double], predicted: [Int32], probabilities: [Float]) {
      known = Known(ids: ids, scores: scores, predicted: predicted, probabilities: probabilities).gather(places)
    }
  }

  /// What is known of images, one element an image.
  struct Known: Sendable {
    var ids = StringArray()
    /// The measure that the pool streams through.
    var scores: [Double] = []
    /// The most probable class, and its probability.
    var predicted: [Int32] = []
    var probabilities: [Float] = []

    /// Some images.
    func gather(_ places: [Int]) -> Known {
      Known(
        ids: ids.gather(places), scores: places.map { scores[$0] }, predicted: places.map { predicted[$0] },
        probabilities: places.map { probabilities[$0] })
    }

    /// Adds images.
    mutating func append(_ other: Known) {
      ids.append(contentsOf: other.ids)
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
