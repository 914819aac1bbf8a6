import Columnar
import Engine
import Labelling
import Storage
import Texts

/// Where the labelled pictures of earlier iterations are in this one's pool: `train` finds it out once, later stages read it.
struct LabelPlaces {
  /// A picture that is not asked about again.
  struct Row {
    /// What it was called when it was last labelled.
    let imageID: String
    let digest: Digest?
    /// Nil where people could not tell.
    let label: String?
    let weight: Double
    let iteration: Int
    let place: PictureJoin.Place
    /// The image of the pool that has its bytes.
    let present: String?
  }

  /// By id and bytes.
  let rows: [Row]

  /// Finds the pictures of a history in a pool.
  init(_ history: LabelHistory, pool: PoolTable) {
    let settled = history.entries.filter(\.isSettled)
    let join = PictureJoin(settled.map(\.picture), ids: pool.ids, digests: pool.digests)
    // Where a table has the bytes' digest, a label that is known by its name alone cannot be of the same image.
    let certain = Set(zip(settled, join.rows).compactMap { $0.digest == nil ? nil : $1 }.map(pool.leader(of:)))
    rows = settled.indices.map { index in
      let entry = settled[index]
      let row = join.rows[index].map { entry.digest == nil ? $0 : pool.leader(of: $0) }
      let isOther = entry.digest == nil && row.map(certain.contains) ?? false
      return Row(
        imageID: entry.imageID, digest: entry.digest, label: entry.label, weight: entry.weight,
        iteration: entry.iteration, place: isOther ? .changed : join.places[index],
        present: isOther ? nil : row.map { pool.ids[$0] })
    }.sorted {
      ($0.imageID.exact, $0.digest.map(Picture.bytes) ?? .name("".exact))
        < ($1.imageID.exact, $1.digest.map(Picture.bytes) ?? .name("".exact))
    }
  }

  /// Reads what `train` found, or finds it where a build before wrote the iteration.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ setup: StageSetup, _ scope: IterationScope) throws {
    if scope.manifest.output(Catalogue.Train.places) != nil {
      try self.init(path: scope.path(Catalogue.Train.places))
    } else {
      self.init(try LabelHistory(setup, scope), pool: try PoolTable(path: scope.path(Catalogue.Pool.images)))
    }
  }

  /// Reads the table.
  private init(path: String) throws {
    let table = try TableIO.read(path, schema: Tables.labelPlaces)
    let ids = try table.strings("image_id")
    let digests = try table.optionalDigests("sha256")
    let labels = try table.optionalStrings("label")
    let weights = try table.doubles("weight")
    let iterations = try table.int32s("iteration")
    let places = try table.strings("place")
    let present = try table.optionalStrings("present_id")
    rows = (0..<table.rowCount).map {
      Row(
        imageID: ids[$0], digest: digests[$0], label: labels[$0], weight: weights[$0],
        iteration: Int(iterations[$0]), place: PictureJoin.Place(rawValue: places[$0]) ?? .vanished,
        present: present[$0])
    }
  }

  /// The images of this pool that are not asked about again.
  var settled: [String] { rows.compactMap(\.present) }

  /// The images of this pool that have a label.
  var labelled: [String] { rows.compactMap { $0.label == nil ? nil : $0.present } }

  /// The rows as a table.
  ///
  /// - Throws: `ColumnarError`.
  func table() throws -> Table {
    try Table(
      schema: Tables.labelPlaces,
      columns: [
        .strings(rows.map(\.imageID)), .optionalDigests(rows.map(\.digest)), .optionalStrings(rows.map(\.label)),
        .doubles(rows.map(\.weight)), .int32s(rows.map { Int32($0.iteration) }),
        .strings(rows.map(\.place.rawValue)), .optionalStrings(rows.map(\.present)),
      ])
  }
}
