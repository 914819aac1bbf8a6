import ArgumentParser
import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Texts

/// `winnow annotate [N]`.
struct AnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate", abstract: "Let simulated annotators answer an export, from a file of what the images show."
  )

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Option(help: "CSV file image,label of every image. Default: truth.csv in the pool's root.") var truth: String?
  @Flag(help: "Nobody errs, abstains or doubts.") var perfect = false

  func run() throws {
    let project = try options.project()
    let root = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).root
    let rehearsal = AnnotationRehearsal(
      project, truthPath: truth ?? "\(root)/truth.csv", world: perfect ? .perfect : .panel)
    let iteration = try number.number(of: project)
    guard try project.latest() != nil else { throw CommandError.nothingExported(iteration: iteration) }
    if try Iteration(project.directory(), iteration).manifest()?.sealed != nil { throw CommandError.sealed(iteration) }
    let outcome = try rehearsal.answer(iteration)
    for person in outcome.kept {
      Console.note(
        "\(person.answers.counted("answer")) that \(person.who.printable) gave \(person.answers == 1 ? "stays" : "stay")"
      )
    }
    guard let round = outcome.round else {
      // A second round in which nobody was asked is no mistake; an export that is not there is.
      let directory = try project.directory()
      guard Files.isDirectory("\(directory.iteration(iteration))/\(StageName.export(1))") else {
        throw CommandError.nothingExported(iteration: iteration)
      }
      Console.note("iteration \(iteration): nobody is asked anything")
      return
    }
    Console.note(
      "iteration \(iteration), round \(round): \(outcome.files.count.counted("simulated annotator")) answered; "
        + "winnow run takes the answers in")
  }
}
