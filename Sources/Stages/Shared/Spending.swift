import Columnar
import Engine
import Labelling
import Quality
import Spec
import Storage
import Texts

/// What a vote of each annotator costs.
struct VotePrices {
  private let annotators: [AnnotatorSpec]
  private let standard: Double

  init(_ spec: PipelineSpec) {
    annotators = spec.annotators
    standard = spec.budget.pricePerVote
  }

  /// The price of one vote of `annotator`.
  func of(_ annotator: String) -> Double {
    annotators.first { $0.id.exact == annotator.exact }?.pricePerVote ?? standard
  }

  /// Whether `annotator` is a senior.
  func isSenior(_ annotator: String) -> Bool {
    annotators.first { $0.id.exact == annotator.exact }?.senior ?? false
  }

  /// The price of a review at the most.
  var dearestSenior: Double { annotators.filter(\.senior).map(\.pricePerVote).max() ?? 0 }
}

/// What labelling has cost.
///
/// Every answer is paid: votes, abstentions and calibration.
struct Spending {
  /// All iterations before this one.
  let before: Cost
  /// This iteration, as far as it has come.
  let current: Cost

  /// All of it.
  var total: Double { before.total + current.total }

  /// What it is counted from as inputs of a stage: the answers and the models' figures of earlier iterations.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      ((1...IngestStage.rounds).flatMap { [Catalogue.Ingest.annotations($0), Catalogue.Ingest.calibration($0)] }
        + [Catalogue.Amend.annotations, Catalogue.Amend.calibration, Catalogue.Train.metrics]).compactMap {
          scope.earlierInput($0, iteration: iteration)
        }
    }
  }

  /// Counts the answers of all iterations before this one, and of this one's rounds up to `through`.
  ///
  /// - Throws: `StorageError`, `ColumnarError` if a table cannot be read.
  init(_ scope: IterationScope, setup: StageSetup, through: Int) throws {
    before = try (0..<scope.iteration).reduce(Cost(lines: [])) {
      try $0.adding(Self.cost(scope, iteration: $1, rounds: IngestStage.rounds, setup: setup))
    }
    current = try Self.cost(scope, iteration: scope.iteration, rounds: through, setup: setup)
  }

  private static func cost(_ scope: IterationScope, iteration: Int, rounds: Int, setup: StageSetup) throws -> Cost {
    let prices = setup.prices
    var lines: [CostLine] = []
    var tables = stride(from: 1, through: rounds, by: 1).flatMap { round in
      [
        (Catalogue.Ingest.annotations(round), Tables.annotations, round == 1 ? VotePurpose.labelling : .adjudication),
        (Catalogue.Ingest.calibration(round), Tables.calibration, .calibration),
      ]
    }
    if iteration < scope.iteration || scope.manifest.output(Catalogue.Amend.annotations) != nil {
      tables += [
        (Catalogue.Amend.annotations, Tables.lateAnnotations, .labelling),
        (Catalogue.Amend.calibration, Tables.lateCalibration, .calibration),
      ]
    }
    for (artifact, schema, purpose) in tables {
      let path = scope.path(artifact, iteration: iteration)
      guard Files.exists(path) else { continue }
      let answers = try TableIO.read(path, schema: schema)
      let names = try answers.strings("annotator").strings
      let given = try answers.int32s("round")
      lines += names.indices.map { row in
        // Late answers of all rounds stand in one table.
        let isReview = purpose == .labelling && given[row] > 1
        return CostLine(
          purpose: isReview ? .adjudication : purpose, senior: prices.isSenior(names[row]), votes: 1,
          price: prices.of(names[row]))
      }
    }
    let hours = try ModelMetrics.read(scope.path(Catalogue.Train.metrics, iteration: iteration))?.gpuHours ?? 0
    return Cost(lines: lines, gpuHours: hours, pricePerGPUHour: setup.spec.budget.pricePerGPUHour)
  }
}

/// Which calibration images were shown to whom in earlier iterations.
struct ShownCalibration {
  let history: CalibrationHistory

  /// The tables it is read from as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      [Catalogue.Export.batch(1), Catalogue.Export.assignments(1)].compactMap {
        scope.earlierInput($0, iteration: iteration)
      }
    }
  }

  /// Reads the first rounds of the iterations before this one; second rounds have no calibration images.
  init(_ scope: IterationScope) throws {
    var history = CalibrationHistory()
    for iteration in 0..<scope.iteration {
      for task in try PlannedTasks.read(scope, iteration: iteration, round: 1) where task.calibration {
        for annotator in task.annotators { history.add(annotator: annotator, image: task.imageID) }
      }
    }
    self.history = history
  }
}

/// Reads the tasks of an export back.
enum PlannedTasks {
  /// The tasks of a round, and those of batches that were out before it was chosen again: who was asked may answer.
  static func handedOut(_ scope: IterationScope, iteration: Int, round: Int) throws -> [PlannedTask] {
    let manifest = iteration < scope.earlier.count ? scope.earlier[iteration] : scope.manifest
    var tasks = try read(scope, iteration: iteration, round: round)
    var places = Dictionary(
      tasks.enumerated().map { ($0.element.taskID.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    for number in (manifest.superseded ?? []).indices {
      for task in try read(scope, iteration: iteration, round: round, below: "\(Supersession.folder(number + 1))/") {
        guard let place = places[task.taskID.exact] else {
          places[task.taskID.exact] = tasks.count
          tasks.append(task)
          continue
        }
        let known = Set(tasks[place].annotators.map(\.exact))
        tasks[place] = tasks[place].asking(
          tasks[place].annotators + task.annotators.filter { !known.contains($0.exact) })
      }
    }
    return tasks
  }

  /// The tasks of a round, none if it was not exported.
  static func read(
    _ scope: IterationScope, iteration: Int, round: Int, below prefix: String = ""
  ) throws -> [PlannedTask] {
    let stage = prefix + StageName.export(round)
    let path = scope.path(Artifact(stage, Catalogue.Export.batch(round).file), iteration: iteration)
    guard Files.exists(path) else { return [] }
    let batch = try TableIO.read(path, schema: Tables.batch)
    let reader = try TableReader(
      path: scope.path(Artifact(stage, Catalogue.Export.assignments(round).file), iteration: iteration))
    let assignments = try reader.read(as: Tables.assignments.stored(in: reader).selecting(["task_id", "annotator"]))
    var annotators: [ExactText: [String]] = [:]
    let asked = try assignments.strings("task_id")
    let who = try assignments.strings("annotator")
    for row in 0..<assignments.rowCount { annotators[asked[row].exact, default: []].append(who[row]) }
    let tasks = try batch.strings("task_id")
    let images = try batch.strings("image_id")
    let ranks = try batch.int32s("rank")
    let calibration = try batch.bools("calibration")
    return (0..<batch.rowCount).map { row in
      PlannedTask(
        taskID: tasks[row], imageID: images[row], round: round, rank: calibration[row] ? nil : Int(ranks[row]) - 1,
        calibration: calibration[row], annotators: annotators[tasks[row].exact] ?? [])
    }
  }
}
