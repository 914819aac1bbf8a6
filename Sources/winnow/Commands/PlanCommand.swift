import ArgumentParser
import Engine
import Foundation
import Pipeline
import Stages

/// `winnow plan [N]`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say for every stage of an iteration whether it would run, and why; change nothing.")

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let project = try options.project()
    let iteration = try number.number(of: project)
    if try !project.isFrozen(iteration) { try project.checkNeeds() }
    let (executor, edits) = try project.executor(iteration, progress: SilentProgress(), onlyLooks: true)
    for note in try project.notes(iteration) { Console.note(note.rendered) }
    if !json, try executor.scope().manifest.sealed != nil {
      Console.answer(
        "iteration \(iteration) is sealed: nothing of it runs again; edits of the spec take effect in iteration "
          + "\(iteration + 1) (winnow plan \(iteration + 1))")
      return
    }
    let plan = try executor.plan()
    let details = try PlanDetails(plan, executor: executor, project: project)
    func why(_ stage: PlannedStage) -> String {
      ([Wording.why(stage.decision)] + details.of(stage.name).map(Wording.detail)).joined(separator: "; ")
    }
    if json {
      struct Line: Encodable {
        let stage: String
        let decision: String
        let reason: String
      }
      let lines = plan.map {
        Line(stage: $0.name, decision: Wording.verb($0.decision), reason: why($0))
      }
      Console.answer(try JSONAnswer.text(lines))
      return
    }
    let width = plan.map(\.name.count).max() ?? 0
    for stage in plan {
      let name = stage.name.padding(toLength: width, withPad: " ", startingAt: 0)
      Console.answer("\(name)  \(Wording.verb(stage.decision)): \(why(stage))")
    }
    for edit in edits { Console.answer(Wording.edit(edit, iteration: iteration)) }
    if iteration <= 1, project.spec.stages.embed.arePatchesAlone,
      plan.contains(where: { if case .run = $0.decision { true } else { false } })
    {
      Console.note("embed: \(Wording.offer(ConvNetEmbedHook.network))")
    }
  }
}
