/// Rows of floats padded with zeros to whole sixteens, as the kernels take them.
final class FloatRows: @unchecked Sendable {
  /// The first float of the first row.
  let base: UnsafeMutablePointer<Float>
  /// How many rows there are.
  let count: Int
  /// Floats from one row to the next, a multiple of 16.
  let stride: Int

  /// Allocates rows of zeros.
  init(count: Int, dimensions: Int) {
    self.count = count
    stride = (dimensions + 15) / 16 * 16
    let floats = max(16, count * stride)
    base = UnsafeMutableRawPointer.allocate(byteCount: floats * MemoryLayout<Float>.size, alignment: 64)
      .bindMemory(to: Float.self, capacity: floats)
    base.initialize(repeating: 0, count: floats)
  }

  deinit {
    base.deallocate()
  }

  /// The first float of a row.
  @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    base + index * stride
  }
}
