import Columnar

extension MalformedCase {
  /// Dictionaries that are not there, too small or too many.
  static let dictionaries: [MalformedCase] = [
    coded("dictionary missing", [], indices: [2, 2, 0], .inconsistent(.dictionary), page: 0),
    coded("index beyond the dictionary", dictionary, indices: [2, 4, 2], .inconsistent(.dictionaryIndex)),
    coded("packed index beyond the dictionary", dictionary, indices: [2, 3, 0b1100], .inconsistent(.dictionaryIndex)),
    coded("index of 32 bits", dictionary, indices: [32, 4, 0xFF, 0xFF, 0xFF, 0xFF], .inconsistent(.dictionaryIndex)),
    coded("indices of 33 bits", dictionary, indices: [33, 4, 0, 0, 0, 0, 0], .inconsistent(.runs)),
    coded("indices of 255 bits", dictionary, indices: [255, 4], .inconsistent(.runs)),
    coded("indices without a width", dictionary, indices: [], .inconsistent(.dictionaryIndex)),
    coded("indices that end early", dictionary, indices: [1, 2, 0], .inconsistent(.runs)),
    coded(
      "index into nothing", CraftedPage.dictionary([], values: 0), indices: [0, 4], .inconsistent(.dictionaryIndex)),
    coded(
      "dictionary of -1 values", CraftedPage.dictionary(two, values: -1), indices: [1, 4, 0],
      .inconsistent(.dictionary), page: 0),
    coded(
      "dictionary of 2^31 - 1 values", CraftedPage.dictionary(two, values: .max), indices: [1, 4, 0],
      .inconsistent(.dictionary), page: 0),
    coded(
      "dictionary of too few bytes", CraftedPage.dictionary(two, values: 3), indices: [1, 4, 0],
      .inconsistent(.dictionary), page: 0),
    coded("two dictionaries", dictionary + dictionary, indices: [1, 4, 0], .inconsistent(.dictionary)),
    coded(
      "dictionary in another encoding", CraftedPage.dictionary(two, values: 2, encoding: 5), indices: [1, 4, 0],
      .unsupported("dictionary encoding"), page: 0),
    coded(
      "dictionary of -1 bytes", CraftedPage.dictionary(two, values: 2, compressed: -1), indices: [1, 4, 0],
      .inconsistent(.pageSize), page: 0),
    MalformedCase(
      "dictionary behind the data",
      CraftedFile.column(
        [CraftedFile.leaf(type: 1)], type: 1, rows: 2,
        chunk: CraftedPage.v1(CraftedPage.plain([Int32(1)]), values: 1) + dictionary
          + CraftedPage.v1([1, 2, 0], values: 1, encoding: 8)),
      .inconsistent(.dictionary), page: 1),
  ]

