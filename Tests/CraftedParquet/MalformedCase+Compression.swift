import Columnar

extension MalformedCase {
  /// Compressed bytes that break off, lie, or unpack to far more than the page says.
  static let compressions: [MalformedCase] = [
    packed("zstd of 1 GiB of zeros in a page of 8 bytes", zstd, frame(bomb)),
    packed("zstd of 1 GiB of zeros in a page of 8 MiB", zstd, frame(bomb), claimed: 8 << 20),
    packed("zstd of 8 bytes in a page of 8 MiB", zstd, frame(raw), claimed: 8 << 20, cause: .inconsistent(.pageSize)),
    packed(
      "zstd that says 2^60 bytes", zstd, [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + CraftedPage.plain([UInt64(1) << 60]) + raw,
      cause: .inconsistent(.pageSize)),
    packed("zstd that says 0 bytes", zstd, [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0] + raw),
    packed("zstd with a window of 2 TiB", zstd, [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xFF] + raw, mustFail: false),
    packed("zstd that does not say its size", zstd, frame(raw), mustFail: false),
    packed("zstd that needs a dictionary", zstd, [0x28, 0xB5, 0x2F, 0xFD, 0x21, 7, 8] + raw),
    packed("zstd of the reserved block type", zstd, frame([0x07, 0, 0])),
    packed("zstd that breaks off", zstd, Array(frame(raw).dropLast())),
    packed("zstd with bytes behind it", zstd, frame(raw) + [1]),
    packed("zstd of nothing", zstd, []),
    packed("zstd of a skipped frame alone", zstd, [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]),
    packed("zstd of a skipped frame of 4 GiB", zstd, [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF]),
    packed(
      "zstd of 10,000 frames of nothing", zstd, (0..<10_000).flatMap { _ in frame([0x01, 0, 0]) } + frame(raw),
      mustFail: false),
    packed(
      "snappy that says 4 GiB", snappy, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 28] + two, cause: .inconsistent(.pageSize)),
    packed(
      "snappy that says 2^64", snappy, [UInt8](repeating: 0xFF, count: 9) + [1, 28] + two,
      cause: .inconsistent(.pageSize)),
    packed("snappy of nothing", snappy, [], cause: .inconsistent(.pageSize)),
    packed("snappy that breaks off", snappy, [8, 28, 1, 2, 3]),
    packed("snappy that copies what is not there", snappy, [8, 0x1D, 0xFF]),
    packed("snappy that copies from nowhere", snappy, [8, 0x00, 1, 0x0D, 0x00]),
    packed("snappy of more than it says", snappy, [8, 28] + two + [28] + two),
    packed("snappy literal of 4 GiB", snappy, [8, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF]),
    packed(
      "snappy of zeros in a page of 8 bytes", snappy,
      [8, 0, 0] + (0..<100_000).flatMap { _ in [0xFE, 1, 0] as [UInt8] }),
    packed("gzip of nothing", gzip, []), packed("gzip header alone", gzip, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]),
    packed("gzip that breaks off", gzip, Array(zlib(two).dropLast(6))),
    packed("gzip whose check sum does not hold", gzip, zlib(two).dropLast() + [0]),
    packed("gzip of more than the page", gzip, zlib(two + two)),
    packed("gzip of less than the page", gzip, zlib(Array(two.dropLast()))),
    packed("gzip of 100,000 members of nothing", gzip, (0..<100_000).flatMap { _ in zlib([]) }),
    packed("gzip of zeros in a page of 8 bytes", gzip, zerosGzip),
    packed("gzip of a block type that there is none of", gzip, [0x78, 0x01, 0x07]),
    packed("gzip that copies what is not there", gzip, [0x78, 0x01, 0x03, 0x02]),
  ]

  private static let (snappy, gzip, zstd): (Int32, Int32, Int32) = (1, 2, 6)

  /// A last block of eight bytes as they are.
  private static let raw: [UInt8] = [0x41, 0, 0] + two

  /// 8,192 blocks of 128 KiB of zeros each.
  private static let bomb: [UInt8] = (0..<8192).flatMap { number -> [UInt8] in
    let header = 0x2_0000 << 3 | 1 << 1 | (number == 8191 ? 1 : 0)
    return [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16 & 0xFF), 0]
  }

  /// A frame of blocks that says nothing about its size; its window is 128 KiB.
  private static func frame(_ blocks: [UInt8]) -> [UInt8] { [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38] + blocks }

  /// A zlib stream of one stored block.
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let length = UInt16(bytes.count)
    let checksum = (high << 16 | low).bigEndian
    return [0x78, 0x01, 0x01] + CraftedPage.plain([length, ~length]) + bytes + CraftedPage.plain([checksum])
  }

  /// A zlib stream of one fixed block: a zero, then 100,000 copies of 258 of them.
  private static let zerosGzip: [UInt8] = {
    var bytes: [UInt8] = [0x78, 0x01]
    var bits = 0
    var count = 0
    func put(_ code: Int, _ length: Int) {
      bits |= code << count
      count += length
      while count >= 8 {
        bytes.append(UInt8(bits & 0xFF))
        bits >>= 8
        count -= 8
      }
    }
    // Huffman codes come with their highest bit first: 00110000 is the zero, 11000101 a length of 258, 00000 a distance of 1.
    put(0b011, 3)
    put(0b0000_1100, 8)
    for _ in 0..<100_000 {
      put(0b1010_0011, 8)
      put(0, 5)
    }
    put(0, 7)
    put(0, 8)
    return bytes + [0, 0, 0, 0]
  }()

  private static func packed(
    _ name: String, _ codec: Int32, _ body: [UInt8], claimed: Int32 = 8, mustFail: Bool = true,
    cause: ColumnarError.Cause? = nil
  ) -> MalformedCase {
    let codecName = codec == zstd ? "ZSTD" : codec == snappy ? "SNAPPY" : "GZIP"
    return MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: 1)], type: 1, codec: codec, rows: 2,
        chunk: CraftedPage.v1(body, values: 2, uncompressed: claimed)),
      mustFail ? cause ?? .compression(codec: codecName) : nil, page: 0)
  }
}
