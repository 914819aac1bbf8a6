import Columnar
import Engine
import Labelling
import Selection
import Spec
import Storage

/// Computes the acquisition measures of every unlabelled image and ranks them.
package struct ScoreStage: Stage {
  private let setup: StageSetup
  private var score: ScoreSpec { setup.spec.stages.score }

  /// Makes the stage.
  package init(_ setup: StageSetup) { self.setup = setup }

  static let scores = Artifact("score", "scores.parquet")

  package var name: String { "score" }
  package var kind: String { "score" }
  package var version: Int { 1 }
  package var reads: [Artifact] { [PoolTable.artifact, TrainStage.predictions] }
  package var parameters: [NamedValue] {
    [
      NamedValue("classes", setup.spec.classes.joined(separator: "\n")),
      NamedValue("measure", score.measure.rawValue), NamedValue("below", score.below.map { String($0) } ?? ""),
      NamedValue("above", score.above.map { String($0) } ?? ""),
      NamedValue("tiebreak", score.tiebreak?.rawValue ?? ""),
      NamedValue("probabilities", score.probabilities.rawValue),
    ]
  }

  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { LabelHistory.inputs(scope) }

  package func run(_ context: StageContext) async throws {
    let pool = try PoolTable(path: context.path(PoolTable.artifact))
    let settled = try LabelHistory(context.scope).settled
    let open = Set(pool.selectable.map { pool.ids[$0].exact }).subtracting(settled)
    let predictions = try predictions(context)
    let ids = try predictions.strings("image_id").strings
    let rows = ids.indices.filter { open.contains(ids[$0].exact) }
    let classes = setup.spec.classes.count
    let probabilities = try self.probabilities(predictions, rows: rows, classes: classes)
    context.report(0.5, "\(rows.count) unlabelled images")

    let draw = setup.draw(context.scope.iteration, name)
    let keys = rows.map { draw.key(ids[$0]) }
    let margin = try Measure.margin(probabilities, classes: classes)
    let entropy = try Measure.entropy(probabilities, classes: classes)
    let leastConfidence = try Measure.leastConfidence(probabilities, classes: classes)
    func values(_ measure: Measure) -> [Double] {
      switch measure {
      case .margin: margin
      case .entropy: entropy
      case .leastConfidence: leastConfidence
      case .random: Measure.random(keys)
      }
    }
    let measure = score.measure.measure
    let tiebreak = score.tiebreak?.measure
    let order = try Ranking.rank(
      scores: values(measure), largerFirst: measure.largerFirst, tiebreak: tiebreak.map(values),
      tiebreakLargerFirst: tiebreak?.largerFirst ?? true, keys: keys)
    var ranks = Array(repeating: Int32(0), count: rows.count)
    for (rank, row) in order.enumerated() { ranks[row] = Int32(rank + 1) }
    let (predicted, highest) = top(probabilities, classes: classes)
    try context.write(
      Table(
        schema: Tables.scores,
        columns: [
          .strings(rows.map { ids[$0] }), .strings(predicted), .floats(highest), .doubles(margin), .doubles(entropy),
          .doubles(leastConfidence), .int32s(ranks),
          .bools(values(measure).map { setup.spec.threshold?.passes($0) ?? true }),
        ]), to: "scores.parquet")
  }

  private func predictions(_ context: StageContext) throws -> Table {
    let reader = try TableReader(path: context.path(TrainStage.predictions))
    let column = score.probabilities == .raw ? "probabilities" : "tempered"
    return try reader.read(columns: ["image_id", column], as: Tables.predictions)
  }

  private func probabilities(_ table: Table, rows: [Int], classes: Int) throws -> [Float] {
    let column = score.probabilities == .raw ? "probabilities" : "tempered"
    let (values, offsets) = try table.floatLists(column)
    if score.probabilities == .tempered, let row = rows.first, offsets[row + 1] == offsets[row] {
      throw DataError.temperedMissing(program: setup.spec.stages.train.hook.run.joined(separator: " "))
    }
    var result: [Float] = []
    result.reserveCapacity(rows.count * classes)
    for row in rows { result += values[offsets[row]..<offsets[row + 1]] }
    return result
  }

  /// The most probable class of each row and its probability; of equals the first.
  private func top(_ probabilities: [Float], classes: Int) -> (names: [String], values: [Float]) {
    var names: [String] = []
    var values: [Float] = []
    for start in stride(from: 0, to: probabilities.count, by: classes) {
      var best = start
      for position in start..<start + classes where probabilities[position] > probabilities[best] { best = position }
      names.append(setup.spec.classes[best - start])
      values.append(probabilities[best])
    }
    return (names, values)
  }
}
