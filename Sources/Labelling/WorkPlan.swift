import Draws
import Texts

/// Everything that one export hands out.
package struct WorkPlan: Equatable, Sendable {
  /// Every task, in ascending order of task ids.
  package let tasks: [PlannedTask]
  /// One annotator's part each, in the order of the spec; nobody who has no image of the batch has a part.
  package let worksheets: [Worksheet]
  /// Seniors who are asked again about an image that they judged before, since there is no other.
  package let repeated: [EarlierVote]
}

/// A task and what it is for: for our own tables, never for a platform.
package struct PlannedTask: Equatable, Sendable {
  package let taskID: String
  package let imageID: String
  package let round: Int
  /// The image's place in the selection, from 0; nil for a calibration image.
  package let rank: Int?
  /// Whether the label is known and the task is there to measure the annotator.
  package let calibration: Bool
  /// Ids of the annotators that the task is assigned to, in the order of the spec.
  package let annotators: [String]
  /// The class that an annotator was shown with the task, by id.
  package var suggested: [ExactText: String] = [:]

  /// Makes a planned task from its parts, as read back from our tables.
  package init(
    taskID: String, imageID: String, round: Int, rank: Int?, calibration: Bool, annotators: [String]
  ) {
    self.taskID = taskID
    self.imageID = imageID
    self.round = round
    self.rank = rank
    self.calibration = calibration
    self.annotators = annotators
  }

  /// The same task, asked of others.
  package func asking(_ annotators: [String]) -> PlannedTask {
    var task = PlannedTask(
      taskID: taskID, imageID: imageID, round: round, rank: rank, calibration: calibration, annotators: annotators)
    task.suggested = suggested
    return task
  }
}

/// One annotator's part of an export, in the order of the file.
package struct Worksheet: Equatable, Sendable {
  package let annotator: String
  /// Batch and calibration in one drawn order; `rank` is the position.
  package let tasks: [LabelTask]

  /// Makes a part from its tasks.
  package init(annotator: String, tasks: [LabelTask]) {
    self.annotator = annotator
    self.tasks = tasks
  }
}

extension WorkPlan {
  /// The same plan, on which some people are shown what a model says.
  ///
  /// - Parameters:
  ///   - suggestions: What it says, by image.
  ///   - share: The share of votes that are asked for with it; the others are drawn.
  ///   - draw: Keyed by the iteration and the export.
  /// - Returns: The plan, in which the sheets' tasks have suggestions.
  package func showing(_ suggestions: [ExactText: Suggestion], share: Double, draw: Draw) -> WorkPlan {
    WorkPlan(
      tasks: tasks,
      worksheets: worksheets.map { sheet in
        Worksheet(
          annotator: sheet.annotator,
          tasks: sheet.tasks.map { task in
            var task = task
            if draw.uniform("\(task.taskID) \(sheet.annotator)") < share {
              task.suggestion = suggestions[ExactText(task.imageID)]
            }
            return task
          })
      }, repeated: repeated)
  }
}

/// What one export is made from.
package struct WorkRequest: Sendable {
  /// The images of the batch, best first.
  package var selection: [String]
  /// The calibration set; none of it is in the selection.
  package var calibration: [String]
  /// All annotators of the spec.
  package var annotators: [AnnotatorAccount]
  package var annotatorsPerImage: Int
  /// Calibration images in a session.
  package var calibrationPerSession: Int
  /// The known class of each calibration image.
  package var calibrationLabels: [ExactText: String] = [:]
  /// How evenly classes are asked about, from 0 (as the set has them) to 1.
  package var calibrationEmphasis = 1.0
  /// Images of the batch in a session: a part that is longer takes several.
  package var sessionTasks = Int.max
  /// Who is asked about each image of the selection, where that is settled; else it is drawn.
  package var assigned: [[String]]?
  /// Who is handed nothing.
  package var resting: [String] = []
  /// Who is handed calibration images alone, and how many.
  package var trials: [ExactText: Int] = [:]
  package var iteration: Int
  /// 1: everybody is asked; from 2 on: seniors alone.
  package var round: Int
  /// The judgements of the earlier rounds of the iteration.
  package var earlier: [EarlierVote]
  /// What was shown to whom in all exports so far.
  package var history: CalibrationHistory
  package var randomSeed: UInt64
  /// What the ids of some images' tasks are drawn from instead of the image's id.
  package var taskKeys: [ExactText: String] = [:]
  /// The groups of images that have one, of the selection and the calibration set.
  package var groups: [ExactText: String] = [:]

  /// Makes the request of a first round; the rest is set where it differs.
  package init(
    selection: [String], calibration: [String], annotators: [AnnotatorAccount], annotatorsPerImage: Int,
    calibrationPerSession: Int, iteration: Int, round: Int = 1, earlier: [EarlierVote] = [],
    history: CalibrationHistory = CalibrationHistory(), randomSeed: UInt64
  ) {
    self.selection = selection
    self.calibration = calibration
    self.annotators = annotators
    self.annotatorsPerImage = annotatorsPerImage
    self.calibrationPerSession = calibrationPerSession
    self.iteration = iteration
    self.round = round
    self.earlier = earlier
    self.history = history
    self.randomSeed = randomSeed
  }
}

