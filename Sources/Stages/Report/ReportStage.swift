import Columnar
import Engine
import Imaging
import Labelling
import Quality
import Report
import Spec
import Storage
import Texts

/// Tells how good the labels, the annotators and the model are, what it cost, and whether to stop; closes the iteration.
package struct ReportStage: Stage {
  private let setup: StageSetup
  private let first: Bool

  /// Makes the stage; `first` is true in iteration 0, which has no model.
  package init(_ setup: StageSetup, first: Bool) {
    self.setup = setup.given([.everything])
    self.first = first
  }

  package var name: String { StageName.report }
  package var kind: String { StageName.report }
  package var version: Int { 8 }
  package var traits: StageTraits { .seals }
  package var reads: [Artifact] {
    let rounds = (1...StageName.rounds).flatMap {
      [
        Catalogue.Export.batch($0), Catalogue.Export.assignments($0), Catalogue.Ingest.annotations($0),
        Catalogue.Ingest.calibration($0), Catalogue.Ingest.rejected($0), Catalogue.Ingest.labels($0),
      ]
    }
    let model =
      first
      ? [Catalogue.Seed.selection, Catalogue.Seed.strata, Catalogue.Seed.broken]
      : [
        Catalogue.Cluster.selection, Catalogue.Cluster.figures, Catalogue.Score.figures, Catalogue.Score.scores,
        Catalogue.Train.metrics, Catalogue.Train.predictions, Catalogue.Train.training, Catalogue.Embed.index,
        Catalogue.Embed.broken,
      ]
    return [Catalogue.Pool.images, Catalogue.Pool.knownLabels, Catalogue.Pool.broken, Catalogue.Ingest.escalations]
      + rounds + model + AmendStage.reportReads(setup)
  }
  package var parameters: [NamedValue] {
    setup.parameters(of: .report) + [NamedValue("decoder", ImageDecoder.version)]
  }
  package var isGivenIteration: Bool { true }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    try LabelHistory.inputs(setup, scope) + Spending.inputs(scope) + Erasures(root: scope.directory.root).inputs
      + StageNotes.inputs(scope) + EvidencePeriod.inputs(scope) + PrelabelSway.inputs(scope)
      + PoolFindings.inputs(scope) + PoolJoins.inputs(scope)
      // A build before may have trained: it wrote nothing of where labels are.
      + [Catalogue.Train.places, Catalogue.Train.leftOut].compactMap { artifact in
        scope.manifest.output(artifact).map { NamedValue(artifact.name, $0.contentSHA256) }
      }
      + (0..<scope.iteration).compactMap { scope.earlierInput(Catalogue.Report.quality, iteration: $0) }
      + (first ? [] : ModelRounds.inputs(scope) + PicksWorth.inputs(scope))
  }

  package func run(_ context: StageContext) async throws {
    let facts = try ReportFacts(setup, scope: context.scope, first: first, threads: context.threads)
    let report = try ReportAssembly(facts, setup: setup).report()
    try context.write(report.json(), to: Catalogue.Report.quality)
    try context.write(ReportTables.annotators(report), to: Catalogue.Report.annotators)
    try context.write(ReportTables.classes(report), to: Catalogue.Report.classes)
    try context.write(ReportTables.confusion(report), to: Catalogue.Report.confusion)
    try context.write(ReportTables.estimates(report), to: Catalogue.Report.estimates)
    context.report(0.3, "thumbnails")
    let page = ReportPage.html(
      report, contactSheet: try thumbnails(facts, context), mistakes: try mistakes(facts, report, context))
    try context.write(Array(page.utf8), to: Catalogue.Report.page)
  }

  private func thumbnails(_ facts: ReportFacts, _ context: StageContext) throws -> [Thumbnail] {
    let erased = try Erasures(root: context.scope.directory.root).images
    return try facts.selection.prefix(setup.spec.stages.report.contactSheet).compactMap { image in
      if erased.contains(Array(image.imageID.utf8)) { return nil }
      let png = try thumbnail("\(setup.root)/\(image.imageID)")
      return Thumbnail(
        imageID: image.imageID, label: facts.labels[image.imageID.exact]?.label, share: image.share,
        score: image.score, predicted: facts.predictedOfBatch[image.imageID.exact], png: png ?? [])
    }
  }

  /// How many pictures of mistakes are shown of one person.
  private static let mistakes = 8

  /// The latest calibration images that people with a fault got wrong, those of the fault first.
  private func mistakes(_ facts: ReportFacts, _ report: QualityReport, _ context: StageContext) throws -> [Mistake] {
    let erased = try Erasures(root: context.scope.directory.root).images
    return try report.annotators.filter { $0.flagged || $0.intervention?.sentence != nil }.flatMap { person in
      let named = Set(
        report.judgement?.faults.filter { $0.annotator.exact == person.id.exact }.compactMap(\.label?.exact) ?? [])
      let wrong = facts.calibration.joined().filter { answer in
        answer.annotator.exact == person.id.exact && answer.label != nil
          && answer.expected?.exact != answer.label?.exact
          && !erased.contains(Array(answer.imageID.utf8))
      }
      var seen: Set<ExactText> = []
      let latest = wrong.reversed().filter { seen.insert($0.imageID.exact).inserted }
      let first = latest.filter { $0.expected.map { named.contains($0.exact) } ?? false }
      let rest = latest.filter { !($0.expected.map { named.contains($0.exact) } ?? false) }
      return try (first + rest).prefix(Self.mistakes).map { answer in
        Mistake(
          annotator: person.id, imageID: answer.imageID, expected: answer.expected ?? "", answered: answer.label ?? "",
          png: try thumbnail("\(setup.root)/\(answer.imageID)") ?? [])
      }
    }
  }

  /// A small picture; nil where there is none here or it is one that others can read: the page says so in its place.
  ///
  /// - Throws: `StorageError` for what says more of the machine than of the picture: the page is sealed.
  private func thumbnail(_ path: String) throws -> [UInt8]? {
    let raster: Raster
    do {
      let bytes = try Files.read(path, limit: 256 << 20)
      raster = try ImageDecoder.decode(bytes, colour: true, maximumPixels: setup.spec.pool.pixelLimit)
    } catch is ImagingError {
      return nil
    } catch let error as StorageError {
      guard error.imageFault != nil else { throw error }
      return nil
    }
    return try PNGWriter.encode(raster.fitted(within: setup.spec.stages.report.thumbnailSize))
  }
}
