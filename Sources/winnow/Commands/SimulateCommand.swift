import ArgumentParser
import Foundation
import Pipeline
import Report
import Spec
import Stages
import Storage
import Texts

/// `winnow simulate`.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract:
      "Measure ways of choosing batches beside random ones, over several random seeds, with simulated annotators.",
    discussion: """
      A strategy is spec, random, the name of a method (kmeans, direct, rank …), or a spec file whose seed, score and cluster \
      are meant; an embedder is built in, as patch-embed, convnet-embed or patch-embed+convnet-embed. Every arm is a pipeline of its own below --out; what is sealed \
      is not run again, so that the same command goes on after an interruption. Annotators: panel, as annotate plays them; \
      single, the same people with one vote an image and no senior; wrong=0.1, one vote an image of which that share is a class \
      drawn evenly; perfect. Holdout labels are always true. A goal is FIGURE>=VALUE: macro_f1@900>=0.8, rare_f1@LABELS, \
      macro_f1_gain@LABELS and rare_f1_gain@LABELS (above random), defects@4>=0.4 (in each of the first batches after the seed), \
      saving, saving_low, rare_saving, rare_saving_low (the lower end of its interval); of another strategy than the first \
      STRATEGY:FIGURE>=VALUE. Where one is missed the exit code is 1.
      """)

  @OptionGroup var options: ProjectOptions
  @Option(help: "CSV file image,label of every image. Default: truth.csv in the pool's root.") var truth: String?
  @Option(help: "What chooses, as spec,direct,random.") var strategies = "spec,random"
  @Option(help: "What embeds, as patch-embed,convnet-embed. Default: as the spec says.") var embedders: String?
  @Option(help: "How people label: panel, single, wrong=SHARE or perfect.") var annotators = "panel"
  @Option(help: "Number of random seeds.") var seeds = 5
  @Option(help: "The last iteration.") var through = 4
  @Option(help: "Where the data directories go. Default: beside the spec's.") var out: String?
  @Option(help: "Write a CSV file with a row an arm, seed and iteration.") var csv: String?
  @Option(help: "Write a page with curves for a browser.") var html: String?
  @Option(name: .customLong("goal"), help: "What it must come to, in quotes, as 'saving>=0.5'; may be given often.")
  var goals: [String] = []
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if seeds < 1 || seeds > 1000 { throw ValidationError("--seeds takes a whole number from 1 to 1,000.") }
    if through < 1 || through > 999 { throw ValidationError("--through takes a whole number from 1 to 999.") }
  }

  func run() async throws {
    let chosen = try simulated()
    let project = try options.project()
    try project.checkPool()
    let root = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).root
    let simulation = Simulation(project, truthPath: truth ?? "\(root)/truth.csv", options: chosen, folder: out)
    let outcome = try await simulation.run { Console.note("simulate: \($0)") }
    if let csv { try Files.writeAtomically(Wording.csv(outcome.points), to: csv) }
    if let html {
      let page = SimulationPage.html(Wording.simulationPage(outcome, of: project.spec, seeds: seeds))
      try Files.writeAtomically(Array(page.utf8), to: html)
      Console.note("page: \(html)")
    }
    if json {
      Console.answer(try JSONAnswer.text(outcome))
    } else {
      for line in Wording.simulation(outcome, seeds: seeds) { Console.answer(line) }
    }
    if !outcome.goals.allSatisfy(\.isMet) { throw SilentFailure(kind: .difference) }
  }

  private func simulated() throws -> Simulation.Options {
    var chosen = Simulation.Options()
    (chosen.seeds, chosen.last) = (seeds, through)
    chosen.strategies = try parts(strategies).map { name in
      guard let strategy = try SimulatedStrategy(name) else {
        throw CommandError.badArgument(name, "a strategy is spec, random, the name of a method, or a spec file")
      }
      return strategy
    }
    chosen.embedders = try parts(embedders ?? "").map { name in
      // Folders are named after it.
      guard !name.contains(where: { "{[/".contains($0) }), let embed = try [EmbedSpec].named(name) else {
        throw CommandError.badArgument(
          name,
          "an embedder is \(BuiltInEmbedder.allCases.map(\.rawValue).joined(separator: " or ")), or several with '+'")
      }
      return (name, embed)
    }
    guard let world = LabellingWorld(annotators) else {
      throw CommandError.badArgument(annotators, "--annotators takes panel, single, wrong=0.1 or perfect")
    }
    chosen.world = world
    chosen.goals = try goals.map { text in
      guard let goal = SimulationGoal(text) else {
        throw CommandError.badArgument(
          text,
          "a goal is FIGURE>=VALUE with \(SimulationGoal.Figure.allCases.map { $0.hasPlace ? "\($0.rawValue)@NUMBER" : $0.rawValue }.joined(separator: ", "))"
        )
      }
      return goal
    }
    let names = chosen.strategies.map(\.name)
    guard !names.isEmpty, Set(names).count == names.count else {
      throw CommandError.badArgument(strategies, "--strategies takes names, each once, as spec,direct,random")
    }
    return chosen
  }

  private func parts(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
