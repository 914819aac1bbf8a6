import Columnar
import Engine
import Labelling
import Storage
import Texts

/// The model of a sealed iteration, which its hook alone knows: trained once more as the sealed stage did, from what is on record,
/// and asked about images that nobody asked it about before.
///
/// It is believed if what it says of images that it was asked about then is what is sealed, bit for bit: the monitoring holdout,
/// or what it was trained on where there is none.
package struct SealedModel: Sendable {
  /// What the model says.
  struct Answer {
    /// Row-major in the order of the images asked, tempered where the hook tempers.
    let probabilities: [Float]
    /// What it was compared on.
    let control: AcceptanceFigures.Control
  }

  private let setup: StageSetup
  private let context: StageContext
  private let log: String
  private var scope: IterationScope { context.scope }

  /// Prepares to ask.
  ///
  /// - Parameters:
  ///   - setup: The iteration's spec.
  ///   - context: A run of the stage `train` in the sealed iteration, in folders of its own.
  ///   - log: Where the hook's output is logged.
  package init(_ setup: StageSetup, _ context: StageContext, log: String) {
    self.setup = setup
    self.context = context
    self.log = log
  }

  /// Asks about images that have a vector.
  ///
  /// - Throws: `AcceptanceError` if something that the model was made of is gone, or the hook does not give that model again;
  ///   `EngineError.damaged`; what the hook fails with; `DataError`, `ColumnarError`, `StorageError`.
  func answer(about images: [String]) async throws -> Answer {
    let erasures = try Erasures(root: scope.directory.root)
    let index = try index(erasures)
    let ids = try index.strings("image_id")
    let sealed = try SealedAnswers(scope, embedded: SortedIDs(ascending: ids))
    let asked = Set((images + sealed.images).map(\.exact))
    let rows = (0..<index.rowCount).filter { asked.contains(ids[$0].exact) }
    let stage = TrainStage(setup)
    let checkpoint = "\(context.scratch)/checkpoint"
    try Files.createDirectory(checkpoint)
    let (found, _) = try await stage.answer(
      about: rows, of: index, training: scope.path(Catalogue.Train.training), checkpoint: checkpoint, log: log, context)
    let places = Dictionary(
      rows.enumerated().map { (ids[$0.element].exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let classes = setup.spec.classes.count
    func row(_ values: [Float], _ image: String) -> ArraySlice<Float> {
      let place = places[image.exact] ?? 0
      return values[place * classes..<(place + 1) * classes]
    }
    let differing = sealed.images.indices.filter { image in
      !sealed.holds(
        image, row(found.probabilities, sealed.images[image]),
        tempered: found.tempered.map { row($0, sealed.images[image]) })
    }
    if let first = differing.first {
      throw AcceptanceError.notReproduced(
        .init(
          iteration: scope.iteration, differing: differing.count, of: sealed.images.count, set: sealed.set.rawValue,
          first: sealed.images[first], changes: try changes(stage), orders: try orders(erasures, index)))
    }
    let chosen = found.tempered ?? found.probabilities
    return Answer(
      probabilities: images.flatMap { row(chosen, $0) }, control: .init(set: sealed.set, images: sealed.images.count))
  }

  // MARK: What it is made of

  /// Where the vectors are, once all that the model is made of is there as it was recorded.
  private func index(_ erasures: Erasures) throws -> Table {
    let files = [
      Catalogue.Pool.images, Catalogue.Pool.knownLabels, Catalogue.Pool.vanished, Catalogue.Embed.index,
      Catalogue.Train.training, Catalogue.Train.predictions, Catalogue.Train.metrics,
    ]
    for artifact in files {
      guard let output = scope.manifest.output(artifact) else { continue }
      try check(output, stage: artifact.stage, iteration: scope.iteration, erasures)
    }
    let state = scope.earlier.last?.record(StageName.train)?.outputs ?? []
    for output in state where output.path.hasPrefix("\(Catalogue.Folder.state)/") {
      try check(output, stage: StageName.train, iteration: scope.iteration - 1, erasures)
    }
    let index = try scope.table(Catalogue.Embed.index)
    let known = Dictionary(
      (scope.earlier + [scope.manifest]).flatMap(\.stages).flatMap(\.outputs).filter(\.shared).map {
        ($0.path.exact, $0)
      },
      uniquingKeysWith: { _, last in last })
    for part in try parts(index) {
      if let output = known[part.exact] {
        try check(output, stage: StageName.embed, iteration: scope.iteration, erasures)
      } else if !Files.exists(scope.directory.path(part)) {
        throw AcceptanceError.gone(path: part, iteration: scope.iteration)
      }
    }
    return index
  }

  private func parts(_ index: Table) throws -> [String] {
    Set(try index.strings("part").strings).sortedByBytes()
  }

  /// Refuses a file that is not there, or is neither what was recorded nor what an erasure on record left of it.
  private func check(_ output: OutputRecord, stage: String, iteration: Int, _ erasures: Erasures) throws {
    let places = output.places(iteration: iteration, stage: stage)
    guard let place = places.first(where: { Files.exists(scope.directory.path($0)) }) else {
      throw AcceptanceError.gone(path: places.first ?? output.path, iteration: scope.iteration)
    }
    let path = scope.directory.path(place)
    let found = try Files.digest(of: path).digest.hex
    guard found != output.fileSHA256, !erasures.origins(of: place, digest: found).contains(output.fileSHA256) else {
      return
    }
    throw EngineError.damaged(path: path, .digest(expected: output.fileSHA256, found: found))
  }

  /// What of the hook is not what was recorded.
  private func changes(_ stage: TrainStage) throws -> [String] {
    let recorded = (scope.manifest.record(stage.name)?.components ?? []).filter { $0.name.hasPrefix("hook ") }
    return RunReason.changes(from: recorded, to: try stage.hooks.flatMap { try $0.keyComponents() }).map(\.name)
  }

  /// The orders by which vectors were erased that it may have been made of.
  private func orders(_ erasures: Erasures, _ index: Table) throws -> [String] {
    var orders: [String] = []
    for (_, record) in try parts(index).flatMap(erasures.edits) where !orders.contains(record.order) {
      orders.append(record.order)
    }
    return orders
  }
}

/// What is sealed of a model's answers about images that it can be asked about again.
private struct SealedAnswers {
  /// The images, in the order of their ids.
  let images: [String]
  let set: AcceptanceFigures.Control.Kind
  private let probabilities: (values: [Float], offsets: [Int])
  /// Nil where the hook gave none.
  private let tempered: (values: [Float], offsets: [Int])?

  init(_ scope: IterationScope, embedded: SortedIDs) throws {
    let monitoring = try PoolTable.known(
      PoolRole.monitoring.rawValue, path: scope.path(Catalogue.Pool.knownLabels)
    ).map(\.image).filter { embedded.place(of: $0) != nil }
    set = monitoring.isEmpty ? .training : .monitoring
    let wanted = monitoring.isEmpty ? try scope.table(Catalogue.Train.training).strings("image_id").strings : monitoring
    let reader = try TableReader(path: scope.path(Catalogue.Train.predictions))
    let found = try zip(wanted, reader.rowNumbers(ofKeys: StringArray(wanted), column: "image_id"))
      .compactMap { image, row in row.map { (image, $0) } }
    images = found.map(\.0)
    let schema = try Tables.predictions.stored(in: reader).selecting(["probabilities", "tempered"])
    let table = try reader.read(rows: found.map(\.1), as: schema)
    probabilities = try table.floatLists("probabilities")
    tempered = try table.column("tempered").validity == nil ? table.floatLists("tempered") : nil
  }

  /// Whether the same was said of an image, to the bit.
  func holds(_ image: Int, _ values: ArraySlice<Float>, tempered other: ArraySlice<Float>?) -> Bool {
    guard Self.same(probabilities, image, values), (tempered == nil) == (other == nil) else { return false }
    guard let tempered, let other else { return true }
    return Self.same(tempered, image, other)
  }

  private static func same(
    _ sealed: (values: [Float], offsets: [Int]), _ image: Int, _ values: ArraySlice<Float>
  ) -> Bool {
    sealed.values[sealed.offsets[image]..<sealed.offsets[image + 1]].map(\.bitPattern) == values.map(\.bitPattern)
  }
}
