import CKernels

/// Rows of floats that stay where they are and are copied a few hundred at a time.
///
/// It borrows the memory of an array for as long as that array lends it.
struct RowSource: @unchecked Sendable {
  private let base: UnsafePointer<Float>
  private let order: [Int]?
  /// How many rows there are.
  let count: Int
  /// Floats a row.
  let dimensions: Int

  /// Borrows rows.
  ///
  /// - Parameters:
  ///   - base: Rows of `dimensions` floats, one behind the other.
  ///   - count: How many there are.
  ///   - dimensions: At least 1.
  ///   - order: The row that is item 0, 1, …; nil: that of the same number.
  init(_ base: UnsafePointer<Float>, count: Int, dimensions: Int, order: [Int]?) {
    self.base = base
    self.count = count
    self.dimensions = dimensions
    self.order = order
  }

  /// The first float of an item.
  @inline(__always)
  func row(_ item: Int) -> UnsafePointer<Float> {
    base + (order.map { $0[item] } ?? item) * dimensions
  }

  /// The mean of some items, summed in double in their order.
  func mean(of items: ArraySlice<Int32>) -> [Double] {
    let sum = SharedBuffer<Double>(repeating: 0, count: dimensions)
    for item in items { ck_add_f32(sum.base, row(Int(item)), dimensions) }
    return sum.array.map { $0 / Double(max(1, items.count)) }
  }

  /// Copies items less a centre into `rows`, whose padding stays as it is, from the row `first` on.
  func copy(_ items: ArraySlice<Int32>, less centre: [Float], to rows: FloatRows, at first: Int = 0) {
    centre.withUnsafeBufferPointer { centre in
      guard let centre = centre.baseAddress else { return }
      for (index, item) in items.enumerated() {
        let source = row(Int(item))
        let target = rows.row(first + index)
        for dimension in 0..<dimensions { target[dimension] = source[dimension] - centre[dimension] }
      }
    }
  }

  /// Some items one behind the other.
  func array(_ items: [Int32]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(items.count * dimensions)
    for item in items { result += UnsafeBufferPointer(start: row(Int(item)), count: dimensions) }
    return result
  }
}

/// Rows of floats without padding that blocks of work on several threads write, each its own.
struct SharedRows: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Float>
  private let count: Int
  private let dimensions: Int

  /// Borrows rows for as long as their owner lends them.
  init(_ base: UnsafeMutablePointer<Float>, count: Int, dimensions: Int) {
    self.base = base
    self.count = count
    self.dimensions = dimensions
  }

  /// The first float of a row.
  func row(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(base + index * dimensions) }

  /// Rounds values into a row.
  func set(_ index: Int, to values: [Double]) {
    let row = base + index * dimensions
    for dimension in 0..<dimensions { row[dimension] = Float(values[dimension]) }
  }

  /// The rows as a source, while nobody writes them.
  func withSource<Result>(_ body: (RowSource) throws -> Result) rethrows -> Result {
    try body(RowSource(UnsafePointer(base), count: count, dimensions: dimensions, order: nil))
  }
}
