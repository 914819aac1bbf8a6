import ArgumentParser
import Pipeline
import Report
import Stages

/// `winnow annotators [N]`.
struct AnnotatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotators",
    abstract: "Say where everybody stands and why, or what labels would be without somebody's votes.",
    discussion: """
      Reads the latest report, or that of iteration N, and writes nothing. With --without PERSON, or --without-guidelines SHA, all \
      votes of sealed iterations are resolved again without some: labels that would be another are listed with every vote. Exit \
      codes: 0 reported; 2 there is no report yet, or nobody of that name.
      """)

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Option(help: ArgumentHelp("Leave out the votes of a person.", valueName: "person")) var without: String?
  @Option(help: ArgumentHelp("Leave out the votes under guidelines whose SHA-256 begins so.", valueName: "sha"))
  var withoutGuidelines: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if without != nil, withoutGuidelines != nil {
      throw ValidationError("--without and --without-guidelines are two questions: ask one at a time")
    }
  }

  func run() throws {
    if let omission = without.map(PeopleReplay.Omission.person)
      ?? withoutGuidelines.map(PeopleReplay.Omission.guidelines)
    {
      let project = try options.project()
      let replay = try PeopleReplay.without(omission, project)
      if json {
        Console.answer(try JSONAnswer.snakeCase(replay))
      } else {
        for line in Wording.replay(replay, currency: project.spec.budget.currency) { Console.answer(line) }
      }
      return
    }
    let directory = try options.existingDirectory()
    let standings = try PeopleStandings(
      directory, number.number(in: directory), orBefore: number.iteration == nil)
    if json {
      Console.answer(try JSONAnswer.snakeCase(standings))
    } else {
      for line in Wording.standings(standings) { Console.answer(line) }
    }
  }
}
