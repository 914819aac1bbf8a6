import Columnar
import Labelling
import Storage
import Texts

/// Reads tables that hooks wrote, each a file or a folder of parts.
enum HookTable {
  /// Opens a table.
  ///
  /// - Throws: `HookTableError` that says what is wrong with the file.
  static func open(_ path: String, stage: String) throws -> TableParts {
    do {
      return try TableParts(path: path)
    } catch let error as ColumnarError {
      throw HookTableError(stage: stage, file: name(path), cause: error)
    }
  }

  /// Reads a table.
  ///
  /// - Throws: `HookTableError` that says what is wrong with the file.
  static func read(_ parts: TableParts, schema: TableSchema, stage: String) throws -> Table {
    do {
      return try parts.read(as: schema)
    } catch let error as ColumnarError {
      throw HookTableError(stage: stage, file: name(parts.path), cause: error)
    }
  }

  /// The file of a row, by its last name or, in a folder, its last two, and the row's number there.
  static func place(_ parts: TableParts, row: Int) -> (file: String, row: Int) {
    guard parts.isFolder else { return (name(parts.path), row) }
    let place = parts.place(ofRow: row)
    return ("\(name(parts.path))/\(name(place.file))", place.row)
  }

  /// The last part of a path.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// Keeps account of the images that a hook's rows name.
struct HookRows {
  let stage: String
  var file: String
  /// The table that rows are counted in; nil for a file that is `file`.
  var parts: TableParts?
  private let asked: [String]
  /// Where each image is among those asked; made for the first row that is not in the order asked, which most hooks keep.
  private lazy var positions: [ExactText: Int] = Dictionary(
    asked.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
  private var seen: [Bool]

  init(stage: String, file: String, asked: [String]) {
    self.stage = stage
    self.file = file
    self.asked = asked
    seen = Array(repeating: false, count: asked.count)
  }

  /// The position of a row's image among those asked.
  ///
  /// - Throws: `DataError.hookRow` if it was not asked for, or came before.
  mutating func take(_ image: String, row: Int) throws -> Int {
    let inOrder = row < asked.count && asked[row].equalsByBytes(image)
    guard let position = inOrder ? row : positions[image.exact] else { throw error(row, image, .unknownImage) }
    guard !seen[position] else { throw error(row, image, .repeatedImage) }
    seen[position] = true
    return position
  }

  /// - Throws: `DataError.hookMissesImages` if an image that was asked for did not come.
  func finish() throws {
    guard let first = seen.firstIndex(of: false) else { return }
    throw DataError.hookMissesImages(
      stage: stage, file: file, missing: seen.count { !$0 }, asked: asked.count, first: asked[first])
  }

  /// An error about a row.
  func error(_ row: Int, _ image: String, _ problem: DataError.HookRow) -> DataError {
    let place = parts.map { HookTable.place($0, row: row) } ?? (file, row)
    return .hookRow(stage: stage, file: place.0, row: place.1 + 1, image: image, problem)
  }
}
