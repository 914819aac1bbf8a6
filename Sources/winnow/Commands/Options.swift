import ArgumentParser
import Columnar
import Foundation
import Pipeline
import Storage

/// Which pipeline a command is about.
struct ProjectOptions: ParsableArguments {
  @Option(help: "The spec. Default: $WINNOW_SPEC, or the only YAML file in pipelines/.")
  var spec: String?

  @Option(help: "The data directory, instead of the spec's.")
  var data: String?

  @Option(help: "Threads to use; no result depends on it. Default: one a core.")
  var threads: Int?

  @Flag(help: "Hash every image again instead of trusting size, time and inode.")
  var rehash = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a whole number from 1.") }
  }

  /// Opens the pipeline.
  func project() throws -> Project {
    try Project(
      specPath: specPath(), data: data, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      rehash: rehash,
      executable: Executable.path)
  }

  /// The spec file that is meant.
  func specPath() throws -> String {
    if let spec { return spec }
    if let variable = ProcessInfo.processInfo.environment["WINNOW_SPEC"], !variable.isEmpty { return variable }
    let folder = "pipelines"
    let found = Files.isDirectory(folder) ? try Files.list(folder).filter { $0.hasSuffix(".yaml") } : []
    guard found.count == 1, let only = found.first else {
      throw CommandError.whichSpec(found.map { "\(folder)/\($0)" })
    }
    return "\(folder)/\(only)"
  }

  /// The data directory, which must be there; no spec is needed if `--data` names it.
  func existingDirectory() throws -> DataDirectory {
    if let data { return try DataDirectory.open(data) }
    return try DataDirectory.open(project().dataPath)
  }
}

/// What is wrong with a command line beyond its grammar.
enum CommandError: Error {
  /// Several specs could be meant, or none is there.
  case whichSpec([String])
  /// Nothing has been exported that could be answered or closed.
  case nothingExported(iteration: Int)
  /// An argument has a value that does not do.
  case badArgument(String, String)
  /// A command needs an iteration that is not there.
  case noIteration(Int)
  /// An iteration that nothing has been run of.
  case notBegun(Int)
}

/// A file that somebody named on the command line and that is no table we can read: wrong data, not a damaged data directory.
struct NamedFileError: Error {
  let cause: ColumnarError

  /// What `body` gives; a table that it cannot read is the fault of whoever named it.
  static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ColumnarError {
      throw NamedFileError(cause: error)
    }
  }
}

/// The running program's file.
enum Executable {
  static var path: String {
    #if os(Linux)
      if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { return path }
    #endif
    return Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}

/// The number of an iteration on the command line.
struct IterationArgument: ParsableArguments {
  @Argument(help: "The iteration's number.")
  var iteration: Int

  func validate() throws {
    if iteration < 0 || iteration > 999_999 { throw ValidationError("An iteration's number is 0 or more.") }
  }
}
