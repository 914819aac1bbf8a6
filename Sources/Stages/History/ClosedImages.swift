import Columnar
import Labelling
import Parallel

/// The images of a pool that are not asked about: held out, copies of others, or labelled already.
struct ClosedImages: Sendable {
  /// Their ids.
  let ids: SortedIDs

  /// Reads the pool row group by row group, and the ids of those images alone.
  ///
  /// - Parameters:
  ///   - path: The pool's table.
  ///   - places: The pictures that people have settled, and where they are.
  ///   - threads: How many row groups may be read at once.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(pool path: String, places: LabelPlaces, threads: Int) throws {
    ids = SortedIDs(try Self.unselectable(path, threads: threads) + places.settled)
  }

  /// Reads which images are held out or copies of others, whatever is labelled.
  ///
  /// - Parameters:
  ///   - path: The pool's table.
  ///   - threads: How many row groups may be read at once.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(unselectable path: String, threads: Int) throws {
    ids = SortedIDs(try Self.unselectable(path, threads: threads))
  }

  private static func unselectable(_ path: String, threads: Int) throws -> [String] {
    let reader = try TableReader(path: path, threads: 1)
    let columns = try Tables.pool.selecting(["duplicate_of", "role"])
    let names = try Tables.pool.selecting(["image_id"])
    return try Parallel.map(reader.rowGroups, threads: threads) { group -> [String] in
      if try PoolTable.isOpen(reader, rowGroup: group) { return [] }
      let first = reader.firstRow(ofRowGroup: group)
      let rows = try PoolTable.unselectable(reader.read(rowGroup: group, as: columns))
      return rows.isEmpty ? [] : try reader.read(rows: rows.map { first + $0 }, as: names).strings("image_id").strings
    }.flatMap(\.self)
  }
}