  /// Encoded values that break off or lie.
  static let encodings: [MalformedCase] = [
    values("text of 4 GiB", 6, [0xFF, 0xFF, 0xFF, 0xFF, 0x61], encoding: 0, .inconsistent(.plainValues)),
    values("text of 2^31 bytes", 6, [0, 0, 0, 0x80, 0x61], encoding: 0, .inconsistent(.plainValues)),
    values("text that breaks off in its length", 6, [1, 0, 0], encoding: 0, .inconsistent(.plainValues)),
    values(
      "text one byte too long", 6, [1, 0, 0, 0, 0x61, 2, 0, 0, 0, 0x61], encoding: 0, .inconsistent(.plainValues)),
    values("truth values without bytes", 0, [], encoding: 0, .inconsistent(.plainValues)),
    values("int96 of 23 bytes for two", 3, [UInt8](repeating: 1, count: 23), encoding: 0, nil),
    values("truth values as runs without a length", 0, [1], encoding: 3, nil),
    values("truth values as runs of 4 GiB", 0, [0xFF, 0xFF, 0xFF, 0xFF, 4, 1], encoding: 3, nil),
    values("numbers as runs", 1, [2, 0, 0, 0, 4, 1], encoding: 3, .unsupported("encoding RLE of INT32")),
    delta("delta without a header", []), delta("delta of blocks of nothing", delta(block: 0, count: 2)),
    delta("delta without miniblocks", delta(miniblocks: 0, count: 2)),
    delta("delta of blocks of 2^62", delta(block: 1 << 62, count: 2)),
    delta("delta of 2^62 miniblocks", delta(miniblocks: 1 << 62, count: 2)),
    delta("delta of miniblocks of 7", delta(block: 7, miniblocks: 1, count: 2) + [0, 1, 1]),
    delta("delta of 2^62 values", delta(count: 1 << 62) + [0, 0, 0, 0, 0]),
    delta("delta of one value too few", delta(count: 1), cause: .inconsistent(.pageValues)),
    delta("delta that breaks off", delta(count: 2)),
    delta("delta of widths that break off", delta(count: 2) + [0, 1, 1]),
    delta("delta of packed bits that break off", delta(count: 2) + [0, 32, 0, 0, 0] + [1, 2]),
    delta(
      "delta of 33 bits for 32", delta(count: 2) + [0, 33, 0, 0, 0] + [UInt8](repeating: 1, count: 132), mustFail: false
    ),
    delta("delta of 255 bits", delta(count: 2) + [0, 255, 0, 0, 0] + [UInt8](repeating: 1, count: 2000)),
    delta(
      "delta whose numbers overflow", delta(count: 2, first: .max) + Thrift.int64(.max).bytes + [0, 0, 0, 0],
      mustFail: false),
    values("lengths that are negative", 6, delta(count: 2, first: -5) + [0, 0, 0, 0, 0], encoding: 6, nil),
    values("lengths of 2^62 bytes", 6, delta(count: 2, first: 1 << 62) + [0, 0, 0, 0, 0], encoding: 6, nil),
    values(
      "lengths of more bytes than there are", 6, delta(count: 2, first: 5) + [0, 0, 0, 0, 0] + [1, 2, 3], encoding: 6,
      nil),
    values(
      "prefix of the first text", 6,
      delta(count: 2, first: 3) + [0, 0, 0, 0, 0] + delta(count: 2, first: 0) + [0, 0, 0, 0, 0], encoding: 7, nil),
    values(
      "prefixes that are negative", 6,
      delta(count: 2, first: 0) + Thrift.int64(-1).bytes + [0, 0, 0, 0] + delta(count: 2) + [0, 0, 0, 0, 0],
      encoding: 7, nil),
    values(
      "prefixes of 2^40 bytes", 6,
      delta(count: 2, first: 0) + Thrift.int64(1 << 40).bytes + [0, 0, 0, 0] + delta(count: 2) + [0, 0, 0, 0, 0],
      encoding: 7, nil),
    values("prefixes without texts", 6, delta(count: 2, first: 0) + [0, 0, 0, 0, 0], encoding: 7, nil),
    values("split bytes that do not fill the values", 1, [1, 2, 3, 4, 5, 6, 7], encoding: 9, nil),
    values("split bytes of texts", 6, [1, 2, 3, 4, 5, 6, 7, 8], encoding: 9, nil),
    values("delta of floats", 4, delta(count: 2) + [0, 0, 0, 0, 0], encoding: 5, nil),
    prefixBomb,
  ]

  private static let dictionary = CraftedPage.dictionary(two, values: 2)

  /// 100,000 texts, each the one before and a letter: 5 GB from 100 kB.
  private static let prefixBomb: MalformedCase = {
    let count = 100_000
    let ascending = delta(block: 1 << 17, miniblocks: 1, count: UInt64(count), first: 0) + Thrift.int64(1).bytes + [0]
    let ones = delta(block: 1 << 17, miniblocks: 1, count: UInt64(count), first: 1) + [0, 0]
    let body = ascending + ones + [UInt8](repeating: 0x61, count: count)
    return MalformedCase(
      "texts that each repeat the one before",
      CraftedFile.column(
        [CraftedFile.leaf(type: 6, converted: 0)], type: 6, rows: Int64(count),
        chunk: CraftedPage.v1(body, values: Int32(count), encoding: 7)), .tooLarge(bytes: 0, limit: 0), page: 0)
  }()

  /// The head of a block of differences.
  private static func delta(
    block: UInt64 = 128, miniblocks: UInt64 = 4, count: UInt64, first: Int64 = 1
  ) -> [UInt8] {
    Thrift.varint(block) + Thrift.varint(miniblocks) + Thrift.varint(count) + Thrift.int64(first).bytes
  }

  private static func coded(
    _ name: String, _ dictionary: [UInt8], indices: [UInt8], _ cause: ColumnarError.Cause, page: Int = 1
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: 1)], type: 1, rows: 2,
        chunk: dictionary + CraftedPage.v1(indices, values: 2, encoding: 8)),
      cause, page: page)
  }

  private static func values(
    _ name: String, _ type: Int32, _ body: [UInt8], encoding: Int32, _ cause: ColumnarError.Cause?
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: type, converted: type == 6 ? 0 : nil)], type: type, rows: 2,
        chunk: CraftedPage.v1(body, values: 2, encoding: encoding)), cause, page: 0)
  }

  private static func delta(
    _ name: String, _ body: [UInt8], mustFail: Bool = true, cause: ColumnarError.Cause = .inconsistent(.deltas)
  ) -> MalformedCase {
    values(name, 1, body, encoding: 5, mustFail ? cause : nil)
  }
}