extension WorkPlan {
  /// Assigns the batch, draws calibration images and mixes both into one file an annotator.
  ///
  /// The order of a file is drawn from task ids. Calibration images are spread evenly over blocks of sixty tasks, at
  /// drawn places, so that the end of a session is measured like its beginning; each is as likely at any position as at any
  /// other. Its id is made as every id is. The same request gives the same plan.
  ///
  /// - Throws: `LabellingError` where people are too few, a round beyond the first has images and no senior, or an image
  ///   appears twice, in the batch and the calibration set together.
  package static func make(_ request: WorkRequest) throws -> WorkPlan {
    let stage = LabelTask.stage(round: request.round)
    func draw(_ purpose: String) -> Draw {
      Draw(randomSeed: request.randomSeed, iteration: request.iteration, stage: stage + "/" + purpose)
    }
    guard request.round >= 1 else { throw LabellingError.outOfRange(name: "round", value: request.round) }
    // A round with nothing to ask asks nobody, whoever there is.
    if request.round > 1, request.selection.isEmpty { return WorkPlan(tasks: [], worksheets: [], repeated: []) }
    try Assignment.requireDistinct(request.annotators)
    let resting = Set(request.resting.map(ExactText.init))
    let people = request.annotators.filter {
      (request.round == 1 || $0.senior) && request.trials[ExactText($0.id)] == nil
        && !resting.contains(ExactText($0.id))
    }
    guard !people.isEmpty || request.round == 1 else { throw LabellingError.noSenior }

    let batch =
      try request.assigned.map { assigned in
        zip(request.selection, assigned).map { ImageAssignment(imageID: $0, annotators: $1, repeated: []) }
      }
      ?? Assignment.assign(
        images: request.selection, annotators: people, perImage: request.annotatorsPerImage, earlier: request.earlier,
        draw: draw("assign"))
    let chosen = Set(request.selection.map(ExactText.init))
    for image in request.calibration where chosen.contains(ExactText(image)) {
      throw LabellingError.duplicateImage(image: image)
    }
    let asked = Set(batch.flatMap(\.annotators).map(ExactText.init))
    let active = request.annotators.map(\.id).filter {
      asked.contains(ExactText($0))
        || request.round == 1 && !request.selection.isEmpty && request.trials[ExactText($0)] != nil
    }
    let calibration = try CalibrationDraw.choose(
      from: request.calibration, labels: request.calibrationLabels, emphasis: request.calibrationEmphasis,
      annotators: active, counts: active.map { calibrationCount(request, batch: batch, annotator: $0) },
      perImage: request.annotatorsPerImage, history: request.history, groups: request.groups,
      // A sheet of calibration images alone has no batch whose groups it could differ from.
      repeats: active.map {
        request.trials[ExactText($0)] == nil ? repeats(of: request.groups, in: batch, for: $0) : .max
      }, draw: draw("calibration"))

    var collector = TaskCollector(
      round: request.round,
      ids: TaskID.draw(randomSeed: request.randomSeed, iteration: request.iteration, round: request.round),
      keys: request.taskKeys)
    for (rank, assignment) in batch.enumerated() {
      for annotator in assignment.annotators {
        collector.add(image: assignment.imageID, rank: rank, annotator: annotator)
      }
    }
    for (annotator, images) in zip(active, calibration) {
      for image in images { collector.add(image: image, rank: nil, annotator: annotator) }
    }
    let order = draw("order")
    return WorkPlan(
      tasks: collector.planned(),
      worksheets: active.map { collector.worksheet(annotator: $0, order: order) },
      repeated: batch.flatMap { assignment in
        assignment.repeated.map { EarlierVote(imageID: assignment.imageID, annotator: $0) }
      })
  }
}

