import Columnar
import Engine
import Imaging
import Labelling
import Quality
import Report
import Spec
import Storage

/// Tells how good the labels, the annotators and the model are, what it cost, and whether to stop; closes the iteration.
package struct ReportStage: Stage {
  private let setup: StageSetup
  private let first: Bool

  /// Makes the stage; `first` is true in iteration 0, which has no model.
  package init(_ setup: StageSetup, first: Bool) {
    self.setup = setup
    self.first = first
  }

  static let quality = Artifact("report", "quality.json")
  /// The report for people.
  package static let page = Artifact("report", "report.html")
  private static let thumbnailSide = 96

  package var name: String { "report" }
  package var kind: String { "report" }
  package var version: Int { 2 }
  package var traits: StageTraits { .seals }
  package var reads: [Artifact] {
    let rounds = (1...IngestStage.rounds).flatMap {
      [
        ExportStage.batch($0), ExportStage.assignments($0), IngestStage.annotations($0),
        IngestStage.calibrationAnswers($0), IngestStage.rejected($0), IngestStage.labels($0),
      ]
    }
    let model =
      first
      ? [Artifact("seed", "selection.parquet"), SeedStage.strata, SeedStage.brokenImages]
      : [
        Artifact("cluster", "selection.parquet"), ClusterStage.figures, ScoreStage.figures, ScoreStage.scores,
        TrainStage.metrics, EmbedStage.brokenImages,
      ]
    return [PoolTable.artifact, PoolTable.knownLabels, Artifact("pool", "broken.parquet"), IngestStage.escalations]
      + rounds + model + AmendStage.reportReads(setup)
  }
  package var parameters: [NamedValue] {
    // Everything of the spec may be spoken of in the report.
    setup.spec.fields(locations: false).map { NamedValue($0.path, $0.value) }
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] {
    try LabelHistory.inputs(scope) + PoolJoins.inputs(scope) + Spending.inputs(scope)
      + Erasures(root: scope.directory.root).inputs
      + (0..<scope.iteration).compactMap { scope.earlierInput(Self.quality, iteration: $0) }
  }

  package func run(_ context: StageContext) async throws {
    let facts = try ReportFacts(setup, scope: context.scope, first: first)
    let report = try ReportAssembly(facts, setup: setup).report()
    try context.write(report.json(), to: "quality.json")
    try context.write(ReportTables.annotators(report), to: "annotators.parquet")
    try context.write(ReportTables.classes(report), to: "classes.parquet")
    try context.write(ReportTables.confusion(report), to: "confusion.parquet")
    try context.write(ReportTables.estimates(report), to: "estimates.parquet")
    context.report(0.3, "thumbnails")
    let page = ReportPage.html(report, contactSheet: try thumbnails(facts, context))
    try context.write(Array(page.utf8), to: "report.html")
  }

  private func thumbnails(_ facts: ReportFacts, _ context: StageContext) throws -> [Thumbnail] {
    let erased = try Erasures(root: context.scope.directory.root).images
    return facts.selection.prefix(setup.spec.stages.report.contactSheet).compactMap { image in
      if erased.contains(Array(image.imageID.utf8)) { return nil }
      guard let bytes = try? Files.read("\(setup.root)/\(image.imageID)", limit: 256 << 20),
        let raster = try? ImageDecoder.decode(bytes, colour: true),
        let png = try? PNGWriter.encode(raster.fitted(within: Self.thumbnailSide))
      else { return nil }
      return Thumbnail(
        imageID: image.imageID, label: facts.labels[image.imageID.exact]?.label, share: image.share,
        score: image.score, predicted: facts.predictedOfBatch[image.imageID.exact], png: png)
    }
  }
}
