import Engine
import Labelling

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