extension WorkPlan {
  /// How many calibration images an annotator's part gets: so many for each session that it takes.
  ///
  /// A review asks about a few images; there they are no more than a quarter, lest most of what a senior is shown be known.
  private static func calibrationCount(
    _ request: WorkRequest, batch: [ImageAssignment], annotator: String
  ) -> Int {
    if let count = request.trials[ExactText(annotator)] { return count }
    let tasks = batch.count { $0.annotators.contains { ExactText($0) == ExactText(annotator) } }
    let sessions = max(1, (tasks - 1) / max(1, request.sessionTasks) + 1)
    let (count, isTooMany) = request.calibrationPerSession.multipliedReportingOverflow(by: sessions)
    return min(isTooMany ? .max : count, request.round == 1 ? .max : (tasks + 3) / 4)
  }

  /// How often one group stands among an annotator's images of the batch, at the most.
  private static func repeats(
    of groups: [ExactText: String], in batch: [ImageAssignment], for annotator: String
  ) -> Int {
    var counts: [ExactText: Int] = [:]
    for image in batch where image.annotators.contains(where: { ExactText($0) == ExactText(annotator) }) {
      if let group = groups[ExactText(image.imageID)] { counts[ExactText(group), default: 0] += 1 }
    }
    return counts.values.max() ?? 1
  }
}

/// Gathers tasks by image and by annotator.
private struct TaskCollector {
  private struct Entry {
    let taskID: String
    let imageID: String
    let rank: Int?
    var annotators: [String]
  }

  let round: Int
  let ids: Draw
  private var entries: [Entry] = []
  private var entryOfImage: [ExactText: Int] = [:]
  private var entriesOfAnnotator: [ExactText: [Int]] = [:]
  private let keys: [ExactText: String]

  init(round: Int, ids: Draw, keys: [ExactText: String]) {
    self.round = round
    self.ids = ids
    self.keys = keys
  }

  mutating func add(image: String, rank: Int?, annotator: String) {
    let index: Int
    if let known = entryOfImage[ExactText(image)] {
      index = known
    } else {
      index = entries.count
      entryOfImage[ExactText(image)] = index
      let taskID = TaskID.make(imageID: keys[ExactText(image)] ?? image, draw: ids)
      entries.append(Entry(taskID: taskID, imageID: image, rank: rank, annotators: []))
    }
    entries[index].annotators.append(annotator)
    entriesOfAnnotator[ExactText(annotator), default: []].append(index)
  }

  func planned() -> [PlannedTask] {
    entries.sortedByBytes(of: \.taskID).map {
      PlannedTask(
        taskID: $0.taskID, imageID: $0.imageID, round: round, rank: $0.rank, calibration: $0.rank == nil,
        annotators: $0.annotators)
    }
  }

  /// The annotator's tasks in an order drawn for this annotator.
  func worksheet(annotator: String, order: Draw) -> Worksheet {
    let own = Draw(randomSeed: order.key(annotator), iteration: 0, stage: "worksheet")
    let shuffled = entriesOfAnnotator[ExactText(annotator), default: []]
      .map { (entry: entries[$0], key: own.key(entries[$0].taskID)) }
      .sorted { ($0.key, ExactText($0.entry.taskID)) < ($1.key, ExactText($1.entry.taskID)) }
      .map(\.entry)
    return Worksheet(
      annotator: annotator,
      tasks: spread(shuffled, draw: own).enumerated().map { position, entry in
        LabelTask(taskID: entry.taskID, imageID: entry.imageID, rank: position, round: round)
      })
  }

  /// Spreads calibration images over blocks of an hour's tenth or so, each as many as any other, at drawn places.
  private func spread(_ entries: [Entry], draw: Draw) -> [Entry] {
    let known = entries.filter { $0.rank == nil }
    let asked = entries.filter { $0.rank != nil }
    let blocks = max(1, min(known.count, entries.count / Self.blockLength))
    func part(_ all: [Entry], _ block: Int) -> ArraySlice<Entry> {
      all[all.count * block / blocks..<all.count * (block + 1) / blocks]
    }
    return (0..<blocks).flatMap { block in
      (part(known, block) + part(asked, block)).map { (entry: $0, key: draw.key("place/" + $0.taskID)) }
        .sorted { ($0.key, ExactText($0.entry.taskID)) < ($1.key, ExactText($1.entry.taskID)) }
        .map(\.entry)
    }
  }

  /// The tasks of a block; where it is shorter, a calibration image would tell that the next picture is none.
  private static let blockLength = 60
}
