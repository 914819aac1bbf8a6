import Columnar
import Engine
import Labelling
import Parallel
import Selection
import Storage
import Texts

/// The lengths of images' vectors, from one pass over the parts of the embedding store: no vector is kept.
struct VectorNorms: Sendable {
  private let index: TableReader
  /// The length of each row's vector, by part.
  private let parts: [ExactText: [Double]]

  /// Reads the parts.
  ///
  /// - Parameters:
  ///   - path: The table that says where the vectors are.
  ///   - directory: The data directory.
  ///   - threads: How many row groups may be read at once.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(index path: String, directory: DataDirectory, threads: Int) throws {
    index = try TableReader(path: path, threads: 1)
    let columns = try Tables.embeddingIndex.selecting(["part"])
    let names = try Parallel.map(index.rowGroups, threads: threads) { [index] group in
      Set(try index.read(rowGroup: group, as: columns).strings("part").strings.map(\.exact))
    }
    let sorted = Set(names.joined()).map(\.text).sortedByBytes()
    let vector = try Tables.embeddings.selecting(["embedding"])
    var parts: [ExactText: [Double]] = [:]
    for name in sorted {
      let reader = try TableReader(path: directory.path(name), threads: 1)
      parts[name.exact] = try Parallel.map(reader.rowGroups, threads: threads) { group in
        let (values, offsets) = try reader.read(rowGroup: group, as: vector).floatLists("embedding")
        return Measure.norms(values, offsets: offsets)
      }.flatMap(\.self)
    }
    self.parts = parts
  }

  /// The lengths of images' vectors.
  ///
  /// - Parameter ids: The images, ascending.
  /// - Returns: One length an image.
  /// - Throws: `DataError` if an image has no vector, `ColumnarError`, `StorageError`.
  func norms(of ids: StringArray) throws -> [Double] {
    let found = try index.rowNumbers(ofKeys: ids, column: "image_id")
    if let missing = found.firstIndex(of: nil) {
      throw DataError.hookMissesImages(
        stage: StageName.embed, file: Catalogue.Embed.index.name, missing: found.count { $0 == nil }, asked: ids.count,
        first: ids[missing])
    }
    let table = try index.read(
      rows: found.compactMap(\.self), as: Tables.embeddingIndex.selecting(["part", "row"]))
    let names = try table.strings("part")
    let rows = try table.int32s("row")
    return try rows.indices.map { place in
      guard let part = parts[names[place].exact], part.indices.contains(Int(rows[place])) else {
        throw DataError.hookTable(
          stage: StageName.embed, file: names[place], problem: "has no row \(rows[place] + 1)")
      }
      return part[Int(rows[place])]
    }
  }
}
