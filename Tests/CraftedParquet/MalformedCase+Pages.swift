import Columnar

extension MalformedCase {
  /// Page headers that lie about what follows.
  static let pages: [MalformedCase] = [
    page("page of -1 bytes", CraftedPage.v1(two, values: 2, compressed: -1), .inconsistent(.pageSize)),
    page("page of -1 bytes unpacked", CraftedPage.v1(two, values: 2, uncompressed: -1), .inconsistent(.pageSize)),
    page(
      "page of -2^31 bytes", CraftedPage.v1(two, values: 2, uncompressed: .min, compressed: .min),
      .inconsistent(.pageSize)),
    page("page of 2^31 - 1 bytes", CraftedPage.v1(two, values: 2, compressed: .max), .inconsistent(.pageSize)),
    page(
      "page of 2^31 - 1 bytes unpacked", CraftedPage.v1(two, values: 2, uncompressed: .max),
      .tooLarge(bytes: 0, limit: 0), codec: 6),
    page("page one byte too long", CraftedPage.v1(two, values: 2, compressed: 9), .inconsistent(.pageSize)),
    page(
      "page of two sizes without a codec", CraftedPage.v1(two, values: 2, uncompressed: 9), .inconsistent(.pageSize)),
    page("page of -1 values", CraftedPage.v1(two, values: -1), .inconsistent(.pageValues)),
    page("page of 2^31 - 1 values", CraftedPage.v1(two, values: .max), .inconsistent(.pageValues)),
    page("page of too few values", CraftedPage.v1(two, values: 1), .thrift(.endOfInput), at: 1),
    page("page of no values", CraftedPage.v1(two, values: 0), .thrift(.endOfInput), at: 1),
    page("no page", [], .thrift(.endOfInput)),
    page(
      "10,000 pages without values", Array((0..<10_000).flatMap { _ in CraftedPage.v1([], values: 0) }),
      .thrift(.endOfInput), at: 10_000),
    page("page of a type that there is none of", CraftedPage.other(9, two), .inconsistent(.pageHeader)),
    page("page of type -1", CraftedPage.other(-1, two), .inconsistent(.pageHeader)),
    page("index page alone", CraftedPage.other(1, two), .thrift(.endOfInput), at: 1),
    page(
      "index page that is longer than the chunk", CraftedPage.other(1, two, compressed: 1 << 20),
      .inconsistent(.pageSize)),
    page(
      "page without a header of its type",
      Thrift.structure([(1, .int32(0)), (2, .int32(8)), (3, .int32(8))]).bytes + two, .thrift(.missingField)),
    page("page without sizes", Thrift.structure([(1, .int32(0))]).bytes, .thrift(.missingField)),
    page("page header of nested structures", [UInt8](repeating: 0xFC, count: 1000), .thrift(.depth)),
    page("page header of a list of 2^40", [0xF9, 0xFC] + Thrift.varint(1 << 40), .thrift(.size)),
    page("page whose checksum does not hold", CraftedPage.v1(two, values: 2, checksum: 1), .pageChecksum),
    page("encoding that there is none of", CraftedPage.v1(two, values: 2, encoding: 50), .unsupported("encoding 50")),
    page("encoding -1", CraftedPage.v1(two, values: 2, encoding: -1), .unsupported("encoding -1")),
    page("page of 7 bytes for two numbers", CraftedPage.v1(two.dropLast(), values: 2), .inconsistent(.plainValues)),
    page("page without bytes for two numbers", CraftedPage.v1([], values: 2), .inconsistent(.plainValues)),
    v2("version 2 with -1 missing", CraftedPage.v2(two, values: 2, nulls: -1), .inconsistent(.pageValues)),
    v2(
      "version 2 with more missing than there are", CraftedPage.v2(two, values: 2, nulls: 3), .inconsistent(.pageValues)
    ),
    v2("version 2 with -1 bytes of levels", CraftedPage.v2(two, values: 2, definition: -1), .inconsistent(.pageValues)),
    v2(
      "version 2 with more levels than bytes", CraftedPage.v2(two, values: 2, definition: 9), .inconsistent(.pageSize)),
    v2(
      "version 2 whose levels overflow", CraftedPage.v2(two, values: 2, definition: .max, repetition: .max),
      .inconsistent(.pageSize)),
    v2(
      "version 2 whose levels overlap", CraftedPage.v2(two, values: 2, definition: 8, repetition: 8),
      .inconsistent(.pageSize)),
    v2("version 2 with -1 rows", CraftedPage.v2(two, values: 2, rows: -1), .inconsistent(.pageValues)),
    v2(
      "version 2 with the wrong number of missing", CraftedPage.v2([3, 1] + two, values: 2, nulls: 2, definition: 2),
      .inconsistent(.levels), repetition: 1),
    v2(
      "version 2 unpacked to less than its levels",
      CraftedPage.v2([4, 1] + two, values: 2, definition: 2, isCompressed: true, uncompressed: 1),
      .inconsistent(.pageSize), repetition: 1, codec: 6),
    v2(
      "version 2 that is not compressed but says so", CraftedPage.v2(two, values: 2, isCompressed: true),
      .compression(codec: "ZSTD"), codec: 6),
  ]

