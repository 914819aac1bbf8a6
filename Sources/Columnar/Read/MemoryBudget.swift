import Synchronization

/// How much memory a call may still take for what it decodes, shared by its threads.
final class MemoryBudget: Sendable {
  private let limit: Int
  private let taken = Atomic<Int>(0)

  init(limit: Int) {
    self.limit = limit
  }

  /// How many bytes are left.
  var left: Int { max(0, limit - taken.load(ordering: .relaxed)) }

  /// Takes memory for `count` things of `size` bytes each; to be called before it is allocated.
  ///
  /// - Throws: `ColumnarError` with cause `tooLarge` if it is more than is left.
  func take(_ count: Int, of size: Int) throws(ColumnarError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes >= 0, bytes <= limit else {
      throw ColumnarError(.tooLarge(bytes: overflow ? Int.max : bytes, limit: limit))
    }
    let (sum, tooMany) = taken.wrappingAdd(bytes, ordering: .relaxed).oldValue.addingReportingOverflow(bytes)
    guard !tooMany, sum <= limit else {
      taken.wrappingSubtract(bytes, ordering: .relaxed)
      throw ColumnarError(.tooLarge(bytes: tooMany ? Int.max : sum, limit: limit))
    }
  }
}
