import Columnar
import Engine
import Foundation
import Labelling
import Quality
import Report
import Selection
import Spec
import Storage
import Texts

/// What a report is made from: the tables of this iteration, and of the ones before it what is counted over all.
struct ReportFacts {
  let iteration: Int
  /// The batch in its order.
  let selection: [SelectedImage]
  /// What the votes of this iteration came to.
  let labels: [ExactText: LabelHistory.Entry]
  /// All labels so far, this iteration's among them.
  let allLabels: [LabelHistory.Entry]
  /// What came after the seals of earlier iterations.
  let amended: AmendedSection?
  /// Why labelled images were not trained on, one entry an image.
  let leftOut: [String]
  /// Labels that are trained on under another name than they were given to.
  let moved: Int
  /// What the stages have to say of their outcome.
  let notes: [NoteSection]
  /// The answers on the batch by iteration, this one last.
  let answers: [[StoredAnswer]]
  /// The answers on calibration images by iteration, this one last.
  let calibration: [[StoredAnswer]]
  /// The calibration set as this iteration has it.
  let calibrationSet: [(image: String, label: String)]
  /// Since when calibration answers may be counted together.
  let period: EvidencePeriod
  /// What holds for people in this iteration.
  let interventions: Interventions
  /// The tasks of the first round.
  let tasks: [PlannedTask]
  /// Reasons of this iteration's rejected rows.
  let rejected: [String]
  /// Images that went to a second round.
  let reviewed: Int
  let pool: PoolSection
  /// What there is to report of the vectors.
  let embedding: EmbeddingSection?
  /// Files of the spec that do not fit the pool.
  let joins: [JoinSection]
  let model: ModelMetrics?
  /// The model as in production; nil where no rates are declared, or there is no holdout.
  let production: ProductionQuality?
  /// The gain of the last iterations, over those that a plateau has by itself where none is declared; nil where this iteration has no
  /// model or no holdout.
  let gain: PlateauGain?
  /// How far the model has settled; nil where this iteration has no model.
  let settling: SettlingSection?
  /// Whether the picks teach more than random labels; nil in the first iteration, and without a holdout.
  let picks: PicksSection?
  let candidates: CandidateFigures?
  /// How the batch came about; nil for the first.
  let batch: BatchFigures?
  /// How many unlabelled images the model gives to each class.
  let predicted: [ExactText: Int]
  /// The model's class for each image of the batch.
  let predictedOfBatch: [ExactText: String]
  /// How many images the strata of a first batch have, and the stratum of each image of it; nil in later iterations.
  let strata: SeedStrata?
  let spending: Spending
  /// How much the model's class sways people who are shown it; nil where nobody is.
  let prelabels: PrelabelsSection?
  /// What it is worth to choose who is asked; nil where tasks are not routed.
  let routing: RoutingSection?
  /// The reports of the iterations before.
  let earlier: [QualityReport]

  init(_ setup: StageSetup, scope: IterationScope, first: Bool, threads: Int) throws {
    iteration = scope.iteration
    selection = try SelectedImage.read(scope.path(Catalogue.selection(first: first)))
    let history = try LabelHistory(setup, scope, .own)
    let shown = try ShownPictures(scope.directory, scope.manifest)
    labels = Dictionary(
      history.entries.filter { entry in
        entry.iteration == scope.iteration && entry.picture.decision?.isAmended == false
          && entry.digest == shown.digest(image: entry.imageID)
      }.map { ($0.imageID.exact, $0) }, uniquingKeysWith: { first, _ in first })
    allLabels = history.entries
    amended = scope.manifest.output(Catalogue.Amend.labels) == nil ? nil : try AmendedSection.read(scope)
    leftOut =
      scope.manifest.output(Catalogue.Train.leftOut) == nil
      ? [] : try TableReader(path: scope.path(Catalogue.Train.leftOut)).reasons()
    moved = try Self.moved(scope)
    notes = try StageNotes.all(scope).map { NoteSection(stage: $0.stage, text: $0.text) }
    answers = try (0...scope.iteration).map { iteration in
      StoredAnswer.standing(
        try (1...StageName.rounds).flatMap {
          try StoredAnswer.read(
            scope.path(Catalogue.Ingest.annotations($0), iteration: iteration), schema: Tables.annotations)
        })
    }
    calibration = try (0...scope.iteration).map { iteration in
      StoredAnswer.standing(
        try (1...StageName.rounds).flatMap {
          try StoredAnswer.read(
            scope.path(Catalogue.Ingest.calibration($0), iteration: iteration), schema: Tables.calibration)
        })
    }
    calibrationSet = try PoolTable.known("calibration", path: scope.path(Catalogue.Pool.knownLabels))
    period = try EvidencePeriod(scope)
    interventions = try Interventions(setup, scope)
    tasks = try PlannedTasks.read(scope, iteration: scope.iteration, round: 1)
    rejected = try (1...StageName.rounds).flatMap {
      try scope.table(Catalogue.Ingest.rejected($0)).strings("reason").strings
    }
    reviewed = try scope.table(Catalogue.Ingest.escalations).rowCount
    pool = try Self.poolSection(scope, first: first)
    embedding = first ? nil : try EmbeddingNotes(setup.spec.stages.embed, scope: scope)?.section
    joins = try PoolJoins.sections(scope)
    model = first ? nil : try ModelMetrics.read(scope.path(Catalogue.Train.metrics))
    let holdout = first ? nil : try HoldoutRounds(setup, scope)
    production = try holdout.flatMap { try Self.production($0, setup, scope) }
    candidates = first ? nil : try CandidateFigures.read(scope.path(Catalogue.Score.figures))
    batch = first ? nil : try BatchFigures.read(scope.path(Catalogue.Cluster.figures))
    predicted = first ? [:] : try Self.predictions(scope)
    predictedOfBatch = first ? [:] : try Self.predictions(scope, of: selection.map(\.imageID))
    strata = first ? try SeedStrata(setup, scope: scope, batch: selection.map(\.imageID)) : nil
    prelabels = try PrelabelSway.section(scope)
    routing = try RoutingGain.section(scope, rare: setup.spec.rareClasses)
    spending = try Spending(scope, setup: setup, through: StageName.rounds)
    earlier = try (0..<scope.iteration).map {
      try QualityFile.read(scope.path(Catalogue.Report.quality, iteration: $0))
    }
    gain = try holdout.flatMap { [model, earlier] in try Self.gain($0, setup, scope, model: model, earlier: earlier) }
    picks = try holdout.flatMap {
      $0.images.isEmpty ? nil : try PicksWorth(setup, scope, threads: threads).section($0)
    }
    settling = first ? nil : try PoolSample(setup, scope, threads: threads).settling(earlier: earlier)
  }

