import Columnar
import Engine
import Foundation
import Stages
import Storage

/// A stage of a test that writes the tables it is given, under a real one's name.
struct GivenStage: Stage {
  let name: String
  var kind: String { name }
  let version = 1
  let traits: StageTraits
  let reads: [Artifact] = []
  /// Each is of its own: another in its place is another stage.
  let parameters = [NamedValue("given", UUID().uuidString)]
  private let tables: [(artifact: Artifact, table: Table)]

  init(_ name: String, _ tables: [(Artifact, Table)] = [], traits: StageTraits = []) {
    self.name = name
    self.traits = traits
    self.tables = tables
  }

  /// What closes an iteration.
  static var seal: GivenStage { GivenStage(StageName.report, traits: .seals) }

  func run(_ context: StageContext) async throws {
    for (artifact, table) in tables { try context.write(table.sortedByKey(), to: artifact) }
  }
}

/// An image of a pool.
struct PoolRow {
  let id: String
  /// What stands for its bytes; by default they are its own.
  var bytes: String?
  var group: String?
  var role = "pool"
  var copyOf: String?
  var metadata: String?

  var digest: Digest { PictureJoinTests.bytes(bytes ?? id) }
}

/// What a picture was labelled.
struct LabelRow {
  let image: String
  var bytes: String?
  var digest: Digest?
  let label: String?
  var weight = 1.0
  var decidedBy = "unanimous"
}

extension GivenStage {
  /// The pool's tables; `known` are images with a known label, and their set.
  static func pool(_ rows: [PoolRow], known: [(image: String, label: String, set: String)] = []) throws -> GivenStage {
    let ones = rows.map { _ in Int32(1) }
    return GivenStage(
      StageName.pool,
      [
        (
          Catalogue.Pool.images,
          try Table(
            schema: Tables.pool,
            columns: [
              .strings(rows.map(\.id)), .digests(rows.map(\.digest)), .int64s(rows.map { _ in 1 }), .int32s(ones),
              .int32s(ones), .optionalStrings(rows.map(\.group)), .optionalTimestamps(rows.map { _ in nil }),
              .optionalStrings(rows.map(\.metadata)), .optionalStrings(rows.map(\.copyOf)), .strings(rows.map(\.role)),
            ])
        ),
        (
          Catalogue.Pool.knownLabels,
          try Table(
            schema: Tables.knownLabels,
            columns: [.strings(known.map(\.image)), .strings(known.map(\.label)), .strings(known.map(\.set))])
        ),
        (Catalogue.Pool.broken, try .empty(Tables.broken)),
      ])
  }

  /// A first batch in its order.
  static func seed(_ images: [String]) throws -> GivenStage {
    GivenStage(StageName.seed, [(Catalogue.Seed.selection, try selection(images.map { ($0, nil) }))])
  }

  /// A later batch in its order, with the class that the model found most probable.
  static func cluster(_ images: [(String, String?)]) throws -> GivenStage {
    GivenStage(StageName.cluster, [(Catalogue.Cluster.selection, try selection(images))])
  }

  private static func selection(_ images: [(String, String?)]) throws -> Table {
    try SelectedImage.table(
      images.enumerated().map { place, item in
        var image = SelectedImage(imageID: item.0, rank: place + 1, share: "seed", inclusionProbability: nil)
        image.predicted = item.1
        return image
      })
  }

  /// The labels that an iteration ends with.
  static func labels(_ rows: [LabelRow]) throws -> GivenStage {
    GivenStage(
      StageName.ingest(2),
      [
        (
          Catalogue.Ingest.labels(2),
          try Table(
            schema: Tables.labels,
            columns: [
              .strings(rows.map(\.image)), .optionalStrings(rows.map(\.label)), .doubles(rows.map(\.weight)),
              .doubles(rows.map { $0.label == nil ? 0 : 1 }), .int32s(rows.map { $0.label == nil ? 0 : 1 }),
              .int32s(rows.map { $0.label == nil ? 1 : 0 }), .strings(rows.map(\.decidedBy)),
              .int32s(rows.map { _ in 1 }),
              .optionalDigests(rows.map { $0.digest ?? PictureJoinTests.bytes($0.bytes ?? $0.image) }),
              .optionalDoubles(rows.map { _ in nil }),
            ])
        )
      ])
  }

  /// What a model says, and the images that are not asked about again with their labels.
  static func train(
    _ predictions: [(image: String, probabilities: [Float])], settled: [(image: String, label: String?)] = []
  ) throws -> GivenStage {
    let count = predictions.count
    func none(_ values: ColumnValues) -> Column {
      Column(
        .list(values, offsets: Array(repeating: 0, count: count + 1)), validity: Array(repeating: false, count: count))
    }
    return GivenStage(
      StageName.train,
      [
        (
          Catalogue.Train.predictions,
          try Table(
            schema: Tables.predictions,
            columns: [
              .strings(predictions.map(\.image)),
              .floatLists(
                values: predictions.flatMap(\.probabilities), each: predictions.first?.probabilities.count ?? 0),
              none(.float([])), none(.list(.float([]), offsets: [0])),
              Column(.float(Array(repeating: 0, count: count)), validity: Array(repeating: false, count: count)),
              none(.float([])),
            ])
        ),
        (
          Catalogue.Train.places,
          try Table(
            schema: Tables.labelPlaces,
            columns: [
              .strings(settled.map(\.image)), .optionalDigests(settled.map { PictureJoinTests.bytes($0.image) }),
              .optionalStrings(settled.map(\.label)), .doubles(settled.map { _ in 1 }),
              .int32s(settled.map { _ in 0 }), .strings(settled.map { _ in "stays" }),
              .optionalStrings(settled.map(\.image)),
            ])
        ),
      ])
  }

  /// Vectors, each of an image whose bytes are its own; their part is written beside the iterations.
  static func embed(_ vectors: [(image: String, values: [Float])], in directory: DataDirectory) throws -> GivenStage {
    let sorted = vectors.map { (image: $0.image, digest: PictureJoinTests.bytes($0.image), values: $0.values) }
      .sorted { $0.digest < $1.digest }
    let part = "embeddings/given/parts/\(UUID().uuidString).parquet"
    try Files.createDirectory(directory.path("embeddings/given/parts"))
    try TableIO.write(
      Table(
        schema: Tables.embeddings,
        columns: [
          .digests(sorted.map(\.digest)),
          .floatLists(values: sorted.flatMap(\.values), each: sorted.first?.values.count ?? 0),
        ]), to: directory.path(part))
    return GivenStage(
      StageName.embed,
      [
        (
          Catalogue.Embed.index,
          try Table(
            schema: Tables.embeddingIndex,
            columns: [
              .strings(sorted.map(\.image)), .digests(sorted.map(\.digest)), .strings(sorted.map { _ in part }),
              .int32s(sorted.indices.map(Int32.init)),
            ])
        ),
        (Catalogue.Embed.broken, try .empty(Tables.broken)),
      ])
  }
}
