import Columnar
import Stages
import Storage

/// The images of a search in ascending order of their ids' bytes, and where the vector of each is.
struct VectorLocations: Sendable {
  private(set) var ids = StringArray()
  /// The files.
  let files: [String]
  /// The file of each image.
  private(set) var file: [Int32] = []
  /// Its row there.
  private(set) var row: [Int32] = []

  /// How many images there are.
  var count: Int { row.count }

  /// The images of a table of anybody's with the columns `image_id` and `embedding`, in one file or a folder of parts.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `DuplicatesError.repeated`.
  init(table path: String) throws {
    let parts = try TableParts(path: path)
    files = parts.files
    guard parts.rowCount <= Int(Int32.max) else { throw DuplicatesError.tooMany(parts.rowCount) }
    for part in files.indices {
      let texts = try Self.texts("image_id", of: parts.reader(part))
      row += (0..<Int32(texts.count)).map { $0 }
      file += Array(repeating: Int32(part), count: texts.count)
      ids.append(contentsOf: texts)
    }
    try sort()
  }

  /// The images of an iteration of a data directory, whose vectors are in the parts of the embedding store.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ directory: DataDirectory, iteration: Int) throws {
    let path = "\(directory.iteration(iteration))/\(Catalogue.Embed.index.name)"
    let table = try TableReader(path: path).read(columns: ["image_id", "part", "row"], as: Tables.embeddingIndex)
    ids = try table.strings("image_id")
    row = try table.int32s("row")
    let parts = try table.strings("part")
    var numbers: [[UInt8]: Int32] = [:]
    var names: [String] = []
    for image in 0..<parts.count {
      let name = Array(parts.utf8(image))
      if numbers[name] == nil {
        numbers[name] = Int32(names.count)
        names.append(parts[image])
      }
      file.append(numbers[name] ?? 0)
    }
    files = names.map { directory.path($0) }
    try sort()
  }

  /// The rank of each image in a table of anybody's with the columns `image_id` and `rank`.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func ranks(in path: String) throws -> [Int32?] {
    let schema = TableSchema(
      "", key: [], "", columns: [ColumnSchema("image_id", .string, ""), ColumnSchema("rank", .int32, "")])
    let table = try TableIO.read(anybodys: path, schema: schema)
    let (texts, ranks) = (try table.strings("image_id"), try table.int32s("rank"))
    var result = [Int32?](repeating: nil, count: count)
    for place in 0..<texts.count {
      if let image = ids.firstIndexInSorted(of: texts[place]) {
        result[image] = min(result[image] ?? .max, ranks[place])
      }
    }
    return result
  }

  /// A column of texts, a row group at a time.
  private static func texts(_ name: String, of reader: TableReader) throws -> StringArray {
    let schema = TableSchema(
      reader.schema.name, version: reader.schema.version, key: [], "", columns: [ColumnSchema(name, .string, "")])
    var result = StringArray()
    for group in 0..<reader.rowGroups {
      result.append(contentsOf: try reader.read(rowGroup: group, as: schema).strings(name))
    }
    return result
  }

  /// Puts the images into the order of their ids.
  private mutating func sort() throws {
    let ids = ids
    if (1..<max(1, ids.count)).contains(where: { ids.compare($0 - 1, ids, $0) >= 0 }) {
      let order = (0..<ids.count).sorted { ids.compare($0, ids, $1) < 0 }
      self.ids = ids.gather(order)
      (file, row) = (order.map { file[$0] }, order.map { row[$0] })
      for place in 1..<order.count where self.ids.compare(place - 1, self.ids, place) == 0 {
        throw DuplicatesError.repeated(image: self.ids[place])
      }
    }
  }
}
