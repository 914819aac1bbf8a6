/// Encodes levels, given as runs, in the mixture of runs and packed bits that `HybridDecoder` reads.
///
/// No byte a value is made: the levels of a list of 512 elements are two runs. Runs shorter than eight are packed.
struct RunEncoder {
  private var bytes: [UInt8] = []
  /// How many levels there are so far.
  private(set) var count = 0
  private let bitWidth: Int
  /// Levels that wait to be packed.
  private var waiting: [UInt8] = []
  private var level: UInt8 = 0
  private var length = 0

  /// Prepares for levels up to `maximum`, 255 at most.
  init(maximum: Int) {
    bitWidth = Int.bitWidth - maximum.leadingZeroBitCount
  }

  /// Adds a level `times` times.
  mutating func append(_ level: UInt8, times: Int) {
    guard times > 0 else { return }
    if level != self.level || length == 0 {
      endRun()
      self.level = level
    }
    length += times
    count += times
  }

  /// The encoded levels with their length before them, as pages of version 1 have them.
  consuming func finish() -> [UInt8] {
    endRun()
    flush()
    let size = UInt32(truncatingIfNeeded: bytes.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: size >> UInt32(8 * $0)) } + bytes
  }

  private mutating func endRun() {
    // Packed levels come in eights; the run gives up what is missing.
    let fill = (8 - waiting.count & 7) & 7
    if length - fill >= 8 {
      waiting.append(contentsOf: repeatElement(level, count: fill))
      flush()
      varint(UInt64(length - fill) << 1)
      bytes.append(level)
    } else {
      waiting.append(contentsOf: repeatElement(level, count: length))
    }
    length = 0
  }

  private mutating func flush() {
    guard !waiting.isEmpty else { return }
    varint(UInt64((waiting.count + 7) / 8) << 1 | 1)
    var word: UInt64 = 0
    var index = 0
    while index < waiting.count {
      for bit in 0..<8 where index + bit < waiting.count {
        word |= UInt64(waiting[index + bit]) << UInt64(bit * bitWidth)
      }
      for byte in 0..<bitWidth { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
      word = 0
      index += 8
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
