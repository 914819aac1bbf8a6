import ArgumentParser
import Pipeline
import Servers
import Texts

/// `winnow push [N]`.
struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Send the tasks of a batch to the labelling server, a project for each person.",
    discussion: """
      The server is stages.export.server.url of the spec, the token stands in the environment variable that the spec names \
      (LABEL_STUDIO_TOKEN, ARGILLA_API_KEY) or in a file. Projects, the page that people work on and guidelines are made or \
      brought up to date; pictures go with the tasks. Killed at any point and run again, each task is there once.
      """)

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print what came of it as JSON.") var json = false

  func run() async throws {
    let project = try options.project()
    let iteration = try number.number(of: project)
    let sheets = try RoundSheets(project, iteration: iteration)
    let server = try ServerOfSpec.open(project, target: sheets.target)
    let check = try await server.check()
    Console.note("\(check.product.printable) \(check.version.printable), as \(check.owner.printable)")
    let push = try Push(project, project.directory(), sheets: sheets, server: server)
    let outcomes = try await push.run(
      begun: { sheet, place in
        Console.note("\(sheet.person.printable): \(place.title.printable)\(place.isNew ? ", made now" : "")")
      },
      progress: { sheet, progress in
        Console.note("\(sheet.person.printable): \(progress.done) of \(progress.total.counted("task"))")
      })
    if json {
      Console.answer(try JSONAnswer.snakeCase(outcomes.map(Line.init)))
      return
    }
    for outcome in outcomes { Console.note(Wording.pushed(outcome)) }
    Console.note("when people have answered: winnow pull \(iteration)")
  }

  /// A person's outcome, for programs.
  private struct Line: Encodable {
    let who: String
    let project: String
    let page: String
    let tasks: Int
    let sent: Int
    let doubled: [String]
    let foreign: Int
    let changedPictures: [String: String]

    init(_ outcome: Push.Outcome) {
      who = outcome.person
      project = outcome.place.title
      page = outcome.place.page
      tasks = outcome.result.total
      sent = outcome.result.total - outcome.result.found
      doubled = outcome.result.doubled
      foreign = outcome.result.foreign
      changedPictures = Dictionary(
        outcome.changed.map { ($0.task, $0.change) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
