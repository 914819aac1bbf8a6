import Draws
import Labelling
import Texts

/// One annotator's payload file of an export.
package struct AnnotatorPayload: Sendable {
  /// The id in the spec.
  package let annotator: String
  /// The file's name, for errors.
  package let file: String
  package let bytes: [UInt8]

  /// Makes a payload from its parts.
  package init(annotator: String, file: String, bytes: [UInt8]) {
    self.annotator = annotator
    self.file = file
    self.bytes = bytes
  }
}

/// A file of answers, to be dropped where returned files are looked for.
package struct AnswerFile: Equatable, Sendable {
  package let name: String
  package let bytes: [UInt8]
}

/// Which answers are simulated.
package struct SimulationRound: Equatable, Sendable {
  package let iteration: Int
  /// 1, or 2 for the seniors' round.
  package let round: Int
  package let randomSeed: UInt64
  /// What image each task is about.
  package let images: [ExactText: String]
  /// Tasks that somebody has answered himself, by person: nothing is simulated for them.
  package let answered: [ExactText: Set<String>]

  /// Makes the description of a round from its parts.
  package init(
    iteration: Int, round: Int, randomSeed: UInt64, images: [ExactText: String],
    answered: [ExactText: Set<String>] = [:]
  ) {
    self.answered = answered
    self.images = images
    self.iteration = iteration
    self.round = round
    self.randomSeed = randomSeed
  }
}

