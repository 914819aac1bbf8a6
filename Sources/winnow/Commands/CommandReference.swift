import ArgumentParser
import JSON

/// Every command with its arguments and options, for people: `docs/commands.md`, made of what the parser knows.
struct CommandReference {
  /// What the parser tells of a command; it has more.
  private struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// The commands below it that are shown; `help` is the parser's own.
    var shown: [Command] { (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" } }
    /// What it takes; of `--help` and `--version` all have those.
    var taken: [Argument] {
      (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.preferredName?.name ?? "") }
    }
  }

  /// What the parser tells of an argument or option.
  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var written: String { (kind == "long" ? "--" : "-") + name }
    }
    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    var isPositional: Bool { kind == "positional" }
    private var value: String { "<\(valueName ?? "value")>" }
    /// As it is typed: `<iteration>`, `--spec <spec>`, `--json`.
    var written: String {
      if isPositional { return value + (isRepeating ? " …" : "") }
      let all = (names ?? []).map(\.written).joined(separator: ", ")
      return kind == "flag" ? all : "\(all) \(value)"
    }
    /// What holds where it is left out.
    var absence: String {
      if kind == "flag" { return "" }
      return defaultValue.map { "`\($0)`" } ?? (isOptional ? "" : "must be given")
    }
  }

  private struct Tool: Decodable { let command: Command }

  private let program: Command
  private let common: Command

  /// Asks the parser.
  ///
  /// - Parameters:
  ///   - program: The command that knows all others.
  ///   - common: The options that most commands have.
  /// - Throws: An error of the coder if the parser tells of itself in another form.
  init(of program: any ParsableCommand.Type, common: any ParsableArguments.Type) throws {
    self.program = try CodedJSON.read(Tool.self, from: Array(program._dumpHelp().utf8)).command
    self.common = try CodedJSON.read(Tool.self, from: Array(common._dumpHelp().utf8)).command
  }

  /// The first word of a command line that begins with `--` and is no option of its command, with the options that are.
  func unknownOption(_ words: [String]) -> (option: String, known: [String])? {
    guard let command = words.first.flatMap({ word in (program.subcommands ?? []).first { $0.commandName == word } }),
      (command.subcommands ?? []).allSatisfy({ $0.commandName == "help" })
    else { return nil }
    let known = (command.arguments ?? []).flatMap { $0.names ?? [] }.map(\.written)
    let options = words.dropFirst().prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }
    guard let unknown = options.first(where: { !known.contains($0) && $0 != "--help" && $0 != "--version" }) else {
      return nil
    }
    return (unknown, known.filter { $0.hasPrefix("--") })
  }

  /// The page.
  var markdown: String {
    let commands = program.shown.flatMap { command in
      [(name: "\(program.commandName) \(command.commandName)", command: command)]
        + command.shown.map { (name: "\(program.commandName) \(command.commandName) \($0.commandName)", command: $0) }
    }
    let list = commands.map { entry in
      "| [`\(entry.name)`](#\(Self.anchor(entry.name))) | \(Self.cell(entry.command.abstract ?? "")) |\n"
    }
    return """
      # The commands

      <!-- Made by `make docs` from what the program's parser knows; a test fails when it is not current. -->

      \(program.abstract ?? "") \(program.discussion ?? "")

      Answers go to standard output, everything else to standard error. `winnow help COMMAND` and `winnow COMMAND --help` print what stands \
      here, `winnow --version` the version. `make help` lists the targets that stand for the most usual commands.

      | command | what it does |
      |---|---|

      """ + list.joined() + "\n## Options that most commands have\n\n" + Self.table(common.taken) + "\n"
        + commands.map { section($0.name, $0.command) }.joined(separator: "\n")
  }

  private func section(_ name: String, _ command: Command) -> String {
    let shared = common.taken.map(\.written)
    let hasCommon = shared.allSatisfy { option in command.taken.contains { $0.written == option } }
    let own = hasCommon ? command.taken.filter { !shared.contains($0.written) } : command.taken
    let places = own.filter(\.isPositional).map { $0.isOptional ? "[\($0.written)]" : $0.written }
    let options = own.filter { !$0.isPositional && !$0.isOptional && $0.defaultValue == nil }.map(\.written)
    let rest =
      command.shown.isEmpty ? (command.taken.count > places.count + options.count ? ["[options]"] : []) : ["COMMAND"]
    var text = "## `\(name)`\n\n\(command.abstract ?? "")\n"
    if let discussion = command.discussion { text += "\n\(discussion)\n" }
    text += "\n    \(([name] + places + options + rest).joined(separator: " "))\n"
    if !own.isEmpty { text += "\n" + Self.table(own) }
    if hasCommon {
      text +=
        "\nBesides: \(common.taken.flatMap { $0.names ?? [] }.map { "`\($0.written)`" }.joined(separator: ", ")).\n"
    }
    return text
  }

  private static func table(_ arguments: [Argument]) -> String {
    "| argument | left out | meaning |\n|---|---|---|\n"
      + arguments.map { argument in
        var meaning = argument.abstract ?? ""
        if let values = argument.allValues { meaning += " One of \(values.map { "`\($0)`" }.joined(separator: ", "))." }
        return
          "| `\(cell(argument.written))` | \(cell(argument.absence)) | \(cell(meaning.trimmingPrefix(" ").description)) |\n"
      }.joined()
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// What a heading is called in a link, as GitHub does it.
  private static func anchor(_ name: String) -> String { name.replacing(" ", with: "-") }
}
