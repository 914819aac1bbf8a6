import ArgumentParser
import CPlatform
import Foundation
import Selection
import Texts

/// The program: active learning for image labelling as a file-based batch pipeline.
@main
struct Winnow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "winnow",
    abstract: "Decides which images are worth a person's time.",
    discussion: """
      Runs pool-based active learning as a file-based batch pipeline: a YAML spec declares the stages, every stage reads \
      and writes Parquet files in a versioned data directory. Exit codes: 0 done or waiting for people; 1 a check failed; \
      2 the spec or the command line is wrong; 3 input data is wrong; 4 a hook failed; 5 the data directory is locked; 6 it \
      is damaged; 70 a bug; 130 and 143 interrupted.
      """,
    version: ProgramVersion.text,
    subcommands: [
      InitCommand.self, DoctorCommand.self, RunCommand.self, PlanCommand.self, StatusCommand.self, LabelsCommand.self,
      PushCommand.self, PullCommand.self, AnnotateCommand.self, CloseCommand.self,
      ReportCommand.self, AnnotatorsCommand.self, AcceptanceCommand.self, CorrectCommand.self, HistoryCommand.self,
      EraseCommand.self,
      DemoCommand.self, FactoryCommand.self, SplitCommand.self, SimulateCommand.self, PickCommand.self,
      DuplicatesCommand.self, WhyCommand.self, SweepCommand.self, EmbeddersCommand.self,
      VerifyCommand.self, DiffCommand.self, LogCommand.self, GraphCommand.self, CollectCommand.self,
      ReproduceCommand.self, ExportAuditCommand.self, SchemaCommand.self, WeightsCommand.self,
      ShowCommand.self, HookSubcommands.self, SuperviseHookCommand.self,
    ])

  static func main() async {
    // Stages that stream use arrays of megabytes over and over: a tenth of the time of scoring was spent on page faults.
    winnow_keep_freed_memory()
    // Lines that nobody reads any more are no reason to end without a message.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if !SuperviseHookCommand.isMeant(arguments) { Interruption.current.watch() }
    do {
      try KernelChoice.check(ProcessInfo.processInfo.environment[KernelChoice.variable])
      try checkCommand(arguments)
      try await Interruption.current.running {
        var command = try parseAsRoot()
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
      }
    } catch {
      let failure = Failure(unknownOption(arguments, error) ?? error, of: Winnow.self)
      if let help = failure.help { print(help) }
      if !failure.report.isEmpty { Console.error(failure.report) }
      Foundation.exit(failure.status.rawValue)
    }
  }

  /// An option that the command does not have, in place of what the parser says of the value behind it.
  private static func unknownOption(_ arguments: [String], _ error: any Error) -> CommandError? {
    guard !(error is any ReportedError), exitCode(for: error) == .validationFailure,
      let unknown = try? CommandReference(of: Winnow.self, common: ProjectOptions.self).unknownOption(arguments)
    else { return nil }
    return .unknownOption(unknown.option, command: arguments[0], known: unknown.known)
  }

  /// Refuses a word that is no command, with the one that was meant.
  private static func checkCommand(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
    let commands = configuration.subcommands.map {
      (name: $0.configuration.commandName ?? "", isShown: $0.configuration.shouldDisplay)
    }
    guard !commands.contains(where: { $0.name == word }) else { return }
    throw CommandError.unknownCommand(word, known: commands.filter(\.isShown).map(\.name))
  }
}
