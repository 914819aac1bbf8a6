import Columnar
import Engine
import Selection
import Texts

/// A row of a selection: an image of a batch and the receipt for it.
///
/// `Tables.selection` says what each field means.
package struct SelectedImage: Sendable {
  package var imageID: String
  package var rank: Int
  package var share: String
  package var score: Double?
  package var candidateRank: Int?
  package var gap: Double?
  package var tied: Int?
  package var predicted: String?
  package var probability: Float?
  package var forClass: String?
  package var group: String?
  package var cluster: Int?
  package var clusterSize: Int?
  package var distance: Float?
  package var standsFor = 1
  package var inclusionProbability: Double?

  /// A pick of which no more is known than why it is there.
  package init(imageID: String, rank: Int, share: String, score: Double? = nil, inclusionProbability: Double?) {
    self.imageID = imageID
    self.rank = rank
    self.share = share
    self.score = score
    self.inclusionProbability = inclusionProbability
  }

  /// Takes over what a pick says beside its image, share and probability of inclusion.
  package mutating func take(_ pick: Pick) {
    cluster = pick.cluster.map(Int.init)
    clusterSize = pick.clusterSize.map(Int.init)
    distance = pick.distance
    standsFor = pick.standsFor
  }

  /// The table of a batch, in the order of the key.
  package static func table(_ images: [SelectedImage]) throws -> Table {
    let sorted = images.sortedByBytes(of: \.imageID)
    func int32s(_ value: (SelectedImage) -> Int?) -> Column {
      .optionalInt32s(sorted.map { value($0).map(Int32.init) })
    }
    return try Table(
      schema: Tables.selection,
      columns: [
        .strings(sorted.map(\.imageID)), .int32s(sorted.map { Int32($0.rank) }), .strings(sorted.map(\.share)),
        .optionalDoubles(sorted.map(\.score)), int32s(\.candidateRank), .optionalDoubles(sorted.map(\.gap)),
        int32s(\.tied), .optionalStrings(sorted.map(\.predicted)), .optionalFloats(sorted.map(\.probability)),
        .optionalStrings(sorted.map(\.forClass)), .optionalStrings(sorted.map(\.group)), int32s(\.cluster),
        int32s(\.clusterSize),
        .optionalFloats(sorted.map(\.distance)), .int32s(sorted.map { Int32($0.standsFor) }),
        .optionalDoubles(sorted.map(\.inclusionProbability)),
      ])
  }

  /// Reads a batch, in the order of its ranks: image, rank, share, score and probability of inclusion alone.
  package static func read(_ path: String) throws -> [SelectedImage] {
    let columns = ["image_id", "rank", "share", "score", "inclusion_probability"]
    let table = try TableIO.read(path, schema: Tables.selection.selecting(columns))
    let ids = try table.strings("image_id")
    let ranks = try table.int32s("rank")
    let shares = try table.strings("share")
    let scores = try table.optionalDoubles("score")
    let inclusion = try table.optionalDoubles("inclusion_probability")
    return (0..<table.rowCount).map {
      SelectedImage(
        imageID: ids[$0], rank: Int(ranks[$0]), share: shares[$0], score: scores[$0],
        inclusionProbability: inclusion[$0])
    }.sorted { $0.rank < $1.rank }
  }
}
