import Foundation
import Labelling

/// What the metadata file says of each image.
struct PoolMetadata {
  /// The group of each image, in the order of the images.
  private(set) var groups: [String?]
  /// When each was taken, in microseconds since 1970, UTC.
  private(set) var capturedAt: [Int64?]
  /// The further columns of each, as a JSON object with sorted keys.
  private(set) var rest: [String?]
  /// The address of each, if it has one of its own.
  private(set) var addresses: [String?]
  /// Columns of the pool's table that hold more than single values, and what they hold.
  private(set) var leftOut: [(name: String, what: String)] = []

  /// The column of a table or metadata file that says where people find an image.
  static let addressColumn = "url"

  /// Reads the metadata file of the spec, if there is one.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - images: The ids in order.
  /// - Throws: `DataError` naming the line.
  init(_ setup: StageSetup, images: [String]) throws {
    groups = Array(repeating: nil, count: images.count)
    capturedAt = Array(repeating: nil, count: images.count)
    rest = Array(repeating: nil, count: images.count)
    addresses = Array(repeating: nil, count: images.count)
    if let table = setup.poolTable {
      let listing = try PoolListing(table)
      let further = try listing.rest()
      leftOut = listing.leftOut
      // Images that were erased stand in the table and not among the images.
      let rows = Dictionary(
        listing.images.enumerated().map { ($0.element.id.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
      for (index, image) in images.enumerated() {
        guard let row = rows[image.exact] else { continue }
        (groups[index], capturedAt[index], rest[index]) = (listing.groups[row], listing.capturedAt[row], further[row])
        addresses[index] = listing.addresses[row]
      }
      return
    }
    guard let name = setup.spec.pool.metadata else { return }
    let path = "\(setup.root)/\(name)"
    let file = try CSVFile(path: path)
    let imageColumn = try file.column("image")
    let groupColumn = file.header.firstIndex(of: "group")
    let timeColumn = file.header.firstIndex(of: "captured_at")
    let addressColumn = file.header.firstIndex(of: Self.addressColumn)
    let others = file.header.indices.filter { $0 != imageColumn && $0 != groupColumn && $0 != timeColumn }
    let positions = Dictionary(
      images.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var lines: [Int: Int] = [:]
    for row in file.rows {
      let fields = row.fields
      let place = DataError.Place(file: path, line: row.line)
      guard let position = positions[fields[imageColumn].exact] else { continue }
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
        let values = Dictionary(
          others.map { (file.header[$0], fields[$0]) }, uniquingKeysWith: { first, _ in first })
        rest[position] = try Self.json(values)
      }
    }
  }

  /// The value of a further column in the JSON text of `rest`.
  static func value(_ json: String?, column: String) -> String? {
    guard let json, let values = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)) else {
      return nil
    }
    return values[column]
  }

  /// The names of the further columns, sorted.
  static func columns(_ rest: [String?]) -> [String] {
    guard let json = rest.lazy.compactMap(\.self).first,
      let values = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    else { return [] }
    return values.keys.sorted()
  }

  /// The values of further columns as a JSON object with sorted keys.
  static func json(_ values: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(values), as: UTF8.self)
  }
}
