import Columnar
import Draws
import Engine
import Foundation
import Imaging
import Labelling
import Storage
import Texts

/// Lists the images: their hashes, sizes, groups and roles; finds exact duplicates.
package struct PoolStage: Stage {
  private let setup: StageSetup
  private let listing: ImageListing

  /// Makes the stage.
  package init(_ setup: StageSetup, threads: Int) {
    self.setup = setup.given(Self.parts)
    listing = ImageListing(self.setup, threads: threads)
  }

  /// What it is given of the spec.
  package static let parts: [SpecPart] =
    SpecPart.images + [
      .part(\.pool.images), .embedderKind, .brokenShare, .pixelLimit, .classes, .part(\.pool.metadata),
      .part(\.holdout),
      .calibrationLabels,
    ]

  package var name: String { StageName.pool }
  package var kind: String { StageName.pool }
  package var version: Int { 2 }
  package var reads: [Artifact] { [] }
  package var parameters: [NamedValue] {
    let spec = setup.spec
    return setup.parameters(of: .pool) + [
      NamedValue("undecodable", spec.stages.embed.isBuiltIn ? "left out" : "kept"),
      NamedValue("header", ImageDecoder.headerVersion),
      // Tables name the files whose contents are inputs.
      NamedValue("metadata file", spec.pool.metadata ?? ""),
      NamedValue("holdout.monitoring file", spec.holdout.monitoring ?? ""),
      NamedValue("holdout.acceptance file", spec.holdout.acceptance ?? ""),
      NamedValue("calibration file", spec.calibration?.labels ?? ""),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    // Of equal bytes the labelled image stands for the others.
    var inputs =
      try Erasures(root: scope.directory.root).inputs + LabelHistory.inputs(scope) + AbsentImages.inputs(scope)
    if setup.poolTable == nil {
      var builder = DigestBuilder()
      let pool = try listing.pool(scope.directory)
      for image in pool.images {
        builder.update(image.id)
        builder.update(image.digest.bytes)
      }
      for file in pool.noFiles {
        builder.update(file.id)
        builder.update(file.reason)
      }
      inputs.append(NamedValue("images", builder.finalize().hex))
      if !pool.leftAside.isEmpty { inputs.append(NamedValue("left aside", Self.digest(pool.leftAside).hex)) }
    }
    for (name, path) in files {
      guard Files.exists(path) else { throw DataError.fileMissing(path: path, purpose: name) }
      inputs.append(NamedValue(name, try Files.digest(of: path).digest.hex))
    }
    return inputs
  }

  package func run(_ context: StageContext) async throws {
    let erasures = try Erasures(root: context.scope.directory.root)
    let pool = try listing.pool(context.scope.directory)
    let readable = pool.readable
    try writeBroken(pool, context)
    context.report(0.5, "\(readable.count) images")

    let ids = ImageIDs(readable.map(\.id))
    let unreadable = pool.broken.map(\.id)
    func absent(_ ids: [String]) throws -> AbsentImages {
      try AbsentImages(ids, scope: context.scope, unreadable: unreadable, erased: erasures.images)
    }
    let metadata = try PoolMetadata(setup, images: ids) { try absent($0).known($0) }
    let roles = try PoolRoles(setup, images: readable, ids: ids, groups: metadata.groups, absent: absent)
    let leaders = try leaders(readable, context)

    let table = try Table(
      schema: Tables.pool,
      columns: [
        .strings(readable.map(\.id)), .digests(readable.map(\.digest)), .int64s(readable.map { Int64($0.size) }),
        .int32s(readable.map { Int32(clamping: $0.width) }), .int32s(readable.map { Int32(clamping: $0.height) }),
        .optionalStrings(metadata.groups), .optionalTimestamps(metadata.capturedAt),
        .optionalStrings(metadata.rest),
        .optionalStrings(
          readable.map { image in
            leaders[image.digest].flatMap { $0.exact == image.id.exact ? nil : $0 }
          }),
        .strings(roles.roles.map(\.rawValue)),
      ])
    try context.write(table, to: Catalogue.Pool.images)
    try writeAddresses(readable.map(\.id), metadata.addresses, context)
    try context.write(
      Table(
        schema: Tables.knownLabels,
        columns: [
          .strings(roles.known.map(\.image)), .strings(roles.known.map(\.label)), .strings(roles.known.map(\.set)),
        ]), to: Catalogue.Pool.knownLabels)
    try PoolJoins.write([metadata.join].compactMap(\.self) + roles.joins, roles.vanished, context)
    try writeErased(erasures, context)
    let copies = readable.count { leaders[$0.digest]?.exact != $0.id.exact }
    PoolNotes(pool, copies: copies, isTable: setup.poolTable != nil, leftOut: metadata.leftOut).lines
      .forEach(context.remark)
  }

  /// Where people find images that have an address of their own; nothing is written where none has.
  private func writeAddresses(_ ids: [String], _ addresses: [String?], _ context: StageContext) throws {
    let rows = ids.indices.compactMap { row in addresses[row].map { (ids[row], $0) } }
    guard !rows.isEmpty else { return }
    try context.write(
      Table(schema: Tables.addresses, columns: [.strings(rows.map(\.0)), .strings(rows.map(\.1))]),
      to: Catalogue.Pool.addresses)
  }

  private static func digest(_ leftAside: [PoolFolder.LeftAside]) -> Digest {
    var builder = DigestBuilder()
    for kind in leftAside {
      for text in [kind.reason.rawValue, kind.ending, String(kind.files), kind.first] { builder.update("\(text)\n") }
    }
    return builder.finalize()
  }

  /// The image that stands for all with the very same bytes: the one that is labelled, or else the first.
  ///
  /// Says too how the pool differs from that of the iteration before.
  private func leaders(_ images: [ListedImage], _ context: StageContext) throws -> [Digest: String] {
    var leaders: [Digest: String] = [:]
    let number = context.scope.iteration
    if number > 0 {
      let (ids, digests) = (images.map(\.id), images.map(\.digest))
      let labelled = try LabelledPicture.all(LabelHistory.decisions(context.scope, .earlier)).filter {
        $0.decision?.isSettled ?? false
      }
      for (picture, row) in zip(labelled, PictureJoin(labelled, ids: ids, digests: digests).rows) {
        if let digest = picture.digest, let row { leaders[digest] = ids[row] }
      }
      let before = context.scope.path(Catalogue.Pool.images, iteration: number - 1)
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
      to: Catalogue.Pool.erased)
  }

  private func writeBroken(_ pool: ListedPool, _ context: StageContext) throws {
    let broken = pool.broken
    try BrokenImages.check(
      stage: name, ids: broken.map(\.id), reasons: broken.map(\.reason),
      total: pool.images.count + pool.noFiles.count, share: setup.spec.pool.brokenShare)
    try context.write(
      Table(schema: Tables.broken, columns: [.strings(broken.map(\.id)), .strings(broken.map(\.reason))]),
      to: Catalogue.Pool.broken)
    let undecodable = pool.undecodable
    if !undecodable.isEmpty {
      try context.write(
        Table(
          schema: Tables.undecodable, columns: [.strings(undecodable.map(\.id)), .strings(undecodable.map(\.reason))]),
        to: Catalogue.Pool.undecodable)
    }
    guard !pool.leftAside.isEmpty else { return }
    try context.write(
      Table(
        schema: Tables.leftAside,
        columns: [
          .strings(pool.leftAside.map(\.reason.rawValue)), .strings(pool.leftAside.map(\.ending)),
          .int64s(pool.leftAside.map { Int64($0.files) }), .strings(pool.leftAside.map(\.first)),
        ]), to: Catalogue.Pool.leftAside)
  }

  private var files: [(name: String, path: String)] {
    var files: [(String, String)] = []
    if let table = setup.poolTable { files.append(("pool.table", table)) }
    if let metadata = setup.metadata { files.append(("metadata", metadata)) }
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