  private static func production(
    _ holdout: HoldoutRounds, _ setup: StageSetup, _ scope: IterationScope
  ) throws -> ProductionQuality? {
    let rows = zip(holdout.images, try holdout.predicted(scope.iteration)).compactMap { image, predicted in
      predicted.map { (image: image, predicted: $0) }
    }
    return try HoldoutQuality.production(
      labels: rows.map(\.image.label), predicted: rows.map(\.predicted), groups: rows.map(\.image.group),
      names: setup.spec.classes, rare: setup.spec.rareClasses.compactMap(setup.classIndex),
      rates: setup.spec.declaredRates, resamples: 200, draw: setup.draw(scope.iteration, "report/production"))
  }

  private static func gain(
    _ holdout: HoldoutRounds, _ setup: StageSetup, _ scope: IterationScope, model: ModelMetrics?,
    earlier: [QualityReport]
  ) throws -> PlateauGain? {
    guard let now = model?.holdout?.macroF1.value else { return nil }
    let curve = earlier.compactMap(\.learningCurve.last).compactMap { point in
      point.macroF1.map { (iteration: point.iteration, macroF1: $0.value) }
    }
    return try PlateauGain.measure(
      setup.spec.stages.report.stopWhen.plateau ?? Plateau(), curve: curve + [(scope.iteration, now)], earlier: earlier,
      holdout: holdout,
      classes: setup.spec.classes, draw: setup.draw(scope.iteration, "report/plateau"))
  }

  private static func moved(_ scope: IterationScope) throws -> Int {
    guard scope.manifest.output(Catalogue.Train.places) != nil else { return 0 }
    let table = try TableIO.read(
      scope.path(Catalogue.Train.places), schema: Tables.labelPlaces.selecting(["label", "place"]))
    let labels = try table.optionalStrings("label")
    let places = try table.strings("place")
    return labels.indices.count { labels[$0] != nil && places[$0] == PictureJoin.Place.moved.rawValue }
  }

  private static func poolSection(_ scope: IterationScope, first: Bool) throws -> PoolSection {
    let table = try scope.table(Catalogue.Pool.images)
    let roles = try table.strings("role").strings
    func count(_ role: PoolRole) -> Int { roles.count { $0 == role.rawValue } }
    var section = PoolSection(
      images: table.rowCount, duplicates: try table.optionalStrings("duplicate_of").count { $0 != nil },
      holdout: count(.monitoring) + count(.acceptance), calibration: count(.calibration))
    try PoolFindings(scope, first: first).add(to: &section)
    return section
  }

  private static func predictions(_ scope: IterationScope) throws -> [ExactText: Int] {
    let reader = try TableReader(path: scope.path(Catalogue.Score.scores))
    let columns = try Tables.scores.selecting(["predicted"])
    var counts: [ExactText: Int] = [:]
    for group in 0..<reader.rowGroups {
      let classes = try reader.read(rowGroup: group, as: columns).strings("predicted")
      for row in 0..<classes.count { counts[classes[row].exact, default: 0] += 1 }
    }
    return counts
  }

  private static func predictions(_ scope: IterationScope, of ids: [String]) throws -> [ExactText: String] {
    let sorted = ids.sortedByBytes()
    let reader = try TableReader(path: scope.path(Catalogue.Score.scores))
    let rows = try reader.rowNumbers(ofKeys: StringArray(sorted), column: "image_id").compactMap(\.self)
    let table = try reader.read(rows: rows, as: Tables.scores.selecting(["image_id", "predicted"]))
    let found = try table.strings("image_id").strings
    let classes = try table.strings("predicted").strings
    return Dictionary(zip(found.map(\.exact), classes), uniquingKeysWith: { first, _ in first })
  }
}

extension PipelineSpec {
  /// The declared share of each class in production; nil where there is none.
  var declaredRates: [Double?] {
    classes.map { name in productionRates.first { $0.name.exact == name.exact }?.rate }
  }
}

extension TableReader {
  /// The reasons of a table of labels that are left out, of whatever version.
  fileprivate func reasons() throws -> [String] {
    try read(as: Tables.leftOut.stored(in: self).selecting(["reason"])).strings("reason").strings
  }
}
