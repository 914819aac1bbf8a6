extension MalformedCase {
  /// Footers that are no thrift, or lie about what they hold.
  static let footers: [MalformedCase] = [
    MalformedCase("empty file", [], .notParquet),
    MalformedCase("magic alone", Array("PAR1".utf8), .notParquet),
    MalformedCase("magic twice", Array("PAR1PAR1".utf8), .notParquet),
    MalformedCase("encrypted footer", CraftedFile.wrap([0]).dropLast(4) + Array("PARE".utf8), .encrypted),
    MalformedCase("footer length beyond the file", CraftedFile.wrap([0], length: 2), .inconsistent(.footerLength)),
    MalformedCase("footer length of 4 GiB", CraftedFile.wrap([0], length: .max), .inconsistent(.footerLength)),
    MalformedCase("footer without bytes", CraftedFile.wrap([]), .thrift(.endOfInput)),
    MalformedCase("footer without fields", CraftedFile.wrap([0]), .thrift(.missingField)),
    MalformedCase(
      "footer of nested structures", CraftedFile.wrap([UInt8](repeating: 0xFC, count: 100_000)), .thrift(.depth)),
    MalformedCase(
      "footer of nested lists", CraftedFile.wrap([0xF9] + [UInt8](repeating: 0x19, count: 100_000)), .thrift(.depth)),
    MalformedCase(
      "footer of nested maps", CraftedFile.wrap([0xFB] + [UInt8](repeating: 0xBB, count: 100_000)), nil),
    MalformedCase("list of 2^31 structures", listed(claiming: 1 << 31), .thrift(.size)),
    MalformedCase("list of 2^63 structures", listed(claiming: 1 << 63), .thrift(.size)),
    MalformedCase("list of 2^64 - 1 structures", listed(claiming: .max), .thrift(.size)),
    MalformedCase("map of 2^62 entries", unknownField(Thrift.varint(1 << 62), kind: 11), .thrift(.size)),
    MalformedCase("set of 2^40 bytes", unknownField([0xF3] + Thrift.varint(1 << 40), kind: 10), .thrift(.size)),
    MalformedCase("text of 2^63 - 1 bytes", unknownField(Thrift.varint(1 << 63 - 1), kind: 8), .thrift(.endOfInput)),
    MalformedCase("text of 2^64 - 1 bytes", unknownField(Thrift.varint(.max), kind: 8), .thrift(.endOfInput)),
    MalformedCase(
      "number without an end", unknownField([UInt8](repeating: 0x80, count: 40), kind: 6), .thrift(.number)),
    MalformedCase("kind that there is none of", CraftedFile.wrap([0x1E]), .thrift(.type)),
    MalformedCase("field number beyond 16 bits", CraftedFile.wrap([0x05] + Thrift.varint(1 << 20)), .thrift(.number)),
    MalformedCase("row count as a text", replaced((3, .text("2"))), .thrift(.type)),
    MalformedCase("row count of 32 bits", replaced((3, .int32(2))), .thrift(.type)),
    MalformedCase("remark whose key is no text", remarked([0xFF, 0xFE], []), .notUTF8),
    MalformedCase("remark whose value is no text", remarked([0x6B], [0xFF, 0xFE]), nil),
    MalformedCase("remark with NUL", remarked([0x6B, 0], [0]), nil),
    MalformedCase("remark of 4 MiB", remarked([0x6B], [UInt8](repeating: 0x61, count: 4 << 20)), nil),
    MalformedCase("100,000 remarks", remarked([0x6B], [0x61], times: 100_000), nil),
  ]

  private static func listed(claiming count: UInt64) -> [UInt8] {
    CraftedFile.wrap(Thrift.structure([(2, .list([CraftedFile.root(children: 0)], claimed: count))]).bytes)
  }

  private static func unknownField(_ bytes: [UInt8], kind: UInt8) -> [UInt8] {
    CraftedFile.wrap(Thrift.structure([(99, .raw(bytes, kind: kind))]).bytes)
  }

  private static func replaced(_ field: (Int, Thrift)) -> [UInt8] {
    CraftedFile.wrap(Thrift.structure([(2, .list([CraftedFile.root(children: 0)])), field, (4, .list([]))]).bytes)
  }

  private static func remarked(_ key: [UInt8], _ value: [UInt8], times: Int = 1) -> [UInt8] {
    var file = CraftedFile(schema: [CraftedFile.root(children: 0)], rows: 0, groups: [], body: [])
    file.keyValues = Array(repeating: CraftedFile.keyValue(key, value), count: times)
    return file.bytes
  }
}
