import Columnar

extension MalformedCase {
  /// Schemas that are no trees, or name what there is none of.
  static let schemas: [MalformedCase] = [
    tree("schema without nodes", []),
    tree("root that is a leaf", [CraftedFile.leaf(type: 1)]),
    tree("root with -1 children", [CraftedFile.root(children: -1)]),
    tree("root with 2^31 - 1 children", [CraftedFile.root(children: .max), CraftedFile.leaf(type: 1)]),
    tree(
      "root with too few children",
      [CraftedFile.root(children: 1), CraftedFile.leaf(type: 1), CraftedFile.leaf(type: 1)]),
    tree("root with too many children", [CraftedFile.root(children: 2), CraftedFile.leaf(type: 1)]),
    tree("node with -1 children", [CraftedFile.root(children: 1), CraftedFile.node("x", children: -1)]),
    tree("node with 2^31 - 1 children", [CraftedFile.root(children: 1), CraftedFile.node("x", children: .max)]),
    tree(
      "100,000 nodes one in the other",
      [CraftedFile.root(children: 1)] + Array(repeating: CraftedFile.node("x", children: 1), count: 100_000)
        + [CraftedFile.leaf(type: 1)]),
    tree(
      "100,000 lists one in the other",
      [CraftedFile.root(children: 1)]
        + (0..<100_000).map { CraftedFile.node("x", children: 1, repetition: $0 % 2 == 0 ? 1 : 2, converted: 3) }
        + [CraftedFile.leaf(type: 1)]),
    tree(
      "100,000 columns in nothing",
      [CraftedFile.root(children: 100_000)] + (0..<100_000).map { CraftedFile.leaf("c\($0)", type: 1) }, cause: nil),
    tree(
      "leaf with children",
      [CraftedFile.root(children: 1), CraftedFile.leaf(type: 1, more: [(5, .int32(1))]), CraftedFile.leaf(type: 1)]),
    tree("node without repetition", [CraftedFile.root(children: 1), .structure([(1, .int32(1)), (4, .text("x"))])]),
    tree(
      "repetition that there is none of", [CraftedFile.root(children: 1), CraftedFile.leaf(type: 1, repetition: 7)]),
    tree(
      "node without a name", [CraftedFile.root(children: 1), .structure([(1, .int32(1)), (3, .int32(0))])],
      cause: .thrift(.missingField)),
    tree(
      "name that is no text",
      [CraftedFile.root(children: 1), .structure([(1, .int32(1)), (3, .int32(0)), (4, .binary([0xC3, 0x28]))])],
      cause: .notUTF8),
    named("name with NUL", "a\u{0}b"), named("name without letters", ""),
    named("name that turns the line", "a\u{202E}b"),
    named("name with line breaks", "a\r\nb"), named("name of 1 MiB", String(repeating: "x", count: 1 << 20)),
    MalformedCase(
      "two columns of one name",
      CraftedFile(
        schema: [CraftedFile.root(children: 2), CraftedFile.leaf(type: 1), CraftedFile.leaf(type: 6)], rows: 2,
        groups: [
          CraftedFile.group(
            [CraftedFile.chunk(type: 1, values: 2, size: 20), CraftedFile.chunk(type: 6, values: 2, size: 20)], rows: 2)
        ], body: CraftedPage.v1(CraftedPage.plain([Int32(1), 2]), values: 2)), nil),
    typed("physical type that there is none of", CraftedFile.leaf(type: 99)),
    typed("physical type -1", CraftedFile.leaf(type: -1)),
    typed("fixed length of 0", CraftedFile.leaf(type: 7, length: 0)),
    typed("fixed length of -1", CraftedFile.leaf(type: 7, length: -1)),
    typed("fixed length of 2^31 - 1", CraftedFile.leaf(type: 7, length: .max)),
    typed("fixed length missing", CraftedFile.leaf(type: 7)),
    typed("decimal of precision 0", CraftedFile.leaf(type: 1, converted: 5, more: [(7, .int32(0)), (8, .int32(0))])),
    typed(
      "decimal of precision 2^31 - 1",
      CraftedFile.leaf(type: 6, converted: 5, more: [(7, .int32(1)), (8, .int32(.max))])),
    typed(
      "decimal of scale 2^31 - 1", CraftedFile.leaf(type: 1, converted: 5, more: [(7, .int32(.max)), (8, .int32(9))])),
    typed("decimal of scale -1", CraftedFile.leaf(type: 1, converted: 5, more: [(7, .int32(-1)), (8, .int32(9))])),
    typed(
      "decimal of scale -2^31", CraftedFile.leaf(type: 2, converted: 5, more: [(7, .int32(.min)), (8, .int32(9))])),
    typed("decimal without a scale", CraftedFile.leaf(type: 2, converted: 5)),
    typed(
      "decimal that is a truth value", CraftedFile.leaf(type: 0, converted: 5, more: [(7, .int32(1)), (8, .int32(2))])),
    typed("text that is a number", CraftedFile.leaf(type: 1, converted: 0)),
    typed("date that is a text", CraftedFile.leaf(type: 6, converted: 6)),
    typed("uuid of 4 bytes", CraftedFile.leaf(type: 7, length: 4, more: [(10, .structure([(14, .structure([]))]))])),
    typed("float16 of 3 bytes", CraftedFile.leaf(type: 7, length: 3, more: [(10, .structure([(15, .structure([]))]))])),
    typed(
      "whole number of 7 bits",
      CraftedFile.leaf(type: 1, more: [(10, .structure([(10, .structure([(1, .int8(7)), (2, .bool(true))]))]))])),
    typed(
      "timestamp without a unit",
      CraftedFile.leaf(type: 2, more: [(10, .structure([(8, .structure([(1, .bool(true))]))]))])),
    typed("converted type that there is none of", CraftedFile.leaf(type: 1, converted: 99)),
    typed(
      "logical type that there is none of", CraftedFile.leaf(type: 1, more: [(10, .structure([(99, .structure([]))]))])),
  ]

  private static func tree(
    _ name: String, _ schema: [Thrift], cause: ColumnarError.Cause? = .inconsistent(.schemaTree)
  ) -> MalformedCase {
    MalformedCase(name, CraftedFile(schema: schema, rows: 0, groups: [], body: []), cause, column: nil)
  }

  private static func named(_ name: String, _ column: String) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [CraftedFile.leaf(column, type: 1)], type: 1, rows: 2,
        chunk: CraftedPage.v1(CraftedPage.plain([Int32(1), 2]), values: 2)), nil)
  }

  /// A column whose type makes no sense; it may be refused or read as the bytes that it is.
  private static func typed(_ name: String, _ leaf: Thrift) -> MalformedCase {
    MalformedCase(
      name,
      CraftedFile.column(
        [leaf], type: 1, rows: 2, chunk: CraftedPage.v1([UInt8](repeating: 1, count: 64), values: 2)), nil)
  }
}
