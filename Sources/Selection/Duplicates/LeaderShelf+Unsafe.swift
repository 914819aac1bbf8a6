/// The unit vectors and sketches of leaders, each in the next slot.
///
/// Sketches lie one behind the other, since they are looked at far more often than anything else.
final class LeaderShelf: @unchecked Sendable {
  private static let chunk = 1024

  /// Floats of a padded unit vector.
  let stride: Int
  /// Bytes of a sketch.
  let width: Int
  /// How many leaders there are.
  private(set) var count = 0
  /// The sum of the squares of each sketch.
  let norms: SharedBuffer<Int32>
  /// The item of each leader, ascending.
  let items: SharedBuffer<Int32>
  /// The sketches.
  let sketches: SharedBuffer<UInt8>
  private let dimensions: Int
  /// Chunks, so that they grow without being copied.
  private var chunks: [FloatRows] = []

  /// Makes room for the sketches of `capacity` leaders.
  init(capacity: Int, width: Int, dimensions: Int) {
    self.width = width
    self.dimensions = dimensions
    stride = FloatRows(count: 0, dimensions: dimensions).stride
    norms = SharedBuffer(repeating: 0, count: capacity)
    items = SharedBuffer(repeating: 0, count: capacity)
    sketches = SharedBuffer(repeating: 0, count: capacity * width)
  }

  /// Keeps copies of a leader's padded unit vector and of its sketch.
  func append(_ item: Int32, _ unit: UnsafePointer<Float>, sketch: UnsafePointer<UInt8>, norm: Int32) {
    if count == chunks.count * Self.chunk { chunks.append(FloatRows(count: Self.chunk, dimensions: dimensions)) }
    chunks[count / Self.chunk].row(count % Self.chunk).update(from: unit, count: stride)
    (sketches.base + count * width).update(from: sketch, count: width)
    norms[count] = norm
    items[count] = item
    count += 1
  }

  /// The unit vector in a slot.
  @inline(__always)
  func unit(_ slot: Int) -> UnsafePointer<Float> {
    UnsafePointer(chunks[slot / Self.chunk].row(slot % Self.chunk))
  }

  /// Forgets all leaders and keeps the memory.
  func removeAll() { count = 0 }
}
