import ArgumentParser
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

/// The running program's file.
enum Executable {
  static var path: String {
    #if os(Linux)
      if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { return path }
    #endif
    return Bundle.main.executablePath ?? CommandLine.arguments[0]
  }
}
