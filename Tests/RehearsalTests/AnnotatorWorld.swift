import Labelling
import Rehearsal
import Texts

/// An export of a made-up pool with its truth, for the tests of simulated annotators.
struct AnnotatorWorld {
  static let classes = [
    "normal", "scratch", "discoloration", "foreign_particle", "edge_chip", "dent", "contamination",
    "micro_crack",
  ]
  static let prefix = "/data/local-files/?d="

  let annotators: [AnnotatorAccount]
  let truth: [KnownLabel]
  let world: SimulatedWorld
  let plan: WorkPlan
  let iteration: Int

  /// A batch of `images`, half of them normal; the calibration set likewise.
  init(images: Int = 2_000, annotators: Int = 5, iteration: Int = 1, seed: UInt64 = 5) throws {
    self.iteration = iteration
    self.annotators = (0..<annotators).map {
      AnnotatorAccount(
        id: "person\($0)", senior: $0 == 0)
    }
    let names = (0..<images).map { "images/a b/\($0).png" }
    let known = (0..<400).map { "known/\($0).png" }
    truth = (names + known).enumerated().map { index, name in
      // Micro-cracks are the rarest.
      let defect = index % 30 == 1 ? 7 : 1 + (index / 2) % 6
      return KnownLabel(imageID: name, label: Self.classes[index % 2 == 0 ? 0 : defect])
    }
    world = try SimulatedWorld(
      truth: truth, classes: Self.classes, negativeClass: "normal", randomSeed: seed)
    plan = try WorkPlan.make(
      WorkRequest(
        selection: names, calibration: known, annotators: self.annotators, annotatorsPerImage: 2,
        calibrationPerSession: 100, iteration: iteration, randomSeed: seed))
  }

  /// What image each task is about.
  var images: [ExactText: String] {
    Dictionary(plan.tasks.map { ($0.taskID.exact, $0.imageID) }, uniquingKeysWith: { first, _ in first })
  }

  var people: [SimulatedPerson] { SimulatedPerson.usual(annotators, world: world) }

  var payloads: [AnnotatorPayload] {
    plan.worksheets.map {
      AnnotatorPayload(
        annotator: $0.annotator, file: $0.annotator + ".json",
        bytes: LabelStudio.payload(
          tasks: $0.tasks, addresses: TaskAddresses(prefix: Self.prefix, style: .opaque(folder: "001"))))
    }
  }

  var round: SimulationRound {
    SimulationRound(iteration: iteration, round: 1, randomSeed: 5, images: images)
  }

  func files() throws -> [AnswerFile] {
    try SimulatedAnnotators.answer(payloads: payloads, people: people, world: world, round: round)
  }

  func answers(_ files: [AnswerFile]) throws -> IntakeResult {
    let rows = try files.flatMap { try LabelStudio.parse($0.bytes, file: $0.name) }
    return try Intake(tasks: plan.tasks, annotators: annotators, classes: Self.classes).sort(rows)
  }
}
