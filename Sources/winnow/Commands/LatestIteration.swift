import ArgumentParser
import Pipeline
import Storage

/// The number of an iteration on the command line, the latest if there is none.
struct LatestIteration: ParsableArguments {
  @Argument(help: "The iteration's number. Default: the latest.")
  var iteration: Int?

  func validate() throws {
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
  }

  /// The iteration that is meant; 0 where none has begun.
  func number(in directory: DataDirectory) throws -> Int {
    if let iteration { return iteration }
    return try Project.latest(in: directory) ?? 0
  }

  /// The iteration of a project that is meant; 0 where none has begun.
  func number(of project: Project) throws -> Int {
    if let iteration { return iteration }
    return try project.latest() ?? 0
  }
}
