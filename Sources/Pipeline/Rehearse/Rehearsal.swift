import Columnar
import Engine
import Labelling
import Rehearsal
import Spec
import Stages
import Storage
import Texts

/// Lets simulated annotators answer an iteration's export, as people would, from a file of what the images show.
package struct AnnotationRehearsal: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    /// The round that was answered, nil if nothing was asked.
    package let round: Int?
    /// The returned files, in the inbox.
    package let files: [String]
  }

  private let project: Project
  private let truthPath: String
  private let world: LabellingWorld

  /// Prepares the rehearsal.
  ///
  /// - Parameters:
  ///   - project: The pipeline.
  ///   - truthPath: A file `image,label` of every image; only simulated people may read it.
  ///   - world: How people label.
  package init(_ project: Project, truthPath: String, world: LabellingWorld = .panel) {
    self.project = project
    self.truthPath = truthPath
    self.world = world
  }

  /// Answers the latest round that was exported and drops the files into the inbox.
  ///
  /// - Throws: `DataError`, `LabellingError`, `SimulationError`, `StorageError`.
  package func answer(_ number: Int) throws -> Outcome {
    let directory = try project.directory()
    let iteration = Iteration(directory, number)
    let spec = project.spec
    let target = spec.stages.export.to
    let exported = (1...StageName.rounds).last {
      Files.isDirectory("\(iteration.path)/\(StageName.export($0))")
    }
    guard let round = exported else { return Outcome(round: nil, files: []) }
    let folder = "\(iteration.path)/\(StageName.export(round))"
    let payloads = try spec.annotators.compactMap { person -> AnnotatorPayload? in
      let file = ExportStage.payload(person.id, target: target)
      guard Files.exists("\(folder)/\(file)") else { return nil }
      return AnnotatorPayload(annotator: person.id, file: file, bytes: try Files.read("\(folder)/\(file)"))
    }
    guard !payloads.isEmpty else { return Outcome(round: nil, files: []) }
    let truth = try TruthFile(truthPath, spec: spec)
    let asked = try TableIO.read(
      "\(folder)/\(Catalogue.Export.batch(1).file)", schema: Tables.batch.selecting(["image_id"])
    ).strings(
      "image_id"
    ).strings
    try truth.check(of: ImageIDs(asked))
    let world = try truth.world()
    let people = people(world)
    let simulated = SimulationRound(
      iteration: number, round: round, randomSeed: spec.randomSeed, imagePrefix: spec.stages.export.imagePrefix,
      addressed: try addressed(iteration))
    let answers =
      switch target {
      case .labelStudio:
        try SimulatedAnnotators.answer(payloads: payloads, people: people, world: world, round: simulated)
      case .csv:
        try SimulatedAnnotators.answerForms(payloads: payloads, people: people, world: world, round: simulated)
      }
    let inbox = directory.inbox(number)
    try Files.createDirectory(inbox)
    for answer in answers { try Files.writeAtomically(answer.bytes, to: "\(inbox)/\(answer.name)") }
    return Outcome(round: round, files: answers.map { "\(inbox)/\($0.name)" })
  }

  /// The images that have an address of their own, by address.
  private func addressed(_ iteration: Iteration) throws -> [ExactText: String] {
    let addresses = try ImageAddresses(path: "\(iteration.path)/\(Catalogue.Pool.addresses.name)").byImage
    return Dictionary(
      addresses.sorted { $0.key < $1.key }.map { (ExactText($0.value), $0.key.text) },
      uniquingKeysWith: { first, _ in first })
  }

  private func people(_ world: SimulatedWorld) -> [SimulatedPerson] {
    let accounts = project.spec.annotators.map {
      AnnotatorAccount(id: $0.id, senior: $0.senior, labelStudio: $0.labelStudio)
    }
    return self.world.people(SimulatedPerson.usual(accounts, world: world))
  }
}
