import ArgumentParser
import Engine
import Foundation
import Pipeline
import Stages
import Texts

/// `winnow run [N]`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run what is stale of an iteration, up to where people are needed.",
    discussion: """
      Without N it goes on with the iteration that is open. Where all are sealed it begins the next, unless a condition for \
      stopping holds or nothing is left to ask about; --if-new-images begins it only if the pool has grown, for a timer. \
      --json says on standard output what came of it: outcome (sealed, waiting, done, nothing_to_do, failed), exit_code, and \
      who is waited for.
      """)

  @Argument(help: "The iteration's number. Default: the open one, or the next.") var iteration: Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Go no further than this stage.") var until: String?
  @Option(help: "Run this stage alone; those before it must be up to date.") var only: String?

  @Flag(
    help:
      "Choose the batch again that is in people's hands, under the spec as it is now; the old one is kept on record.")
  var reselect = false
  @Option(help: "Why the batch is chosen again; goes with --reselect.") var reason: String?

  @Flag(help: "Without N: begin a new iteration only if the pool has images that the last one lacked.")
  var ifNewImages = false
  @Option(help: "Seconds to wait for another process that has the data directory.") var wait = 0.0
  @Flag(help: "Print what came of it as JSON.") var json = false

  func validate() throws {
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
    if iteration != nil, ifNewImages {
      throw ValidationError("--if-new-images goes without N: who names an iteration means it.")
    }
    if reselect, iteration == nil {
      throw ValidationError("--reselect needs N: the iteration whose batch is chosen again.")
    }
    if !(wait >= 0 && wait <= 1e7) { throw ValidationError("--wait takes a number of seconds from 0.") }
    if reselect, reason?.allSatisfy(\.isWhitespace) ?? true {
      throw ValidationError("--reselect needs --reason: a batch that people have is changed only on record.")
    }
    if reason != nil, !reselect { throw ValidationError("--reason goes with --reselect.") }
    if until != nil, only != nil { throw ValidationError("--until and --only exclude each other.") }
  }

  func run() async throws {
    guard json else {
      try await carryOut()
      return
    }
    do {
      Console.answer(try JSONAnswer.snakeCase(try await carryOut()))
    } catch {
      let failure = Failure(error, of: Winnow.self)
      Console.answer(
        try JSONAnswer.snakeCase(
          RunAnswer(failed: failure.status, code: (error as? any ReportedError)?.code, iteration: iteration)))
      throw error
    }
  }

  /// Runs what is meant and tells a person; the answer is for programs.
  @discardableResult private func carryOut() async throws -> RunAnswer {
    let project = try options.project()
    let number: Int
    if let iteration {
      number = iteration
    } else {
      switch try project.next(onlyWithNewImages: ifNewImages) {
      case .goOn(let open): number = open
      case .begin(let next): number = next
      case .nothing(let last, let rest):
        Console.note(Wording.rest(rest, after: last))
        return RunAnswer(rest, after: last)
      }
    }
    return try await run(number, project)
  }

  private func run(_ number: Int, _ project: Project) async throws -> RunAnswer {
    // Before anything runs, and before people are paid for a batch that no model will learn from.
    if try reselect || !project.isFrozen(number) { try project.checkNeeds(only: only) }
    let directory = try project.directory()
    let lock = try await directory.lock(waiting: wait)
    defer { withExtendedLifetime(lock) {} }
    let reselection = try Reselection(project, number)
    try reselection.finish()
    if reselect, let reason {
      let withdrawn = try reselection.withdraw(reason: reason)
      Console.note(Wording.withdrawn(withdrawn, iteration: number))
    }
    let (executor, edits) = try project.executor(number, progress: TerminalProgress(iteration: number))
    for note in try project.notes(number) { Console.note(note.rendered) }
    for edit in edits { Console.note(Wording.edit(edit, iteration: number)) }
    let summary = try await executor.run(extent(executor.planner.stages))
    if number <= 1, summary.ran(StageName.embed),
      let notes = try EmbeddingNotes(project.spec.stages.embed, scope: executor.scope())
    {
      for line in Wording.embedding(notes, iteration: number) { Console.note(line) }
    }
    if summary.waiting != nil {
      let pictures = try ServedPictures(project, directory, iteration: number).place()
      if let first = pictures.missing.first {
        Console.note(Wording.missingPictures(pictures.missing.count, first: first))
      }
    }
    Console.note(Wording.summary(summary, iteration: number, directory: directory, classes: project.spec.classes))
    return RunAnswer(summary, iteration: number, directory: directory)
  }

  /// How far to go; a kind with rounds means the last of them.
  private func extent(_ stages: [any Stage]) -> Executor.Extent {
    if let until { return .until(stages.last { $0.kind == until }?.name ?? until) }
    if let only { return .only(stages.last { $0.kind == only }?.name ?? only) }
    return .all
  }
}
