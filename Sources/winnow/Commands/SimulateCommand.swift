import ArgumentParser
import Foundation
import Pipeline
import Stages
import Texts

/// `winnow simulate`.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Measure the spec's batches beside random ones, over several random seeds, with simulated annotators.")

  @OptionGroup var options: ProjectOptions
  @Option(help: "CSV file image,label of every image. Default: truth.csv in the pool's root.") var truth: String?
  @Option(help: "Number of random seeds.") var seeds = 5
  @Option(help: "The last iteration.") var through = 4
  @Option(help: "Where the data directories go. Default: beside the spec's.") var out: String?
  @Flag(help: "Nobody errs, abstains or doubts.") var perfect = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if seeds < 1 || seeds > 1000 { throw ValidationError("--seeds takes a whole number from 1 to 1,000.") }
    if through < 1 || through > 999 { throw ValidationError("--through takes a whole number from 1 to 999.") }
  }

  func run() async throws {
    let project = try options.project()
    let root = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory).root
    let simulation = Simulation(
      project, truthPath: truth ?? "\(root)/truth.csv", seeds: seeds, last: through, perfect: perfect, folder: out)
    let rows = try await simulation.run { Console.note("simulate: \($0)") }
    if json {
      Console.answer(try JSONAnswer.text(rows))
      return
    }
    let header = ["batches", "iteration", "labels", "macro-F1", "rare-F1", "defects in batch"]
    Console.answer(
      Console.table(
        header,
        rows.map { row in
          [
            row.strategy.rawValue, String(row.iteration), cell(row.labels, 0), cell(row.macroF1, 3),
            cell(row.rareF1, 3),
            cell(row.defectShare, 3),
          ]
        }))
    Console.answer("mean ± standard deviation over \(seeds.counted("random seed"))")
  }

  private func cell(_ spread: Simulation.Spread?, _ places: Int) -> String {
    spread.map { "\($0.mean.decimal(places)) ± \($0.deviation.decimal(places))" } ?? "–"
  }
}
