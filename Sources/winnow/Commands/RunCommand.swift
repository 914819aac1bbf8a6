import ArgumentParser
import Engine
import Foundation
import Pipeline
import Stages

/// `winnow run N`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run what is stale of an iteration, up to where people are needed.")

  @OptionGroup var number: IterationArgument
  @OptionGroup var options: ProjectOptions
  @Option(help: "Go no further than this stage.") var until: String?
  @Option(help: "Run this stage alone; those before it must be up to date.") var only: String?

  @Flag(
    help:
      "Choose the batch again that is in people's hands, under the spec as it is now; the old one is kept on record.")
  var reselect = false
  @Option(help: "Why the batch is chosen again; goes with --reselect.") var reason: String?

  func validate() throws {
    if reselect, reason?.allSatisfy(\.isWhitespace) ?? true {
      throw ValidationError("--reselect needs --reason: a batch that people have is changed only on record.")
    }
    if reason != nil, !reselect { throw ValidationError("--reason goes with --reselect.") }
    if until != nil, only != nil { throw ValidationError("--until and --only exclude each other.") }
  }

  func run() async throws {
    let project = try options.project()
    // Before anything runs, and before people are paid for a batch that no model will learn from.
    if try reselect || !project.isFrozen(number.iteration) { try project.checkNeeds(only: only) }
    let directory = try project.directory()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    let reselection = try Reselection(project, number.iteration)
    try reselection.finish()
    if reselect, let reason {
      let withdrawn = try reselection.withdraw(reason: reason)
      Console.note(Wording.withdrawn(withdrawn, iteration: number.iteration))
    }
    let (executor, edits) = try project.executor(
      number.iteration, progress: TerminalProgress(iteration: number.iteration))
    for note in try project.notes(number.iteration) { Console.note(note.rendered) }
    for edit in edits { Console.note(Wording.edit(edit, iteration: number.iteration)) }
    let stages = executor.planner.stages
    let extent: Executor.Extent
    if let until {
      // A kind with rounds means the last of them.
      extent = .until(stages.last { $0.kind == until }?.name ?? until)
    } else if let only {
      extent = .only(stages.last { $0.kind == only }?.name ?? only)
    } else {
      extent = .all
    }
    let summary = try await executor.run(extent)
    if summary.ran(StageName.embed), let notes = try EmbeddingNotes(project.spec.stages.embed, scope: executor.scope())
    {
      for line in Wording.embedding(notes, iteration: number.iteration) { Console.note(line) }
    }
    Console.note(Wording.summary(summary, iteration: number.iteration, directory: directory))
  }
}
