import Columnar
import Foundation
import Pipeline
import Selection

/// Files of a pick in a folder that is removed with this.
final class PickFolder {
  let path: String
  /// Forty images; the margin of image n is n / 40.
  static let ids = (0..<40).map { "im\(1000 + $0).png" }

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("pick-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name).parquet" }

  /// Writes a table whose rows are in any order.
  func write(_ name: String, _ columns: [(ColumnSchema, Column)], rowGroupRows: Int = 65_536) throws {
    let schema = TableSchema(name, key: [], "", columns: columns.map(\.0))
    try TableIO.write(
      Table(schema: schema, columns: columns.map(\.1)), to: file(name), rowGroupRows: rowGroupRows)
  }

  /// Writes predictions of two classes for some of the images.
  func predictions(
    _ name: String = "p", rows: [Int] = Array(0..<40), scaled: Float = 1, rowGroupRows: Int = 65_536,
    more: [(ColumnSchema, Column)] = []
  ) throws {
    let values = rows.flatMap { row -> [Float] in
      let half = Float(row) / 80
      return [(0.5 + half) * scaled, (0.5 - half) * scaled]
    }
    try write(
      name,
      [
        (ColumnSchema("image_id", .string), .strings(rows.map { Self.ids[$0] })),
        (ColumnSchema("probabilities", .list(.float)), .floatLists(values: values, each: 2)),
      ] + more, rowGroupRows: rowGroupRows)
  }

  /// Writes vectors of two numbers, at equal angles about the origin.
  func embeddings(_ name: String = "e", ids: [String] = ids, rowGroupRows: Int = 65_536) throws {
    let values = ids.flatMap { id -> [Float] in
      let angle = Float(Self.ids.firstIndex(of: id) ?? 0) / 40 * 2 * Float.pi
      return [cos(angle), sin(angle)]
    }
    try write(
      name,
      [
        (ColumnSchema("image_id", .string), .strings(ids)),
        (ColumnSchema("embedding", .list(.float)), .floatLists(values: values, each: 2)),
      ], rowGroupRows: rowGroupRows)
  }

  /// Writes ids, in groups of so many where that is asked for.
  func ids(_ name: String, _ ids: [String], groupsOf size: Int? = nil) throws {
    var columns: [(ColumnSchema, Column)] = [(ColumnSchema("image_id", .string), .strings(ids))]
    if let size {
      columns.append((ColumnSchema("group", .string), .strings(ids.indices.map { "run\($0 / size)" })))
    }
    try write(name, columns)
  }

  /// A pick of the best.
  func pick(
    predictions: String? = "p", embeddings: String? = nil, labelled: String? = nil, groups: String? = nil,
    acquisition: Acquisition = Acquisition(.margin), batch: Batch = PickFolder.batch(5), threads: Int = 2
  ) -> FilePick {
    FilePick(
      FilePick.Files(
        predictions: predictions.map(file), embeddings: embeddings.map(file), labelled: labelled.map(file),
        groups: groups.map(file)), acquisition: acquisition, batch: batch, seed: 7, threads: threads)
  }

  /// A batch without a random share.
  static func batch(
    _ size: Int, _ method: Batch.Method = .rank, random: Double = 0, multiple: Double = 4, perGroup: Int? = nil,
    nearDuplicates: Double? = nil
  ) -> Batch {
    Batch(
      method: method, size: size, candidateMultiple: multiple, shares: BatchShares(random: random),
      nearDuplicates: nearDuplicates, perGroup: perGroup)
  }

  /// The picked images in the order of the batch.
  func picked() throws -> [String] {
    let schema = TableSchema(
      "", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("rank", .int32)])
    let table = try TableIO.read(anybodys: file("out"), schema: schema)
    return zip(try table.int32s("rank"), try table.strings("image_id").strings).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// All of a table.
  func table(_ name: String) throws -> Table {
    let reader = try TableReader(path: file(name))
    return try reader.read(as: reader.schema)
  }
}