/// People who answer an export as people would; they see payload files alone, as real ones do.
///
/// Everything is drawn by key: the same export gives the same files whatever the order of payloads, and one
/// person's answers do not depend on who else works.
package enum SimulatedAnnotators {
  /// Who says that answers are made up.
  static let signature = "winnow annotate"

  /// Answers the files of a platform by files in the form of Label Studio's JSON export, which say that they are simulated and
  /// name people by their ids.
  ///
  /// - Parameters:
  ///   - payloads: One file a person.
  ///   - people: Those who answer, by default `SimulatedPerson.usual`; their positions enter numbers of
  ///     projects.
  ///   - world: What the images show.
  ///   - round: Which answers are simulated.
  /// - Returns: One file a payload, in the order of `people`.
  /// - Throws: `SimulationError`, or `LabellingError` for a payload that cannot be read.
  package static func answer(
    payloads: [AnnotatorPayload], people: [SimulatedPerson], world: SimulatedWorld, round: SimulationRound
  ) throws -> [AnswerFile] {
    try forEach(payloads, people: people, round: round) { payload, position in
      let person = people[position]
      let answers = try self.answers(to: tasks(of: payload), of: payload, by: person, world: world, round: round)
      // Numbers are never used twice in one data directory, as on one server.
      let project = Int64((round.iteration * 10 + round.round) * 1_000 + position + 1)
      let export = SimulatedExport(
        project: project, firstID: project * 1_000_000 + 1, annotator: person.id,
        importedAt: importTime(round),
        unique: draw("unique", person: person, round: round))
      let name = PayloadName.make(person.id) + "-round-\(round.round).json"
      return AnswerFile(name: name, bytes: export.write(answers))
    }
  }

  /// The tasks of a payload of a platform, whichever it is.
  package static func tasks(of payload: AnnotatorPayload) throws -> [PayloadTask] {
    if payload.file.hasSuffix(".csv") { return try CSVFormat.readPayload(payload.bytes, file: payload.file) }
    if payload.file.hasSuffix(".jsonl") { return try Prodigy.readPayload(payload.bytes, file: payload.file) }
    return try payload.bytes.first == UInt8(ascii: "{")
      ? Argilla.readPayload(payload.bytes, file: payload.file)
      : LabelStudio.readPayload(payload.bytes, file: payload.file)
  }

  /// Answers CSV forms by the same forms filled in.
  ///
  /// - Returns: One file a payload, in the order of `people`.
  /// - Throws: `SimulationError`, or `LabellingError` for a payload that cannot be read.
  package static func answerForms(
    payloads: [AnnotatorPayload], people: [SimulatedPerson], world: SimulatedWorld, round: SimulationRound
  ) throws -> [AnswerFile] {
    try forEach(payloads, people: people, round: round) { payload, position in
      let person = people[position]
      let tasks = try CSVFormat.readPayload(payload.bytes, file: payload.file)
      let answers = try self.answers(
        to: tasks, of: payload, by: person, world: world, round: round)
      let rows = answers.map { answer in
        var row = CSVAnswer(taskID: answer.task.taskID, image: answer.task.image, annotator: person.id)
        switch answer.judgement.answer {
        case .label(let label): row.label = label
        case .cannotTell: row.label = Answers.cannotTell
        case .skip: row.label = Answers.skip
        }
        row.confidence = answer.judgement.confidence?.rawValue ?? ""
        row.submittedAt = Timestamp.format(answer.updatedAt) ?? ""
        row.leadTime = "\(answer.leadTime)"
        return row
      }
      let name = PayloadName.make(person.id) + "-round-\(round.round).csv"
      return AnswerFile(name: name, bytes: CSVFormat.write(rows, simulator: signature))
    }
  }

  /// Calls `body` for each payload in the order of `people`.
  private static func forEach(
    _ payloads: [AnnotatorPayload], people: [SimulatedPerson], round: SimulationRound,
    _ body: (AnnotatorPayload, Int) throws -> AnswerFile
  ) throws -> [AnswerFile] {
    guard (0...100_000).contains(round.iteration), (1...9).contains(round.round) else {
      throw SimulationError.outOfRange(iteration: round.iteration, round: round.round)
    }
    var positions: [ExactText: Int] = [:]
    for (position, person) in people.enumerated() { positions[ExactText(person.id)] = position }
    let located = try payloads.map { payload in
      guard let position = positions[ExactText(payload.annotator)] else {
        throw SimulationError.noSuchPerson(id: payload.annotator)
      }
      return (payload: payload, position: position)
    }
    let ordered = located.sorted {
      ($0.position, ExactText($0.payload.file)) < ($1.position, ExactText($1.payload.file))
    }
    return try ordered.map { try body($0.payload, $0.position) }
  }

  private static func answers(
    to tasks: [PayloadTask], of payload: AnnotatorPayload, by person: SimulatedPerson,
    world: SimulatedWorld, round: SimulationRound
  ) throws -> [AnsweredTask] {
    let judging = draw("judge", person: person, round: round)
    let timing = draw("time", person: person, round: round)
    var hours = WorkingHours(
      iteration: round.iteration, round: round.round, count: tasks.count, pace: person.secondsPerImage,
      stream: timing.stream("hours"))
    let own = round.answered[ExactText(person.id)] ?? []
    // What is drawn for the others is what it would be if nobody had answered.
    return try tasks.map { task in
      guard let image = round.images[ExactText(task.taskID)] else {
        throw SimulationError.unknownTask(id: task.taskID, file: payload.file)
      }
      guard let truth = world.label(of: image) else { throw SimulationError.noTruth(image: image) }
      var stream = judging.stream(image)
      let judgement = Judgement.draw(
        person: person, world: world, truth: truth, image: image, progress: hours.progress, stream: &stream)
      let (at, leadTime) = hours.work(confidence: judgement.confidence)
      // Now and then somebody opens an answer again and saves it as it was.
      let again = stream.uniform() < 0.015 ? (20 + Int64(stream.below(240))) * Timestamp.second : 0
      return AnsweredTask(
        task: task, judgement: judgement, createdAt: at,
        updatedAt: at + again + 17 + Int64(stream.below(30)), leadTime: leadTime)
    }.filter { !own.contains($0.task.taskID) }
  }

  /// Six in the morning of the day on which work begins.
  private static func importTime(_ round: SimulationRound) -> Int64 {
    let first = Timestamp.daysSince1970(year: 2026, month: 1, day: 5)
    let day = Int64(first + 7 * round.iteration + 3 * (round.round - 1))
    return day * Timestamp.day + 21_600 * Timestamp.second
  }

  private static func draw(_ purpose: String, person: SimulatedPerson, round: SimulationRound) -> Draw {
    let own = Draw(
      randomSeed: round.randomSeed, iteration: round.iteration, stage: "annotate-\(round.round)/" + purpose)
    return Draw(randomSeed: own.key(person.id), iteration: 0, stage: purpose)
  }
}
