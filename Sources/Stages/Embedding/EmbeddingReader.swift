import Columnar
import Foundation
import Labelling
import Storage
import Texts

/// Reads vectors out of the parts of the embedding store: of each part the wanted rows alone.
struct EmbeddingReader {
  private let directory: DataDirectory
  private let threads: Int

  /// Prepares to read the parts of a data directory.
  init(_ directory: DataDirectory, threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
    self.directory = directory
    self.threads = threads
  }

  /// Those of some images that have a vector; an image may have left the pool since it was labelled.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func known(_ ids: [String], index: String) throws -> [String] {
    let sorted = ids.sortedByBytes()
    let found = try TableReader(path: index, threads: threads)
      .rowNumbers(ofKeys: StringArray(sorted), column: "image_id")
    return zip(sorted, found).compactMap { id, row in row == nil ? nil : id }
  }

  /// The vectors of images.
  ///
  /// - Parameters:
  ///   - ids: The images.
  ///   - index: The table that says where their vectors are.
  /// - Returns: The vectors, one behind the other in the order of `ids`, and their length.
  /// - Throws: `DataError` if an image has no vector, `ColumnarError`, `StorageError`.
  func vectors(_ ids: [String], index: String) throws -> (values: [Float], dimensions: Int) {
    let names = StringArray(ids)
    let sorted = names.ascending()
    let reader = try TableReader(path: index, threads: threads)
    let found = try reader.rowNumbers(ofKeys: names.gather(sorted), column: "image_id")
    if let missing = found.firstIndex(of: nil) {
      throw DataError.hookMissesImages(
        stage: StageName.embed, file: Catalogue.Embed.index.name, missing: found.count { $0 == nil }, asked: ids.count,
        first: ids[sorted[missing]])
    }
    let table = try reader.read(
      rows: found.compactMap(\.self), as: Tables.embeddingIndex.selecting(["part", "row"]))
    let parts = try table.strings("part")
    let rows = try table.int32s("row")
    var locations = Array(repeating: EmbeddingStore.Location(part: "", row: 0), count: ids.count)
    for (place, image) in sorted.enumerated() {
      locations[image] = EmbeddingStore.Location(part: parts[place], row: rows[place])
    }
    return try gather(locations)
  }

  /// The vectors at `locations`, one behind the other in their order, and their length.
  ///
  /// - Throws: `ColumnarError`, `StorageError` if a part cannot be read.
  func gather(_ locations: [EmbeddingStore.Location]) throws -> (values: [Float], dimensions: Int) {
    let byPart = Dictionary(grouping: locations.indices) { locations[$0].part }
    let columns = try Tables.embeddings.selecting(["embedding"])
    var result: [Float] = []
    var dimensions = 0
    for part in byPart.keys.sortedByBytes() {
      let wanted = (byPart[part] ?? []).sorted { locations[$0].row < locations[$1].row }
      var rows: [Int] = []
      for index in wanted where rows.last != Int(locations[index].row) { rows.append(Int(locations[index].row)) }
      let (values, offsets) = try TableReader(path: directory.path(part), threads: threads)
        .read(rows: rows, as: columns).floatLists("embedding")
      if dimensions == 0, offsets.count > 1 {
        dimensions = offsets[1]
        result = Array(repeating: 0, count: locations.count * dimensions)
      }
      var place = -1
      var last: Int32?
      for index in wanted {
        if locations[index].row != last { place += 1 }
        last = locations[index].row
        guard offsets[place + 1] - offsets[place] == dimensions else {
          throw DataError.hookTable(
            stage: StageName.embed, file: part, problem: "row \(locations[index].row + 1) is not \(dimensions) long")
        }
        result.replaceSubrange(
          index * dimensions..<(index + 1) * dimensions, with: values[offsets[place]..<offsets[place + 1]])
      }
    }
    return (result, dimensions)
  }
}
