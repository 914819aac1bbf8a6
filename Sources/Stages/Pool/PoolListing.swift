import Columnar
import Foundation
import Labelling
import Storage
import Texts

/// The images of a pool that is given as a table, in the order of their ids.
package struct PoolListing {
  /// The images.
  package let images: [ListedImage]
  /// The group of each, if it has one.
  package let groups: [String?]
  /// When each was taken, in microseconds since 1970, UTC.
  package let capturedAt: [Int64?]
  /// The address of each, if it has one.
  package let addresses: [String?]
  /// Columns that hold more than single values, and what they hold.
  package let leftOut: [(name: String, what: String)]
  private let further: [(name: String, values: [String?])]

  private static let columns: [ColumnSchema] = [
    ColumnSchema("image_id", .string), ColumnSchema("sha256", .digest),
    ColumnSchema("size_bytes", .int64, nullable: true), ColumnSchema("width", .int32, nullable: true),
    ColumnSchema("height", .int32, nullable: true),
  ]
  private static let groupColumn = "group"
  private static let timeColumn = "captured_at"

  /// Reads a table of anybody's: `image_id` and `sha256` (32 bytes, or 64 hexadecimal digits), optionally `size_bytes`,
  /// `width`, `height`, `group` (a text or a number), `captured_at` (a time, or a text of ISO 8601) and `url`; further
  /// columns of single values are kept as metadata, as text.
  ///
  /// - Throws: `InputTableError`, `DataError.badImageID`, `.badTableValue`, `StorageError`.
  package init(_ path: String) throws {
    do {
      try self.init(TableReader(path: path))
    } catch let error as ColumnarError {
      throw InputTableError(purpose: "pool.table", cause: error.at(file: path))
    }
  }

  private init(_ reader: TableReader) throws {
    let known = Set(Self.columns.map(\.name))
    let found = reader.schema.columns.filter { !known.contains($0.name) }
    let single = found.filter { ValueText.isText($0.type) }
    leftOut =
      reader.unreadable.filter { !known.contains($0.name) }.map { ($0.name, $0.what) }
      + found.compactMap { column in if case .list = column.type { (column.name, "a list") } else { nil } }
    let hexadecimal = reader.schema.columns.contains { $0.name == "sha256" && $0.type == .string }
    var wanted = Self.columns.filter { column in
      !column.nullable || reader.columnNames.contains(column.name)
    }
    if hexadecimal { wanted[1] = ColumnSchema("sha256", .string) }
    // A time is read as what it is, a text as text: which of them says the file.
    let time = single.first { $0.name == Self.timeColumn }
    let isTime = time.map { $0.type != .string && $0.type != .binary && $0.type != .date } ?? false
    wanted += single.map { column in
      column.name == Self.timeColumn && isTime
        ? ColumnSchema(Self.timeColumn, .timestamp, nullable: true)
        : ColumnSchema(column.name, column.type, nullable: true)
    }
    let name = reader.schema.name
    let unsorted = try reader.read(
      as: TableSchema(name, version: reader.schema.version, key: ["image_id"], "", columns: wanted))
    let place = Self.Rows(file: reader.path, ids: try unsorted.strings("image_id").strings)
    for id in place.ids { try ImageListing.check(id) }
    try Self.checkSizes(unsorted, place)

    // Columns of others' types are made texts before the rows are put in order: a table of ours has no such columns.
    var texts: [(name: String, values: [String?])] = []
    for column in single where !(column.name == Self.timeColumn && isTime) {
      let values = try unsorted.column(column.name)
      let isName = column.name == Self.groupColumn
      texts.append((column.name, isName ? ValueText.names(values, column.type) : ValueText.of(values, column.type)))
    }
    let times =
      try isTime
      ? unsorted.optionalInt64s(Self.timeColumn)
      : Self.times(texts.first { $0.name == Self.timeColumn }?.values, place)
    let urls = try Self.addresses(texts.first { $0.name == PoolMetadata.addressColumn }?.values, place)

    let order = place.ids.orderByBytes()
    let table = try Table(
      schema: TableSchema(
        name, key: ["image_id"], "",
        columns: Array(wanted.prefix { column in !single.contains { $0.name == column.name } })),
      columns: Array(unsorted.columns.prefix(wanted.count - single.count))
    ).sortedByKey()
    try table.checkKey()
    func ordered<Value>(_ values: [Value?]?) -> [Value?] {
      values.map { values in order.map { values[$0] } } ?? Array(repeating: nil, count: order.count)
    }
    let ids = try table.strings("image_id").strings
    let digests = try hexadecimal ? Self.parsed(table.strings("sha256")) : table.digests("sha256")
    func numbers<Value>(_ column: String, _ read: (String) throws -> [Value?]) rethrows -> [Value?]? {
      table.schema.index(of: column) == nil ? nil : try read(column)
    }
    let sizes = try numbers("size_bytes", table.optionalInt64s)
    let widths = try numbers("width", table.optionalInt32s)
    let heights = try numbers("height", table.optionalInt32s)
    images = ids.indices.map { row in
      ListedImage(
        id: ids[row], size: Int(sizes?[row] ?? 0), digest: digests[row], width: Int(widths?[row] ?? 0),
        height: Int(heights?[row] ?? 0))
    }
    groups = ordered(texts.first { $0.name == Self.groupColumn }?.values).map { $0.flatMap { $0.isEmpty ? nil : $0 } }
    capturedAt = ordered(times)
    addresses = ordered(urls)
    further = texts.filter { $0.name != Self.groupColumn && $0.name != Self.timeColumn }.map {
      ($0.name, ordered($0.values))
    }
  }

  /// The further columns of each image, as a JSON object with sorted keys.
  package func rest() -> [String?] {
    guard !further.isEmpty else { return Array(repeating: nil, count: images.count) }
    return images.indices.map { row in
      let known = further.compactMap { column in column.values[row].map { (column.name, $0) } }
      return known.isEmpty ? nil : PoolMetadata.json(known)
    }
  }

  // MARK: Checks

  /// The rows of the file, for errors.
  private struct Rows {
    let file: String
    let ids: [String]

    func error(_ row: Int, _ column: String, _ value: String, _ problem: DataError.TableValue) -> DataError {
      .badTableValue(file: file, row: row + 1, image: ids[row], column: column, value: value, problem)
    }
  }

  /// Zero is what is not known, as in tables of ours.
  private static func checkSizes(_ table: Table, _ rows: Rows) throws {
    for column in ["size_bytes", "width", "height"] {
      guard let index = table.schema.index(of: column) else { continue }
      let values: [Int64?] =
        column == "size_bytes"
        ? try table.optionalInt64s(column) : try table.optionalInt32s(column).map { $0.map(Int64.init) }
      guard let row = values.firstIndex(where: { ($0 ?? 0) < 0 }) else { continue }
      throw rows.error(row, table.schema.columns[index].name, "\(values[row] ?? 0)", .negative)
    }
  }

  private static func times(_ texts: [String?]?, _ rows: Rows) throws -> [Int64?]? {
    try texts?.enumerated().map { row, text in
      guard let text, !text.isEmpty else { return nil }
      guard let time = Timestamp.parse(text) ?? Timestamp.parse("\(text)T00:00:00Z") else {
        throw rows.error(row, timeColumn, text, .noTime)
      }
      return time
    }
  }

  private static func addresses(_ texts: [String?]?, _ rows: Rows) throws -> [String?]? {
    try texts?.enumerated().map { row, text in
      guard let text, !text.isEmpty else { return nil }
      guard let address = GivenAddress.checked(text) else {
        throw rows.error(row, PoolMetadata.addressColumn, text, .noAddress)
      }
      return address
    }
  }

  private static func parsed(_ texts: StringArray) throws -> [Digest] {
    try (0..<texts.count).map { row in
      guard let digest = Digest(hex: texts[row]) else {
        throw ColumnarError(.type(expected: "64 hexadecimal digits", found: texts[row]), column: "sha256", row: row)
      }
      return digest
    }
  }
}
