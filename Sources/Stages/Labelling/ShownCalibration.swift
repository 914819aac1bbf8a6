import Engine
import Labelling

/// Which calibration images were shown to whom before an export.
struct ShownCalibration {
  let history: CalibrationHistory

  /// The tables it is read from as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration in
      (1...StageName.rounds).flatMap { [Catalogue.Export.batch($0), Catalogue.Export.assignments($0)] }.compactMap {
        scope.earlierInput($0, iteration: iteration)
      }
    }
  }

  /// Reads the iterations before this one, and the rounds of this one before `round`.
  init(_ scope: IterationScope, round: Int) throws {
    var history = CalibrationHistory()
    for iteration in 0...scope.iteration {
      for number in 1...StageName.rounds where iteration < scope.iteration || number < round {
        for task in try PlannedTasks.read(scope, iteration: iteration, round: number) where task.calibration {
          for annotator in task.annotators { history.add(annotator: annotator, image: task.imageID) }
        }
      }
    }
    self.history = history
  }
}
