import Columnar
import Engine

/// A row of a selection.
struct SelectedImage {
  let imageID: String
  var rank: Int
  let share: String
  let score: Double?
  let cluster: Int?
  let distance: Float?
  let inclusionProbability: Double

  /// The table of a batch, in the order of the key.
  static func table(_ images: [SelectedImage]) throws -> Table {
    let sorted = images.sorted { $0.imageID.precedesByBytes($1.imageID) }
    return try Table(
      schema: Tables.selection,
      columns: [
        .strings(sorted.map(\.imageID)), .int32s(sorted.map { Int32($0.rank) }), .strings(sorted.map(\.share)),
        .optionalDoubles(sorted.map(\.score)), .optionalInt32s(sorted.map { $0.cluster.map(Int32.init) }),
        .optionalFloats(sorted.map(\.distance)), .doubles(sorted.map(\.inclusionProbability)),
      ])
  }

  /// Reads a batch, in the order of its ranks.
  static func read(_ path: String) throws -> [SelectedImage] {
    let table = try TableIO.read(path, schema: Tables.selection)
    let ids = try table.strings("image_id")
    let ranks = try table.int32s("rank")
    let shares = try table.strings("share")
    let scores = try table.optionalDoubles("score")
    let inclusion = try table.doubles("inclusion_probability")
    return (0..<table.rowCount).map {
      SelectedImage(
        imageID: ids[$0], rank: Int(ranks[$0]), share: shares[$0], score: scores[$0], cluster: nil, distance: nil,
        inclusionProbability: inclusion[$0])
    }.sorted { $0.rank < $1.rank }
  }
}
