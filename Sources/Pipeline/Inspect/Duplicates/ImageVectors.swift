import Columnar
import Selection
import Stages
import Storage

/// The vectors of images in Parquet files, which are read as they are wanted.
///
/// In memory are the ids, where each vector is, and what one call reads. A call decodes the pages that hold wanted rows, or whole
/// row groups where a file does not say where its pages begin; so the row groups of such files are what memory is needed
/// for.
struct ImageVectors: VectorSource {
  /// The images' ids in ascending order of their bytes.
  let ids: StringArray
  /// The image of each item: its place among the ids.
  let images: [Int32]
  let dimensions: Int
  private let locations: VectorLocations
  private let readers: [TableReader]
  private let schemas: [TableSchema]
  private let stretchItems: [[Int32]]

  var count: Int { images.count }
  var stretches: Int { stretchItems.count }

  /// Opens the files.
  ///
  /// - Parameters:
  ///   - locations: The images, and where their vectors are.
  ///   - ranks: The rank of images, best first; those without one come last. Equals go by their ids.
  ///   - threads: On how many threads to decode.
  /// - Throws: `ColumnarError`, `StorageError`, `DuplicatesError`.
  init(_ locations: VectorLocations, ranks: [Int32?]?, threads: Int) throws {
    ids = locations.ids
    self.locations = locations
    readers = try locations.files.map { try TableReader(path: $0, threads: threads) }
    schemas = try readers.map { reader in
      // Anybody's table will do that has such a column.
      try TableSchema(
        reader.schema.name, version: reader.schema.version, key: [], "", columns: Tables.hookEmbeddings.columns
      ).selecting(["embedding"])
    }
    var items = (0..<Int32(locations.count)).map { $0 }
    if let ranks {
      items.sort { (ranks[Int($0)] ?? .max, $0) < (ranks[Int($1)] ?? .max, $1) }
    }
    images = items
    if let first = images.first {
      let (file, row) = (locations.file[Int(first)], locations.row[Int(first)])
      let (_, offsets) = try readers[Int(file)].read(rows: [Int(row)], as: schemas[Int(file)]).floatLists("embedding")
      dimensions = offsets[1]
      guard dimensions > 0 else { throw DuplicatesError.empty(image: locations.ids[Int(first)]) }
    } else {
      dimensions = 1
    }
    stretchItems = Self.stretches(images, locations, readers)
  }

  func items(ofStretch stretch: Int) -> [Int32] { stretchItems[stretch] }

  func notFinite(_ item: Int) -> any Error { DuplicatesError.notFinite(image: ids[Int(images[item])]) }

  func read(_ items: [Int32], _ use: (_ places: [Int], _ values: [Float]) throws -> Void) throws {
    var rest = Self.inFileOrder(items, images, locations)[...]
    while let first = rest.first {
      let file = locations.file[Int(images[Int(items[first])])]
      let places = rest.prefix { locations.file[Int(images[Int(items[$0])])] == file }
      try use(Array(places), vectors(places.map { items[$0] }, of: Int(file)))
      rest = rest[places.endIndex...]
    }
  }

  /// The vectors of some items of one file, in the order of their rows.
  private func vectors(_ items: [Int32], of file: Int) throws -> [Float] {
    let rows = items.map { Int(locations.row[Int(images[Int($0)])]) }
    let (values, offsets) = try readers[file].read(rows: rows, as: schemas[file]).floatLists("embedding")
    for (place, item) in items.enumerated() where offsets[place + 1] - offsets[place] != dimensions {
      throw DuplicatesError.dimensions(
        image: ids[Int(images[Int(item)])], expected: dimensions, found: offsets[place + 1] - offsets[place])
    }
    return values
  }

  /// The places of items by file and row.
  private static func inFileOrder(_ items: [Int32], _ images: [Int32], _ locations: VectorLocations) -> [Int] {
    func key(_ place: Int) -> (Int32, Int32) {
      let image = Int(images[Int(items[place])])
      return (locations.file[image], locations.row[image])
    }
    let places = Array(items.indices)
    let isSorted = zip(places, places.dropFirst()).allSatisfy { key($0) < key($1) }
    return isSorted ? places : places.sorted { key($0) < key($1) }
  }

  /// The items of each row group of each file.
  private static func stretches(
    _ images: [Int32], _ locations: VectorLocations, _ readers: [TableReader]
  ) -> [[Int32]] {
    let sorted = inFileOrder(images.indices.map { Int32($0) }, images, locations).map { Int32($0) }
    var result: [[Int32]] = []
    var next = 0
    for (number, reader) in readers.enumerated() {
      for group in 0..<reader.rowGroups {
        let end = reader.firstRow(ofRowGroup: group) + reader.rowGroupRows(group)
        let start = next
        while next < sorted.count, case let image = Int(images[Int(sorted[next])]),
          Int(locations.file[image]) == number, Int(locations.row[image]) < end
        { next += 1 }
        if next > start { result.append(Array(sorted[start..<next])) }
      }
    }
    return result
  }
}
