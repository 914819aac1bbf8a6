import Engine
import JSON
import Labelling
import Texts

/// What the metadata file says of each image.
package struct PoolMetadata {
  /// The group of each image, in the order of the images.
  package private(set) var groups: [String?]
  /// When each was taken, in microseconds since 1970, UTC.
  private(set) var capturedAt: [Int64?]
  /// The further columns of each, as a JSON object with sorted keys.
  private(set) var rest: [String?]
  /// The address of each, if it has one of its own.
  private(set) var addresses: [String?]
  /// Columns of the pool's table that hold more than single values, and what they hold.
  private(set) var leftOut: [(name: String, what: String)] = []
  /// How the rows of the file fit the images; nil without a file.
  package private(set) var join: FileJoin?
  /// Whether groups are declared, for whatever image.
  package private(set) var hasGroups = false
  /// Which images have no row, by their place; empty without a file.
  package private(set) var withoutRow: Set<Int> = []

  /// The column of a table or metadata file that says where people find an image.
  static let addressColumn = "url"

  /// Reads the metadata file of the spec, if there is one.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - images: The ids.
  ///   - isAbsent: Which of the ids that are not among them are known all the same.
  /// - Throws: `DataError` naming the line, `nothingJoins` where no row fits an image; what `isAbsent` throws.
  package init(_ setup: StageSetup, images: ImageIDs, isAbsent: ([String]) throws -> Set<ExactText>) throws {
    groups = Array(repeating: nil, count: images.all.count)
    capturedAt = Array(repeating: nil, count: images.all.count)
    rest = Array(repeating: nil, count: images.all.count)
    addresses = Array(repeating: nil, count: images.all.count)
    if let table = setup.poolTable {
      try take(PoolListing(table), images: images)
    } else if let path = setup.metadata, let name = setup.spec.pool.metadata {
      try take(CSVFile(path: path), name: name, images: images, isAbsent: isAbsent)
    }
  }

  private mutating func take(_ listing: PoolListing, images: ImageIDs) throws {
    let further = listing.rest()
    // Images that were erased stand in the table and not among the images.
    let rows = Dictionary(
      listing.images.enumerated().map { ($0.element.id.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    for (index, image) in images.all.enumerated() {
      guard let row = rows[image.exact] else { continue }
      (groups[index], capturedAt[index], rest[index]) = (listing.groups[row], listing.capturedAt[row], further[row])
      addresses[index] = listing.addresses[row]
    }
    leftOut = listing.leftOut
    hasGroups = listing.groups.contains { $0 != nil }
  }

  private mutating func take(
    _ file: CSVFile, name: String, images: ImageIDs, isAbsent: ([String]) throws -> Set<ExactText>
  ) throws {
    for column in ["group", "captured_at"] { try file.checkSpelling(of: column) }
    let imageColumn = try file.column("image")
    let groupColumn = file.index(of: "group")
    let timeColumn = file.index(of: "captured_at")
    let addressColumn = file.index(of: Self.addressColumn)
    let others = file.header.indices.filter { $0 != imageColumn && $0 != groupColumn && $0 != timeColumn }
    guard !file.rows.isEmpty else { throw DataError.noRows(file: file.path) }
    let joined = try FileJoin.join(
      purpose: FileJoin.metadata, file: name,
      rows: file.rows.map { FileJoin.Row(line: $0.line, image: $0.fields[imageColumn]) }, images: images,
      isAbsent: isAbsent)
    try joined.join.check(images)
    var lines: [Int: Int] = [:]
    for (row, position) in zip(file.rows, joined.positions) {
      guard let position else { continue }
      let fields = row.fields
      let place = DataError.Place(file: file.path, line: row.line)
      if let first = lines.updateValue(row.line, forKey: position) {
        throw DataError.repeatedImage(place, image: fields[imageColumn], firstLine: first)
      }
      if let groupColumn, !fields[groupColumn].isEmpty { groups[position] = fields[groupColumn] }
      if let timeColumn, !fields[timeColumn].isEmpty {
        guard let time = Timestamp.parse(fields[timeColumn]) else {
          throw DataError.badTimestamp(place, column: "captured_at", value: fields[timeColumn])
        }
        capturedAt[position] = time
      }
      if let addressColumn, !fields[addressColumn].isEmpty {
        guard let address = GivenAddress.checked(fields[addressColumn]) else {
          throw DataError.badAddress(place, image: fields[imageColumn], value: fields[addressColumn])
        }
        addresses[position] = address
      }
      if !others.isEmpty {
        rest[position] = Self.json(others.map { (file.header[$0], fields[$0]) })
      }
    }
    hasGroups = groupColumn != nil
    join = joined.join
    if joined.join.matched < images.all.count {
      withoutRow = Set(images.all.indices).subtracting(joined.positions.compactMap(\.self))
    }
    if hasGroups { join?.ungrouped = groups.count { $0 == nil } }
  }

  /// The value of a further column in the JSON text of `rest`.
  ///
  /// - Throws: `EngineError.damaged` if it is no such text: an image must not lose its stratum.
  static func value(_ json: String?, column: String) throws -> String? { try json.map(values)?[column]?.text }

  /// By their bytes: a dictionary would take the two spellings of one name for the same column.
  private static func values(_ json: String) throws -> JSONObject {
    guard case .object(let values)? = try? JSONValue(Array(json.utf8)),
      values.members.allSatisfy({ $0.value.text != nil })
    else {
      throw EngineError.damaged(path: Catalogue.Pool.images.name, .unreadable)
    }
    return values
  }

  /// The names of the further columns, in the order of their bytes.
  ///
  /// - Throws: As `value` does.
  static func columns(_ rest: [String?]) throws -> [String] {
    guard let json = rest.lazy.compactMap(\.self).first else { return [] }
    return try values(json).keys
  }

  /// The values of further columns as a JSON object with sorted keys; of two columns of one name the first holds.
  static func json(_ values: [(name: String, value: String)]) -> String {
    var object = JSONObject()
    for (name, value) in values where object[name] == nil { object[name] = .string(value) }
    return JSONForm.compact.text(.object(object))
  }
}
