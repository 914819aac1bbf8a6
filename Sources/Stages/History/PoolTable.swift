import Columnar
import Engine
import Labelling
import Storage
import Texts

/// What an image of a pool may be used for.
enum PoolRole: String {
  case pool, monitoring, acceptance, calibration
  /// Shares its group or its bytes with an image of a holdout, or its bytes with a calibration image: on neither side.
  case withheld
}

/// The pool of an iteration, as later stages read it.
struct PoolTable {
  let ids: [String]
  let digests: [Digest]
  let groups: [String?]
  let metadata: [String?]
  let capturedAt: [Int64?]
  private let roles: [String]
  /// The image that stands for each, nil where it stands for itself.
  private let leaders: [String?]

  /// Reads a pool table.
  init(path: String) throws {
    let table = try TableIO.read(path, schema: Tables.pool)
    ids = try table.strings("image_id").strings
    digests = try table.digests("sha256")
    groups = try table.optionalStrings("group")
    metadata = try table.optionalStrings("metadata")
    capturedAt = try table.optionalInt64s("captured_at")
    roles = try table.strings("role").strings
    leaders = try table.optionalStrings("duplicate_of")
  }

  /// Whether the statistics of a row group show already that all its images may be selected.
  static func isOpen(_ reader: TableReader, rowGroup: Int) throws -> Bool {
    let role = Array(PoolRole.pool.rawValue.utf8)
    guard case .bytes(role, role)? = try reader.bounds(ofRowGroup: rowGroup, column: "role") else { return false }
    return try reader.missing(ofRowGroup: rowGroup, column: "duplicate_of") == reader.rowGroupRows(rowGroup)
  }

  /// The rows of a part of the table that may not be selected: held out, or the copy of another image.
  static func unselectable(_ part: Table) throws -> [Int] {
    let roles = try part.strings("role")
    let copies = try part.column("duplicate_of")
    let open = StringArray([PoolRole.pool.rawValue])
    return (0..<part.rowCount).filter { copies.isValid($0) || roles.compare($0, open, 0) != 0 }
  }

  /// The rows that may be selected: neither held out nor the copy of another image.
  var selectable: [Int] { ids.indices.filter { roles[$0] == PoolRole.pool.rawValue && leaders[$0] == nil } }

  /// The rows that a model is asked about: all but the acceptance set, which is opened once.
  var predictable: [Int] { ids.indices.filter { roles[$0] != PoolRole.acceptance.rawValue } }

  /// The rows of the acceptance set, which no stage asks a model about.
  var acceptance: [Int] { ids.indices.filter { roles[$0] == PoolRole.acceptance.rawValue } }

  /// The row of an image; nil if it is not in the pool.
  func row(of image: String) -> Int? { PictureJoin.row(image, in: ids) }

  /// The row that stands for a row and its copies.
  func leader(of row: Int) -> Int { leaders[row].flatMap(self.row) ?? row }

  /// The SHA-256 of some images; those that a pool does not list are left out.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func digests(of images: [String], path: String) throws -> [ExactText: Digest] {
    let sorted = Set(images.map(\.exact)).sorted().map(\.text)
    let reader = try TableReader(path: path)
    let found = try zip(sorted, reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id"))
      .compactMap { image, row in row.map { (image, $0) } }
    let digests = try reader.read(rows: found.map(\.1), as: Tables.pool.selecting(["sha256"])).digests("sha256")
    return Dictionary(zip(found.map(\.0.exact), digests), uniquingKeysWith: { first, _ in first })
  }

  /// The longer sides of some images in pixels, 0 where it is not known.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func longerSides(of images: [String], path: String) throws -> [Int] {
    let reader = try TableReader(path: path)
    let sorted = Set(images.map(\.exact)).sorted().map(\.text)
    let rows = try reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id").compactMap(\.self)
    let table = try reader.read(rows: rows, as: Tables.pool.selecting(["width", "height"]))
    return zip(try table.int32s("width"), try table.int32s("height")).map { Int(max($0, $1)) }
  }

  /// The groups of some images; those that have none, or that a pool does not list, are left out.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func groups(of images: [String], path: String) throws -> [ExactText: String] {
    let sorted = Set(images.map(\.exact)).sorted().map(\.text)
    let reader = try TableReader(path: path)
    let found = try zip(sorted, reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id"))
      .compactMap { image, row in row.map { (image, $0) } }
    let groups = try reader.read(rows: found.map(\.1), as: Tables.pool.selecting(["group"])).optionalStrings("group")
    return Dictionary(
      zip(found, groups).compactMap { image, group in group.map { (image.0.exact, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The labels of a set (`monitoring`, `calibration`) in the order of the ids.
  static func known(_ set: String, path: String) throws -> [(image: String, label: String)] {
    let table = try TableIO.read(path, schema: Tables.knownLabels)
    let images = try table.strings("image_id")
    let labels = try table.strings("label")
    let sets = try table.strings("set")
    return (0..<table.rowCount).filter { sets[$0] == set }.map { (images[$0], labels[$0]) }
  }
}
