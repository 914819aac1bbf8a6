import Columnar

extension MalformedCase {
  /// Row groups and chunks that lead nowhere or do not add up.
  static let chunks: [MalformedCase] = [
    chunk("chunk at -1", offset: -1), chunk("chunk at 0", offset: 0), chunk("chunk at -2^63", offset: .min),
    chunk("chunk at 2^63 - 1", offset: .max), chunk("chunk in the footer", offset: 60),
    chunk("chunk of -1 bytes", size: -1), chunk("chunk of 2^62 bytes", size: 1 << 62),
    chunk("chunk of 2^63 - 1 bytes", size: .max), chunk("chunk into the footer", size: 60),
    chunk("chunk of -1 values", values: -1), chunk("chunk of -2^63 values", values: .min),
    chunk("dictionary at -1", dictionary: -1, cause: nil),
    chunk("dictionary declared behind the data", dictionary: 30, cause: nil),
    chunk("dictionary at -2^63", dictionary: .min, cause: nil),
    chunk("dictionary at 2^63 - 1", dictionary: .max, cause: nil),
    chunk("chunk of more values than rows", values: 3, cause: .inconsistent(.rowCount)),
    chunk("chunk of fewer values than rows", values: 1, cause: .inconsistent(.rowCount)),
    chunk("2^62 rows", rows: 1 << 62, cause: .thrift(.endOfInput), page: 1),
    chunk("2^63 - 1 rows", rows: .max, cause: .thrift(.endOfInput), page: 1),
    chunk("2^31 rows", rows: 1 << 31, cause: .thrift(.endOfInput), page: 1),
    MalformedCase(
      "2^31 rows that are all missing",
      CraftedFile.column(
        [CraftedFile.leaf(type: 1, repetition: 1)], type: 1, rows: 1 << 31 - 1,
        chunk: CraftedPage.v1(
          CraftedPage.prefixed(Thrift.varint((1 << 31 - 1) << 1) + [0]), values: .max)),
      .tooLarge(bytes: 0, limit: 0)),
    MalformedCase(
      "2^31 empty lists",
      CraftedFile.column(
        CraftedFile.list(type: 6), type: 6, rows: 1 << 31 - 1,
        chunk: CraftedPage.v1(
          CraftedPage.prefixed(Thrift.varint((1 << 31 - 1) << 1) + [0])
            + CraftedPage.prefixed(Thrift.varint((1 << 31 - 1) << 1) + [1]), values: .max)),
      .tooLarge(bytes: 0, limit: 0)),
    group("group of -1 rows", [(2, -1, 2)], rows: -1, cause: .inconsistent(.rowGroups)),
    group("groups whose rows overflow", [(2, .max, 2), (2, .max, 2)], rows: -2, cause: .inconsistent(.rowCount)),
    group("rows that do not add up", [(2, 2, 2)], rows: 3, cause: .inconsistent(.rowCount)),
    group("-1 rows in no groups", [], rows: -1, cause: .inconsistent(.rowCount)),
    group("5 rows in no groups", [], rows: 5, cause: .inconsistent(.rowCount)),
    group("groups that share their bytes", Array(repeating: (2, 2, 2), count: 50), rows: 100, cause: nil),
    groupOf("group without chunks", [], cause: .inconsistent(.rowGroups)),
    groupOf(
      "group of two chunks of one column",
      [CraftedFile.chunk(type: 1, values: 2, size: 20), CraftedFile.chunk(type: 1, values: 2, size: 20)],
      cause: .inconsistent(.rowGroups)),
    groupOf(
      "chunk of another type", [CraftedFile.chunk(type: 2, values: 2, size: 20)], cause: .inconsistent(.columnChunk),
      column: "x"),
    groupOf("chunk without metadata", [.structure([(2, .int64(0))])], cause: .thrift(.missingField)),
    groupOf(
      "chunk in another file", [.structure([(1, .text("/etc/passwd")), (2, .int64(4))])], cause: .thrift(.missingField)),
    codec("codec 99", 99, .codec("codec 99")), codec("codec -1", -1, .codec("codec -1")),
    codec("codec LZ4", 5, .codec("LZ4")), codec("codec BROTLI", 4, .codec("BROTLI")),
    codec("codec LZO", 3, .codec("LZO")), codec("codec LZ4_RAW", 7, .codec("LZ4_RAW")),
  ]

  private static let sound = CraftedPage.v1(CraftedPage.plain([Int32(1), 2]), values: 2)

  private static func chunk(
    _ name: String, rows: Int64 = 2, values: Int64? = nil, size: Int64? = nil, offset: Int64? = nil,
    dictionary: Int64? = nil, cause: ColumnarError.Cause? = .inconsistent(.columnChunk), page: Int? = nil
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: 1)], type: 1, rows: rows, values: values, chunk: sound, size: size, offset: offset,
        dictionaryOffset: dictionary), cause, page: page)
  }

  private static func group(
    _ name: String, _ groups: [(type: Int32, rows: Int64, values: Int64)], rows: Int64, cause: ColumnarError.Cause?
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile(
        schema: [CraftedFile.root(children: 1), CraftedFile.leaf(type: 1)], rows: rows,
        groups: groups.map {
          CraftedFile.group([CraftedFile.chunk(type: 1, values: $0.values, size: Int64(sound.count))], rows: $0.rows)
        }, body: sound), cause, column: nil)
  }

  private static func groupOf(
    _ name: String, _ chunks: [Thrift], cause: ColumnarError.Cause?, column: String? = nil
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile(
        schema: [CraftedFile.root(children: 1), CraftedFile.leaf(type: 1)], rows: 2,
        groups: [CraftedFile.group(chunks, rows: 2)], body: sound), cause, column: column)
  }

  private static func codec(_ name: String, _ number: Int32, _ cause: ColumnarError.Cause) -> MalformedCase {
    MalformedCase(
      name, CraftedFile.column([CraftedFile.leaf(type: 1)], type: 1, codec: number, rows: 2, chunk: sound), cause)
  }
}
