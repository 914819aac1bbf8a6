import Columnar
import Foundation
import Labelling
import Storage

/// The images of a pool that is given as a table, in the order of their ids.
struct PoolListing {
  /// The images.
  let images: [ListedImage]
  /// The group of each, if it has one.
  let groups: [String?]
  /// When each was taken, in microseconds since 1970, UTC.
  let capturedAt: [Int64?]
  private let further: [(name: String, values: [String?])]

  private static let columns: [ColumnSchema] = [
    ColumnSchema("image_id", .string), ColumnSchema("sha256", .digest),
    ColumnSchema("size_bytes", .int64, nullable: true), ColumnSchema("width", .int32, nullable: true),
    ColumnSchema("height", .int32, nullable: true), ColumnSchema("group", .string, nullable: true),
    ColumnSchema("captured_at", .timestamp, nullable: true),
  ]

  /// Reads a table of anybody's: `image_id` and `sha256` (32 bytes, or 64 hexadecimal digits), optionally `size_bytes`,
  /// `width`, `height`, `group` and `captured_at`; further columns of text are kept as metadata.
  ///
  /// - Throws: `InputTableError`, `DataError.badImageID`, `StorageError`.
  init(_ path: String) throws {
    do {
      try self.init(TableReader(path: path))
    } catch let error as ColumnarError {
      throw InputTableError(purpose: "pool.table", cause: error.at(file: path))
    }
  }

  private init(_ reader: TableReader) throws {
    let known = Set(Self.columns.map(\.name))
    let texts = reader.schema.columns.filter { $0.type == .string && !known.contains($0.name) }
    let hexadecimal = reader.schema.columns.contains { $0.name == "sha256" && $0.type == .string }
    var wanted = Self.columns.filter { column in
      !column.nullable || reader.columnNames.contains(column.name)
    }
    if hexadecimal { wanted[1] = ColumnSchema("sha256", .string) }
    wanted += texts.map { ColumnSchema($0.name, .string, nullable: true) }
    let name = reader.schema.name
    let table = try reader.read(
      as: TableSchema(name, version: reader.schema.version, key: ["image_id"], "", columns: wanted)
    ).sortedByKey()
    try table.checkKey()

    let ids = try table.strings("image_id").strings
    for id in ids { try ImageListing.check(id) }
    let digests = try hexadecimal ? Self.parsed(table.strings("sha256")) : table.digests("sha256")
    func numbers<Value>(_ column: String, _ read: (String) throws -> [Value?]) rethrows -> [Value?]? {
      table.schema.index(of: column) == nil ? nil : try read(column)
    }
    let sizes = try numbers("size_bytes", table.optionalInt64s)
    let widths = try numbers("width", table.optionalInt32s)
    let heights = try numbers("height", table.optionalInt32s)
    images = ids.indices.map { row in
      ListedImage(
        id: ids[row], size: Int(sizes?[row] ?? 0), digest: digests[row], isReadable: true,
        width: Int(widths?[row] ?? 0), height: Int(heights?[row] ?? 0))
    }
    let none = [String?](repeating: nil, count: ids.count)
    groups = try numbers("group", table.optionalStrings) ?? none
    capturedAt = try numbers("captured_at", table.optionalInt64s) ?? Array(repeating: nil, count: ids.count)
    further = try texts.map { ($0.name, try table.optionalStrings($0.name)) }
  }

  /// The further columns of each image, as a JSON object with sorted keys.
  func rest() throws -> [String?] {
    guard !further.isEmpty else { return Array(repeating: nil, count: images.count) }
    return try images.indices.map { row in
      let known = further.compactMap { column in column.values[row].map { (column.name, $0) } }
      return known.isEmpty
        ? nil : try PoolMetadata.json(Dictionary(known, uniquingKeysWith: { first, _ in first }))
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

/// A table of the user's that cannot be read, what it is for, and why.
package struct InputTableError: Error, Sendable, Equatable {
  /// The key of the spec that names it.
  package let purpose: String
  package let cause: ColumnarError
}
