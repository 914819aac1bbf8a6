import Engine
import Labelling
import Servers
import Spec
import Stages
import Storage
import Texts

/// The tasks of a round that is out, a sheet a person, as a labelling server is to have them.
///
/// They are read from what was exported: the order and the ids are those of the payloads.
package struct RoundSheets: Sendable {
  package let iteration: Int
  /// From 1.
  package let round: Int
  package let target: ExportSpec.Target
  /// In the order of the spec; nobody who is asked nothing has one.
  package let sheets: [Sheet]

  /// Reads the latest round of an iteration.
  ///
  /// - Parameters:
  ///   - project: The pipeline; whose accounts are is as its spec says now.
  ///   - iteration: The iteration.
  /// - Throws: `ServingError.nothingOut`, `.noPlatform`, `.noAccount`; `LabellingError`, `SpecErrors`, `StorageError`.
  package init(_ project: Project, iteration: Int) throws {
    let (executor, _) = try project.executor(iteration, progress: SilentProgress(), onlyLooks: true)
    let scope = try executor.scope()
    let home = scope.directory.iteration(iteration)
    let round = (1...StageName.rounds).last { Files.isDirectory("\(home)/\(StageName.export($0))") }
    guard let round, scope.manifest.sealed == nil else { throw ServingError.nothingOut(iteration: iteration) }
    let path = Iteration(scope.directory, iteration).specPath
    let frozen = try SpecReader.read(Files.read(path, limit: 2 << 20), file: path).spec
    let target = frozen.stages.export.to
    guard target == .labelStudio || target == .argilla else { throw ServingError.noPlatform(target.rawValue) }
    let folder = "\(home)/\(StageName.export(round))"
    func text(_ name: String) throws -> String {
      let path = "\(folder)/\(ExportStage.payloadFolder(target))/\(name)"
      return Files.exists(path) ? String(decoding: try Files.read(path, limit: 1 << 20), as: UTF8.self) : ""
    }
    let config = try text("labelling-config.xml")
    let guidelines = try text("guidelines.md")
    let asked = frozen.annotators.filter { Files.exists("\(folder)/\(ExportStage.payload($0.id, target: target))") }
    let people = asked.map { person in
      project.spec.annotators.first { $0.id.equalsByBytes(person.id) } ?? person
    }
    func accounts(_ person: AnnotatorSpec) -> [String] {
      (target == .labelStudio ? person.labelStudio : person.argilla).map { account in
        account.split(separator: "/", maxSplits: 1).last.map(String.init) ?? account
      }
    }
    let without = people.filter { accounts($0).isEmpty }
    guard without.isEmpty else {
      throw ServingError.noAccount(
        people: without.map(\.id), key: target == .labelStudio ? "label_studio" : "argilla")
    }
    sheets = try people.map { person in
      let file = ExportStage.payload(person.id, target: target)
      let bytes = try Files.read("\(folder)/\(file)")
      let tasks =
        try target == .labelStudio
        ? LabelStudio.readPayload(bytes, file: file) : Argilla.readPayload(bytes, file: file)
      return Sheet(
        title: PayloadReadme.title(
          pipeline: frozen.name, iteration: iteration, round: round, who: PayloadName.make(person.id)),
        person: person.id, accounts: accounts(person), classes: frozen.classes + [Answers.cannotTell],
        confidences: target == .labelStudio ? LabelStudio.confidences : Argilla.confidences, labelConfig: config,
        guidelines: guidelines,
        tasks: tasks.enumerated().map { rank, task in
          SheetTask(
            id: task.taskID, rank: rank,
            prelabel: task.suggestion.map { Prelabel(label: $0.label, score: $0.score, model: Suggestion.model) })
        })
    }
    self.iteration = iteration
    self.round = round
    self.target = target
  }
}
