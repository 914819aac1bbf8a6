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
    fileprivate var ids = StringArray()
    fileprivate var scores: [Double] = []
    fileprivate var predicted: [Int32] = []

    /// Begins with none.
    init(_ number: Int) { self.number = number }

    /// Numbers a candidate: by the block, and by the place in its list.
    mutating func take(_ place: Int) -> Int {
      places.append(place)
      return number << 32 | (places.count - 1)
    }

    /// Keeps what is known of the candidates of a block.
    mutating func keep(ids: StringArray, scores: [Double], predicted: [Int32]) {
      self.ids = ids.gather(places)
      self.scores = places.map { scores[$0] }
      self.predicted = places.map { predicted[$0] }
    }
  }

  /// Where the candidates of each block begin.
  private var firsts: [Int: Int] = [:]
  private var ids = StringArray()
  private var scores: [Double] = []
  private var predicted: [Int32] = []

  /// Adds the candidates of a block.
  mutating func append(_ block: Block) {
    firsts[block.number] = scores.count
    ids.append(contentsOf: block.ids)
    scores += block.scores
    predicted += block.predicted
  }

  /// What is known of candidates, in the order of `numbers`.
  func find(_ numbers: [Int], threads: Int) throws -> (ids: StringArray, scores: [Double], predicted: [Int32]) {
    // In the order of their ranks they lie anywhere: waiting for memory is shared by the threads.
    let size = 1 << 15
    let parts = try Parallel.map((numbers.count + size - 1) / size, threads: threads) { part in
      let places = numbers[part * size..<min(numbers.count, (part + 1) * size)].map {
        (firsts[$0 >> 32] ?? 0) + $0 & 0xFFFF_FFFF
      }
      return (ids.gather(places), places.map { scores[$0] }, places.map { predicted[$0] })
    }
    var found = StringArray()
    for part in parts { found.append(contentsOf: part.0) }
    return (found, parts.flatMap(\.1), parts.flatMap(\.2))
  }
}
