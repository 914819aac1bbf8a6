import Columnar
import Engine
import Labelling
import Storage
import Texts

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
    let stored = Tables.assignments.stored(in: reader)
    let showsSuggestions = stored.index(of: "suggestion_shown") != nil
    let assignments = try reader.read(
      as: stored.selecting(["task_id", "annotator"] + (showsSuggestions ? ["suggested", "suggestion_shown"] : [])))
    var annotators: [ExactText: [String]] = [:]
    let asked = try assignments.strings("task_id")
    let who = try assignments.strings("annotator")
    for row in 0..<assignments.rowCount { annotators[asked[row].exact, default: []].append(who[row]) }
    var suggested: [ExactText: [ExactText: String]] = [:]
    if showsSuggestions {
      let (classes, shown) = (try assignments.optionalStrings("suggested"), try assignments.bools("suggestion_shown"))
      for row in 0..<assignments.rowCount where shown[row] {
        suggested[asked[row].exact, default: [:]][who[row].exact] = classes[row]
      }
    }
    let tasks = try batch.strings("task_id")
    let images = try batch.strings("image_id")
    let ranks = try batch.int32s("rank")
    let calibration = try batch.bools("calibration")
    return (0..<batch.rowCount).map { row in
      var task = PlannedTask(
        taskID: tasks[row], imageID: images[row], round: round, rank: calibration[row] ? nil : Int(ranks[row]) - 1,
        calibration: calibration[row], annotators: annotators[tasks[row].exact] ?? [])
      task.suggested = suggested[tasks[row].exact] ?? [:]
      return task
    }
  }
}
