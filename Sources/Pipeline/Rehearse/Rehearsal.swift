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
      iteration: number, round: round, randomSeed: spec.randomSeed, images: try images(folder), answered: answered)
    let answers =
      target == .csv
      ? try SimulatedAnnotators.answerForms(payloads: payloads, people: people, world: world, round: simulated)
      : try SimulatedAnnotators.answer(payloads: payloads, people: people, world: world, round: simulated)
    let inbox = directory.inbox(number)
    try Files.createDirectory(inbox)
    let files = try answers.map { answer in
      let path = try Self.place(answer.name, in: inbox)
      try Files.writeAtomically(answer.bytes, to: path)
      return path
    }
    return Outcome(round: round, files: files, kept: kept)
  }

  /// Where a file of answers goes: its own name, unless something that no simulation wrote has it.
  private static func place(_ name: String, in inbox: String) throws -> String {
    let path = "\(inbox)/\(name)"
    guard Files.exists(path), try !isSimulated(path, name) else { return path }
    return "\(inbox)/simulated-\(name)"
  }

  /// Whether a file says of all its answers that they are made up.
  private static func isSimulated(_ path: String, _ name: String) throws -> Bool {
    guard let rows = try? ReturnedFile(Files.read(path), name: name).rows else { return false }
    return !rows.isEmpty && rows.allSatisfy { $0.platform == .simulated }
  }

  /// The tasks of a person.
  private func tasks(_ payload: AnnotatorPayload) throws -> Set<String> {
    Set(try SimulatedAnnotators.tasks(of: payload).map(\.taskID))
  }

  /// What image each task of an export is about.
  private func images(_ folder: String) throws -> [ExactText: String] {
    let batch = try TableIO.read(
      "\(folder)/\(Catalogue.Export.batch(1).file)", schema: Tables.batch.selecting(["task_id", "image_id"]))
    let images = try batch.strings("image_id")
    return Dictionary(
      try batch.strings("task_id").strings.enumerated().map { ($0.element.exact, images[$0.offset]) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The tasks that people have answered in files that no simulation wrote, by person.
  private func answered(_ payloads: [AnnotatorPayload], inbox: String) throws -> [ExactText: Set<String>] {
    guard Files.isDirectory(inbox) else { return [:] }
    let accounts = project.spec.annotators.map(AnnotatorAccount.init)
    let asked = Dictionary(try payloads.map { ($0.annotator.exact, try tasks($0)) }, uniquingKeysWith: { $0.union($1) })
    let valid = Set((project.spec.classes + [Answers.cannotTell, Answers.skip]).map(\.exact))
    var book = UserBook()
    var rows: [ReturnedRow] = []
    for name in try Inbox.names(inbox) {
      // What is no export of answers is set aside where answers are taken in.
      guard let file = try? ReturnedFile(Files.read("\(inbox)/\(name)"), name: name) else { continue }
      if case .users(let users) = file.content { book.add(users, folder: "") }
      rows += file.rows.filter { $0.platform != .simulated }
    }
    var found: [ExactText: Set<String>] = [:]
    for row in rows {
      guard let task = row.taskID, row.kind == .skip || row.label.map({ valid.contains($0.exact) }) ?? false,
        let person = AnnotatorAccount.find(row, among: accounts, book: book)?.id.exact,
        asked[person]?.contains(task) ?? false
      else { continue }
      found[person, default: []].insert(task)
    }
    return found
  }

  private func people(_ world: SimulatedWorld) -> [SimulatedPerson] {
    let accounts = project.spec.annotators.map(AnnotatorAccount.init)
    return self.world.people(SimulatedPerson.usual(accounts, world: world))
  }
}
