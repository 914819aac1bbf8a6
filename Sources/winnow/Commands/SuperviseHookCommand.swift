import ArgumentParser
import Engine

/// The hidden command under which every hook runs.
struct SuperviseHookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: HookRunner.supervisorCommand, abstract: "Run one hook and end everything it leaves behind.",
    shouldDisplay: false)

  /// Whether a command line is this command's, which has signals of its own.
  static func isMeant(_ arguments: [String]) -> Bool { arguments.first == HookRunner.supervisorCommand }

  @Option var directory: String
  @Option var timeout: Double
  @Option var outcome: String
  @Argument(parsing: .postTerminator) var arguments: [String]

  func run() throws {
    try Supervisor.run(arguments: arguments, directory: directory, timeout: timeout, outcomePath: outcome)
  }
}
