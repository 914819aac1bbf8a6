/// Vectors that are too many to be held, numbered from 0 in the order of their priority, best first.
package protocol VectorSource: Sendable {
  /// How many vectors there are.
  var count: Int { get }
  /// Floats a vector.
  var dimensions: Int { get }
  /// How many stretches the vectors lie in, each cheap to read as a whole.
  var stretches: Int { get }

  /// The numbers of the vectors of a stretch, in the order in which they are cheap to read; each is in one stretch.
  func items(ofStretch stretch: Int) throws -> [Int32]

  /// Reads some vectors and hands them over in parts, in whatever order is cheap.
  ///
  /// - Parameters:
  ///   - items: The vectors' numbers.
  ///   - use: Is given the places among `items` of a part's vectors, and the vectors, one behind the other.
  /// - Throws: What reading them throws; an error of a vector's length; what `use` throws.
  func read(_ items: [Int32], _ use: (_ places: [Int], _ values: [Float]) throws -> Void) throws

  /// What a vector that holds a NaN or an infinity is refused with.
  func notFinite(_ item: Int) -> any Error
}

/// Vectors in memory.
struct MemoryVectors: VectorSource {
  private static let stretch = 65_536
  let values: [Float]
  let dimensions: Int
  let count: Int
  var stretches: Int { (count + Self.stretch - 1) / Self.stretch }

  /// Takes vectors one behind the other.
  ///
  /// - Throws: `SelectionError` where their lengths do not add up.
  init(_ values: [Float], dimensions: Int) throws {
    guard dimensions >= 1 else {
      throw SelectionError.outside(.dimensions, found: dimensions, least: 1, greatest: .max)
    }
    count = values.count / dimensions
    guard values.count % dimensions == 0 else {
      throw SelectionError.count(of: .embeddings, expected: count * dimensions, found: values.count)
    }
    self.values = values
    self.dimensions = dimensions
  }

  func items(ofStretch stretch: Int) -> [Int32] {
    (stretch * Self.stretch..<min(count, (stretch + 1) * Self.stretch)).map { Int32($0) }
  }

  func read(_ items: [Int32], _ use: (_ places: [Int], _ values: [Float]) throws -> Void) throws {
    var result: [Float] = []
    result.reserveCapacity(items.count * dimensions)
    for item in items { result += values[Int(item) * dimensions..<(Int(item) + 1) * dimensions] }
    try use(Array(items.indices), result)
  }

  func notFinite(_ item: Int) -> any Error { SelectionError.notFinite(.embeddings, row: item) }
}
