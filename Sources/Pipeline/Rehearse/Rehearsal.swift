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
    /// Answers that people gave themselves and that stay, by person.
    package var kept: [(who: String, answers: Int)] = []
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
  /// What a person has answered is left alone and not replaced by what is simulated.
  ///
  /// - Parameter number: The iteration.
  /// - Returns: The round and the files.
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
    let all = try spec.annotators.compactMap { person -> AnnotatorPayload? in
      let file = ExportStage.payload(person.id, target: target)
      guard Files.exists("\(folder)/\(file)") else { return nil }
      return AnnotatorPayload(annotator: person.id, file: file, bytes: try Files.read("\(folder)/\(file)"))
    }
    let answered = try answered(all, inbox: directory.inbox(number))
    let kept = answered.keys.sorted().map { (who: $0.text, answers: answered[$0]?.count ?? 0) }
    let payloads = try all.filter { try tasks($0) != answered[$0.annotator.exact] }
    guard !payloads.isEmpty else { return Outcome(round: nil, files: [], kept: kept) }
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
      addressed: try addressed(iteration), answered: answered)
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
    return Outcome(round: round, files: answers.map { "\(inbox)/\($0.name)" }, kept: kept)
  }

  /// The tasks of a person.
  private func tasks(_ payload: AnnotatorPayload) throws -> Set<String> {
    let tasks =
      try project.spec.stages.export.to == .csv
      ? CSVFormat.readPayload(payload.bytes, file: payload.file)
      : LabelStudio.readPayload(payload.bytes, file: payload.file)
    return Set(tasks.map(\.taskID))
  }

  /// The tasks that people have answered in files that no simulation wrote, by person.
  private func answered(_ payloads: [AnnotatorPayload], inbox: String) throws -> [ExactText: Set<String>] {
    guard Files.isDirectory(inbox) else { return [:] }
    let accounts = project.spec.annotators.map {
      AnnotatorAccount(id: $0.id, senior: $0.senior, labelStudio: $0.labelStudio)
    }
    let asked = Dictionary(try payloads.map { ($0.annotator.exact, try tasks($0)) }, uniquingKeysWith: { $0.union($1) })
    let valid = Set((project.spec.classes + [Answers.cannotTell, Answers.skip]).map(\.exact))
    var found: [ExactText: Set<String>] = [:]
    for name in try Inbox.names(inbox) where !SimulatedAnnotators.writes(name) {
      // What is no export of answers is refused where answers are taken in.
      for row in (try? Inbox.rows(name: name, bytes: Files.read("\(inbox)/\(name)"))) ?? [] {
        guard let task = row.taskID, let label = row.label, valid.contains(label.exact),
          let person = AnnotatorAccount.find(row.completedBy, on: row.platform, among: accounts)?.id.exact,
          asked[person]?.contains(task) ?? false
        else { continue }
        found[person, default: []].insert(task)
      }
    }
    return found
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
