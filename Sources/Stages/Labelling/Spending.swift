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

extension StageSetup {
  /// What votes cost.
  var prices: VotePrices { VotePrices(spec) }
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
      ((1...StageName.rounds).flatMap { [Catalogue.Ingest.annotations($0), Catalogue.Ingest.calibration($0)] }
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
      try $0.adding(Self.cost(scope, iteration: $1, rounds: StageName.rounds, setup: setup))
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
      let reader = try TableReader(path: path)
      let answers = try reader.read(as: schema.stored(in: reader))
      let names = try answers.strings("annotator").strings
      let given = try answers.int32s("round")
      let kinds = try answers.strings("kind")
      // An answer that was deleted was given and is paid; that it was deleted is no answer.
      lines += names.indices.filter { kinds[$0] != AcceptedAnswer.Kind.withdrawn.rawValue }.map { row in
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
