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

  func vectors(_ items: [Int32]) throws -> [Float] {
    let sorted = Self.inFileOrder(items, images, locations)
    var values: [Float] = []
    values.reserveCapacity(items.count * dimensions)
    for run in runs(of: sorted) {
      let part = try read(run)
      // A file read in its own order and by itself is not copied.
      if run.count == items.count { values = part } else { values += part }
    }
    if sorted == items { return values }
    var places = [Int32: Int](minimumCapacity: sorted.count)
    for (place, item) in sorted.enumerated() { places[item] = place }
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for item in items {
      let start = (places[item] ?? 0) * dimensions
      result += values[start..<start + dimensions]
    }
    return result
  }

  /// The vectors of some items of one file, in the order of their rows.
  private func read(_ items: ArraySlice<Int32>) throws -> [Float] {
    guard let first = items.first else { return [] }
    let file = Int(locations.file[Int(images[Int(first)])])
    let rows = items.map { Int(locations.row[Int(images[Int($0)])]) }
    let (values, offsets) = try readers[file].read(rows: rows, as: schemas[file]).floatLists("embedding")
    for (place, item) in items.enumerated() where offsets[place + 1] - offsets[place] != dimensions {
      throw DuplicatesError.dimensions(
        image: ids[Int(images[Int(item)])], expected: dimensions, found: offsets[place + 1] - offsets[place])
    }
    return values
  }

  /// Items in file order, cut where the file changes.
  private func runs(of items: [Int32]) -> [ArraySlice<Int32>] {
    var result: [ArraySlice<Int32>] = []
    var rest = items[...]
    while let first = rest.first {
      let file = locations.file[Int(images[Int(first)])]
      let end = rest.firstIndex { locations.file[Int(images[Int($0)])] != file } ?? rest.endIndex
      result.append(rest[rest.startIndex..<end])
      rest = rest[end...]
    }
    return result
  }

  /// Items by file and row.
  private static func inFileOrder(_ items: [Int32], _ images: [Int32], _ locations: VectorLocations) -> [Int32] {
    func place(_ item: Int32) -> (Int32, Int32, Int32) {
      (locations.file[Int(images[Int(item)])], locations.row[Int(images[Int(item)])], item)
    }
    let isSorted = zip(items, items.dropFirst()).allSatisfy { place($0) < place($1) }
    return isSorted ? items : items.sorted { place($0) < place($1) }
  }

  /// The items of each row group of each file.
  private static func stretches(
    _ images: [Int32], _ locations: VectorLocations, _ readers: [TableReader]
  ) -> [[Int32]] {
    let sorted = inFileOrder(images.indices.map { Int32($0) }, images, locations)
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
