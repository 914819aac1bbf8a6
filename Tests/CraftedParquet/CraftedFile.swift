/// A Parquet file built part by part, in which every number may be wrong.
///
/// Numbers and names are those of `parquet.thrift`.
package struct CraftedFile {
  /// The nodes of the schema, depth first, the root first.
  package var schema: [Thrift]
  /// What the footer says of the number of rows.
  package var rows: Int64
  /// The row groups.
  package var groups: [Thrift]
  /// The bytes between the magic and the footer.
  package var body: [UInt8]
  /// Remarks in the footer.
  package var keyValues: [Thrift] = []
  /// The program that the footer names.
  package var createdBy = "crafted"
  /// What the file says of its footer's length; the true length if it is nil.
  package var footerLength: UInt32?

  /// Makes a file.
  package init(schema: [Thrift], rows: Int64, groups: [Thrift], body: [UInt8]) {
    self.schema = schema
    self.rows = rows
    self.groups = groups
    self.body = body
  }

  /// The bytes of the file.
  package var bytes: [UInt8] {
    let footer = Thrift.structure([
      (1, .int32(2)), (2, .list(schema)), (3, .int64(rows)), (4, .list(groups)), (5, .list(keyValues)),
      (6, .text(createdBy)),
    ])
    return Self.wrap(footer.bytes, body: body, length: footerLength)
  }

  /// A file around the bytes of a footer.
  package static func wrap(_ footer: [UInt8], body: [UInt8] = [], length: UInt32? = nil) -> [UInt8] {
    let length = length ?? UInt32(footer.count)
    let magic = Array("PAR1".utf8)
    return magic + body + footer + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + magic
  }

  /// A remark.
  package static func keyValue(_ key: [UInt8], _ value: [UInt8]) -> Thrift {
    .structure([(1, .binary(key)), (2, .binary(value))])
  }

  /// A file of one column at the top level and one row group.
  ///
  /// - Parameters:
  ///   - nodes: The column's node and those below it.
  ///   - type: The number of the leaf's physical type.
  ///   - codec: The number of the codec.
  ///   - rows: What the footer and the row group say.
  ///   - values: What the chunk says, `rows` if it is nil.
  ///   - chunk: The chunk's bytes.
  ///   - size: What the chunk says of its size, the true one if it is nil.
  ///   - offset: Where the first page is declared to be; where it is if it is nil.
  ///   - dictionaryOffset: Where the dictionary is declared to be.
  /// - Returns: The file, sound if all declarations are true.
  package static func column(
    _ nodes: [Thrift], type: Int32, codec: Int32 = 0, rows: Int64, values: Int64? = nil, chunk: [UInt8],
    size: Int64? = nil, offset: Int64? = nil, dictionaryOffset: Int64? = nil
  ) -> CraftedFile {
    let written = Self.chunk(
      type: type, codec: codec, values: values ?? rows, size: size ?? Int64(chunk.count), offset: offset ?? 4,
      dictionaryOffset: dictionaryOffset)
    return CraftedFile(
      schema: [root(children: 1)] + nodes, rows: rows, groups: [group([written], rows: rows)], body: chunk)
  }

  /// The schema's root.
  package static func root(children: Int32) -> Thrift { .structure([(4, .text("root")), (5, .int32(children))]) }

  /// A leaf of the schema; `repetition` is 0 for required, 1 for optional, 2 for repeated.
  package static func leaf(
    _ name: String = "x", type: Int32, repetition: Int32 = 0, length: Int32? = nil, converted: Int32? = nil,
    more: [(Int, Thrift)] = []
  ) -> Thrift {
    var fields: [(Int, Thrift)] = [(1, .int32(type))]
    if let length { fields.append((2, .int32(length))) }
    fields += [(3, .int32(repetition)), (4, .text(name))]
    if let converted { fields.append((6, .int32(converted))) }
    return .structure(fields + more)
  }

  /// A node of the schema with others below it; the converted type of a list is 3.
  package static func node(
    _ name: String, children: Int32, repetition: Int32 = 0, converted: Int32? = nil
  ) -> Thrift {
    var fields: [(Int, Thrift)] = [(3, .int32(repetition)), (4, .text(name)), (5, .int32(children))]
    if let converted { fields.append((6, .int32(converted))) }
    return .structure(fields)
  }

  /// A list that may be missing of elements that may be missing; the levels go up to 3 and 1.
  package static func list(type: Int32, length: Int32? = nil) -> [Thrift] {
    [
      node("x", children: 1, repetition: 1, converted: 3), node("list", children: 1, repetition: 2),
      leaf("element", type: type, repetition: 1, length: length),
    ]
  }

  /// A row group.
  package static func group(_ chunks: [Thrift], rows: Int64) -> Thrift {
    .structure([(1, .list(chunks)), (2, .int64(1)), (3, .int64(rows))])
  }

  /// A column chunk.
  package static func chunk(
    type: Int32, codec: Int32 = 0, values: Int64, size: Int64, offset: Int64 = 4, dictionaryOffset: Int64? = nil,
    path: [String] = ["x"]
  ) -> Thrift {
    var fields: [(Int, Thrift)] = [
      (1, .int32(type)), (2, .list([.int32(0)])), (3, .list(path.map { .text($0) })), (4, .int32(codec)),
      (5, .int64(values)), (6, .int64(size)), (7, .int64(size)), (9, .int64(offset)),
    ]
    if let dictionaryOffset { fields.append((11, .int64(dictionaryOffset))) }
    return .structure([(2, .int64(0)), (3, .structure(fields))])
  }
}
