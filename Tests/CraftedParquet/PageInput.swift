/// Bytes of a fuzzer made into a file of one column, so that what varies is what comes after the footer: codecs, levels, encodings.
///
/// | byte | meaning |
/// |---|---|
/// | 0 | physical type (3 bits), then required, optional, list or list of lists (2 bits) |
/// | 1 | codec (3 bits), then what the values mean (5 bits) |
/// | 2 | length of values of a fixed length |
/// | 3, 4 | rows |
/// | 5, 6 | values of the chunk |
/// | 7 | 0 mod 2: pages follow, each with a short header of its own; else the chunk's bytes follow |
package enum PageInput {
  private static let codecs: [Int32] = [0, 1, 2, 6, 0, 6, 7, 4]

  /// The file that `input` stands for.
  package static func file(_ input: [UInt8]) -> CraftedFile {
    var input = Cursor(input)
    let shape = input.byte()
    let kind = input.byte()
    let length = Int32(input.byte())
    let rows = Int64(input.short())
    let values = Int64(input.short())
    let type = Int32(shape & 7)
    let codec = codecs[Int(kind & 7)]
    let chunk: [UInt8]
    if input.byte() % 2 == 0 {
      var pages: [UInt8] = []
      while !input.isEmpty { pages += page(&input) }
      chunk = pages
    } else {
      chunk = input.rest()
    }
    return CraftedFile.column(
      nodes(type, shape: shape >> 3 & 3, length: length, meaning: kind >> 3), type: type, codec: codec, rows: rows,
      values: values, chunk: chunk)
  }

  private static func nodes(_ type: Int32, shape: UInt8, length: Int32, meaning: UInt8) -> [Thrift] {
    func leaf(_ name: String, _ repetition: Int32) -> Thrift {
      var more: [(Int, Thrift)] = []
      // A decimal's scale and precision, then the logical types that came after the converted ones.
      if meaning == 6 { more = [(7, .int32(length % 10)), (8, .int32(length))] }
      if meaning >= 23 { more = [(10, .structure([(Int(meaning) - 23 + 8, timestamp(length))]))] }
      return CraftedFile.leaf(
        name, type: type, repetition: repetition, length: length,
        converted: (1...22).contains(meaning) ? Int32(meaning) - 1 : nil, more: more)
    }
    let inner = CraftedFile.list(type: type, length: length).dropFirst().dropLast() + [leaf("element", 1)]
    switch shape {
    case 0: return [leaf("x", 0)]
    case 1: return [leaf("x", 1)]
    case 2: return [CraftedFile.node("x", children: 1, repetition: 1, converted: 3)] + inner
    default:
      return [
        CraftedFile.node("x", children: 1, repetition: 1, converted: 3),
        CraftedFile.node("list", children: 1, repetition: 2),
        CraftedFile.node("element", children: 1, repetition: 1, converted: 3),
      ] + inner
    }
  }

  private static func timestamp(_ length: Int32) -> Thrift {
    .structure([(1, .bool(length % 2 == 0)), (2, .structure([(Int(length % 3) + 1, .structure([]))]))])
  }

  /// A page: its kind, encoding, number of values, size unpacked and as stored, and for version 2 the lengths of its levels.
  private static func page(_ input: inout Cursor) -> [UInt8] {
    let kind = input.byte()
    let encoding = Int32(input.byte())
    let values = Int32(input.short())
    let uncompressed = Int32(input.short())
    let size = Int(input.short())
    let nulls = kind & 3 == 1 ? Int32(input.short()) : 0
    let definition = kind & 3 == 1 ? Int32(input.byte()) : 0
    let repetition = kind & 3 == 1 ? Int32(input.byte()) : 0
    let body = input.take(size)
    // Most pages say the truth about their size, or nothing would be reached behind it.
    let claimed = kind & 0x40 != 0 ? uncompressed : Int32(body.count)
    switch kind & 3 {
    case 0: return CraftedPage.v1(body, values: values, encoding: encoding, uncompressed: claimed)
    case 1:
      return CraftedPage.v2(
        body, values: values, nulls: nulls, encoding: encoding, definition: definition, repetition: repetition,
        isCompressed: kind & 0x80 != 0, uncompressed: claimed)
    case 2: return CraftedPage.dictionary(body, values: values, encoding: encoding, uncompressed: claimed)
    default: return CraftedPage.other(Int32(encoding), body)
    }
  }

  /// Where the next byte of an input is; zeros come after its end.
  private struct Cursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isEmpty: Bool { position >= bytes.count }

    mutating func byte() -> UInt8 {
      guard position < bytes.count else { return 0 }
      defer { position += 1 }
      return bytes[position]
    }

    mutating func short() -> UInt16 {
      let low = UInt16(byte())
      return low | UInt16(byte()) << 8
    }

    mutating func take(_ count: Int) -> [UInt8] {
      let end = min(bytes.count, position + count)
      defer { position = end }
      return Array(bytes[min(position, end)..<end])
    }

    mutating func rest() -> [UInt8] { take(bytes.count) }
  }
}