  /// Levels that do not make rows.
  static let levels: [MalformedCase] = [
    list("first value goes on with a row that there is none of", repetitions: [2, 1], definitions: [2, 3]),
    list("lists that make more rows", repetitions: [2, 0, 2, 0], definitions: [4, 3], values: 3, cause: nil),
    list("lists that make fewer rows", repetitions: [2, 0, 4, 1], definitions: [6, 3], values: 3, cause: nil),
    optional("levels of 4 GiB", [0xFF, 0xFF, 0xFF, 0xFF, 4, 1] + two, .inconsistent(.levels)),
    optional("levels longer than the page", [11, 0, 0, 0, 4, 1] + two, .inconsistent(.levels)),
    optional("levels without a length", [1, 0, 0], .inconsistent(.levels)),
    optional("levels that end early", CraftedPage.prefixed([2, 1]) + two, .inconsistent(.runs)),
    optional("levels without bytes", CraftedPage.prefixed([]) + two, .inconsistent(.runs)),
    optional("run of levels without a value", CraftedPage.prefixed([4]) + two, .inconsistent(.runs)),
    optional("run of 2^63 levels", CraftedPage.prefixed(Thrift.varint(.max - 1) + [1]) + two, nil),
    optional("2^60 packed levels", CraftedPage.prefixed(Thrift.varint(.max) + [1]) + two, nil),
    optional("runs of no levels", CraftedPage.prefixed([UInt8](repeating: 0, count: 100_000)) + two, nil),
    optional("level above the highest", CraftedPage.prefixed([4, 0xFF]) + two, nil),
    optional("length of a run without an end", CraftedPage.prefixed([UInt8](repeating: 0x80, count: 30)) + two, nil),
    MalformedCase(
      "levels of a list above the highest",
      CraftedFile.column(
        [
          CraftedFile.node("x", children: 1, repetition: 1, converted: 3),
          CraftedFile.node("list", children: 1, repetition: 2),
          CraftedFile.node("element", children: 1, repetition: 1, converted: 3),
        ] + CraftedFile.list(type: 1).dropFirst(),
        type: 1, rows: 1,
        chunk: CraftedPage.v1(CraftedPage.prefixed([2, 0]) + CraftedPage.prefixed([2, 7]) + two, values: 1)),
      .inconsistent(.levels), page: 0),
  ]

  static let two = CraftedPage.plain([Int32(1), 2])

  private static func page(
    _ name: String, _ chunk: [UInt8], _ cause: ColumnarError.Cause, at page: Int = 0, codec: Int32 = 0
  ) -> MalformedCase {
    MalformedCase(
      name, CraftedFile.column([CraftedFile.leaf(type: 1)], type: 1, codec: codec, rows: 2, chunk: chunk), cause,
      page: page)
  }

  private static func v2(
    _ name: String, _ chunk: [UInt8], _ cause: ColumnarError.Cause, repetition: Int32 = 0, codec: Int32 = 0
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: 1, repetition: repetition)], type: 1, codec: codec, rows: 2, chunk: chunk),
      cause, page: 0)
  }

  private static func optional(_ name: String, _ body: [UInt8], _ cause: ColumnarError.Cause?) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(type: 1, repetition: 1)], type: 1, rows: 2, chunk: CraftedPage.v1(body, values: 2)), cause,
      page: cause == nil ? nil : 0)
  }

  private static func list(
    _ name: String, repetitions: [UInt8], definitions: [UInt8], values: Int32 = 1,
    cause: ColumnarError.Cause? = .inconsistent(.levels)
  ) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        CraftedFile.list(type: 1), type: 1, rows: 1, values: Int64(values),
        chunk: CraftedPage.v1(
          CraftedPage.prefixed(repetitions) + CraftedPage.prefixed(definitions) + two + two, values: values)), cause,
      page: cause == nil ? nil : 0)
  }
}
