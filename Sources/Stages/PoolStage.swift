import Columnar
import Draws
import Engine
import Foundation
import Labelling
import Storage

/// Lists the images: their hashes, sizes, groups and roles; finds exact duplicates.
package struct PoolStage: Stage {
  private let setup: StageSetup
  private let listing: ImageListing

  /// Makes the stage.
  package init(_ setup: StageSetup, threads: Int) {
    self.setup = setup
    listing = ImageListing(setup, threads: threads)
  }

  package var name: String { "pool" }
  package var kind: String { "pool" }
  package var version: Int { 2 }
  package var reads: [Artifact] { [] }
  package var parameters: [NamedValue] {
    [
      NamedValue("images", setup.spec.pool.images ?? ""),
      NamedValue("broken_share", String(setup.spec.pool.brokenShare)),
      NamedValue("classes", setup.spec.classes.joined(separator: "\n")),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    // Of equal bytes the labelled image stands for the others.
    var inputs = try Erasures(root: scope.directory.root).inputs + LabelHistory.inputs(scope)
    if setup.poolTable == nil {
      var builder = DigestBuilder()
      for image in try listing.images(scope.directory) {
        builder.update(image.id)
        builder.update(image.digest.bytes)
      }
      inputs.append(NamedValue("images", builder.finalize().hex))
    }
    for (name, path) in files {
      guard Files.exists(path) else { throw DataError.fileMissing(path: path, purpose: name) }
      inputs.append(NamedValue(name, try Files.digest(of: path).digest.hex))
    }
    return inputs
  }

  package func run(_ context: StageContext) async throws {
    let erasures = try Erasures(root: context.scope.directory.root)
    let images = try listing.images(context.scope.directory)
    let readable = images.filter(\.isReadable)
    try writeBroken(images, context)
    context.report(0.5, "\(images.count) images")

    let metadata = try PoolMetadata(setup, images: readable.map(\.id))
    let roles = try PoolRoles(setup, images: readable, groups: metadata.groups, erased: erasures.images)
    let leaders = try leaders(readable, context)

    let table = try Table(
      schema: Tables.pool,
      columns: [
        .strings(readable.map(\.id)), .digests(readable.map(\.digest)), .int64s(readable.map { Int64($0.size) }),
        .int32s(readable.map { Int32($0.width) }), .int32s(readable.map { Int32($0.height) }),
        .optionalStrings(metadata.groups), .optionalTimestamps(metadata.capturedAt),
        .optionalStrings(metadata.rest),
        .optionalStrings(
          readable.map { image in
            leaders[image.digest].flatMap { $0.exact == image.id.exact ? nil : $0 }
          }),
        .strings(roles.roles.map(\.rawValue)),
      ])
    try context.write(table, to: "pool.parquet")
    try context.write(
      Table(
        schema: Tables.knownLabels,
        columns: [
          .strings(roles.known.map(\.image)), .strings(roles.known.map(\.label)), .strings(roles.known.map(\.set)),
        ]), to: "known_labels.parquet")
    try writeErased(erasures, context)
  }

  /// The image that stands for all with the very same bytes: the one that is labelled, or else the first.
  ///
  /// Says too how the pool differs from that of the iteration before.
  private func leaders(_ images: [ListedImage], _ context: StageContext) throws -> [Digest: String] {
    var leaders: [Digest: String] = [:]
    let number = context.scope.iteration
    if number > 0 {
      let (ids, digests) = (images.map(\.id), images.map(\.digest))
      let labelled = try LabelledPicture.all(LabelHistory.words(context.scope, .earlier)).filter {
        $0.word?.isSettled ?? false
      }
      for (picture, row) in zip(labelled, PictureJoin(labelled, ids: ids, digests: digests).rows) {
        if let digest = picture.digest, let row { leaders[digest] = ids[row] }
      }
      let before = context.scope.path(PoolTable.artifact, iteration: number - 1)
      if Files.exists(before) {
        let changes = try PoolChanges(old: PoolRows(before), new: (ids, digests))
        if !changes.isEmpty { context.remark("since iteration \(number - 1): \(changes.summary)") }
      }
    }
    for image in images where leaders[image.digest] == nil { leaders[image.digest] = image.id }
    return leaders
  }

  /// A tombstone for each image that was erased: it is never selected again.
  ///
  /// Nothing is written where there is none.
  private func writeErased(_ erasures: Erasures, _ context: StageContext) throws {
    guard !erasures.records.isEmpty else { return }
    var orders: [ExactText: String] = [:]
    for record in erasures.records { for image in record.images { orders[image.exact] = record.order } }
    let ids = orders.keys.sorted()
    try context.write(
      Table(schema: Tables.erased, columns: [.strings(ids.map(\.text)), .strings(ids.map { orders[$0] ?? "" })]),
      to: Self.erased.file)
  }

  static let erased = Artifact("pool", "erased.parquet")

  private func writeBroken(_ images: [ListedImage], _ context: StageContext) throws {
    let broken = images.filter { !$0.isReadable }
    let reasons = broken.map { $0.size == 0 ? "empty_file" : "not_an_image" }
    try BrokenImages.check(
      stage: name, ids: broken.map(\.id), reasons: reasons, total: images.count, share: setup.spec.pool.brokenShare)
    try context.write(
      Table(schema: Tables.broken, columns: [.strings(broken.map(\.id)), .strings(reasons)]), to: "broken.parquet")
  }

  private var files: [(name: String, path: String)] {
    var files: [(String, String)] = []
    if let table = setup.poolTable { files.append(("pool.table", table)) }
    if let metadata = setup.spec.pool.metadata { files.append(("metadata", "\(setup.root)/\(metadata)")) }
    if let monitoring = setup.spec.holdout.monitoring { files.append(("holdout.monitoring", setup.path(monitoring))) }
    if let acceptance = setup.spec.holdout.acceptance { files.append(("holdout.acceptance", setup.path(acceptance))) }
    if let calibration = setup.spec.calibration { files.append(("calibration", setup.path(calibration.labels))) }
    return files
  }
}

/// The rule for images that cannot be read: named and left out, unless there are too many.
enum BrokenImages {
  /// - Throws: `DataError.tooManyBroken` if more than `share` of `total` are broken.
  static func check(stage: String, ids: [String], reasons: [String], total: Int, share: Double) throws {
    guard let first = ids.first, let reason = reasons.first, Double(ids.count) > share * Double(total) else { return }
    throw DataError.tooManyBroken(
      stage: stage, broken: ids.count, total: total, share: share, first: first, reason: reason)
  }
}
