import ArgumentParser
import Foundation
import Pipeline
import Rehearsal

/// `winnow factory`.
struct FactoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factory",
    abstract: "Draw a data set of machined surfaces with defects, for rehearsing a pipeline before paying people.")

  @Option(help: "The folder to write.") var out: String
  @Option(help: "Number of images.") var count = FactoryOptions().count
  @Option(help: "Pixels a side.") var size = FactoryOptions().side
  @Option(help: "Random seed.") var seed = FactoryOptions().randomSeed
  @Option(help: "Threads to use; no pixel depends on it.") var threads: Int?

  func validate() throws {
    if count < 1 || count > 10_000_000 { throw ValidationError("--count takes a whole number from 1 to 10,000,000.") }
    if size < 32 || size > 1024 { throw ValidationError("--size takes a whole number from 32 to 1024.") }
  }

  func run() throws {
    let files = FactoryFiles(
      folder: out, options: FactoryOptions(count: count, side: size, randomSeed: seed))
    if try files.areThere() {
      Console.note("factory: \(count) images are in \(out) already")
      return
    }
    try files.write(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    Console.note("factory: \(count) images drawn into \(out)")
  }
}

/// `winnow split`.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract:
      "Draw the holdouts and the calibration set of a spec from a file of known labels, by hash and whole groups.")

  @OptionGroup var options: ProjectOptions
  @Option(help: "CSV file image,label of known labels.") var labels: String
  @Option(help: "Share of the groups for the monitoring holdout.") var monitoring = SplitOptions().monitoring.share
  @Option(help: "Share of the groups for the acceptance holdout.") var acceptance = SplitOptions().acceptance.share
  @Option(help: "Share of the groups for the calibration set.") var calibration = SplitOptions().calibration.share
  @Option(help: "Images of each class that every set has at least, where there are as many.") var minimum: Int?
  @Flag(help: "Replace files that are there.") var force = false

  func run() throws {
    var split = SplitOptions()
    split.monitoring = aim(monitoring, split.monitoring)
    split.acceptance = aim(acceptance, split.acceptance)
    split.calibration = aim(calibration, split.calibration)
    let lines = try SplitFiles(options.project()).write(labels: labels, options: split, replace: force)
    for line in lines { Console.note(Wording.split(line)) }
  }

  private func aim(_ share: Double, _ usual: HoldoutAim) -> HoldoutAim {
    HoldoutAim(share: share, minimumPerClass: minimum ?? usual.minimumPerClass)
  }
}
