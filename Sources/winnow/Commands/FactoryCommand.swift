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
