/// Zeroed memory that blocks of work on several threads write to, each its own part.
///
/// It is sendable because of what its users promise: no two blocks write the same element, and nobody reads what another
/// block writes until all blocks are done.
final class Scratch<Number: BinaryFloatingPoint>: @unchecked Sendable {
  /// The first element; valid for as long as the scratch is.
  let base: UnsafeMutablePointer<Number>
  /// How many elements there are.
  let count: Int

  /// Allocates `count` zeroes.
  init(_ count: Int) {
    self.count = max(0, count)
    base = .allocate(capacity: max(1, self.count))
    base.initialize(repeating: 0, count: max(1, self.count))
  }

  deinit { base.deallocate() }

  /// The elements from `start` on.
  func array(from start: Int = 0, count: Int? = nil) -> [Number] {
    Array(UnsafeBufferPointer(start: base + start, count: count ?? self.count - start))
  }

  /// Copies rows of `columns` numbers to rows of `width`; what is past the columns stays as it is.
  func copyRows(_ source: UnsafePointer<Number>, rows: Int, columns: Int, width: Int) {
    for row in 0..<rows {
      (base + row * width).update(from: source + row * columns, count: columns)
    }
  }

  /// Sets all elements to zero.
  func clear() { base.update(repeating: 0, count: count) }
}
