import ArgumentParser
import Foundation
import Spec
import Stages

/// `winnow schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print every table's columns, types and meaning, with --spec every field of the spec, or with --commands every command."
  )

  /// What documents there are of the spec.
  enum Form: String, EnumerableFlag {
    case markdown, jsonSchema

    static func help(for form: Form) -> ArgumentHelp? {
      switch form {
      case .markdown: "With --spec: the page docs/spec.md."
      case .jsonSchema: "With --spec: the JSON Schema for editors, docs/winnow.schema.json."
      }
    }
  }

  @Argument(help: "Tables to print, or key paths of the spec (stages.score); all if none is named.") var names:
    [String] =
      []
  @Flag(help: "Tell of the spec's fields: type, range, default, meaning, and the stages whose keys they enter.")
  var spec = false
  @Flag(help: "Print the page docs/commands.md: every command with its arguments and options.") var commands = false
  @Flag var form: Form?

  func validate() throws {
    if commands, spec || form != nil || !names.isEmpty { throw ValidationError("--commands goes alone") }
    if form != nil, !spec { throw ValidationError("--markdown and --json-schema go with --spec") }
    if form != nil, let name = names.first { throw ValidationError("the whole is printed: '\(name)' goes without it") }
  }

  func run() throws {
    if commands {
      Console.answer(String(try CommandReference(of: Winnow.self, common: ProjectOptions.self).markdown.dropLast()))
    } else if spec {
      try printSpec()
    } else {
      try printTables()
    }
  }

  private func printSpec() throws {
    switch form {
    case .markdown: Console.answer(String(SpecReference.markdown.dropLast()))
    case .jsonSchema: Console.answer(String(SpecSchema.json.dropLast()))
    case nil:
      for path in names.isEmpty ? [""] : names {
        guard let listing = SpecReference.listing(of: path) else {
          let nearest = NearestWord.find(path, among: SpecReference.paths).map { "; did you mean '\($0)'?" } ?? ""
          throw CommandError.badArgument(path, "no such part of the spec" + nearest)
        }
        Console.answer(listing + "\n")
      }
    }
  }

  private func printTables() throws {
    let known = Tables.all.map(\.name)
    for name in names where !known.contains(name) {
      throw CommandError.badArgument(name, "no such table; there are \(known.joined(separator: ", "))")
    }
    for table in Tables.all where names.isEmpty || names.contains(table.name) {
      Console.answer("\(table.name) (version \(table.version)): \(table.meaning)")
      Console.answer("  key: \(table.key.joined(separator: ", "))")
      let width = table.columns.map(\.name.count).max() ?? 0
      for column in table.columns {
        let name = column.name.padding(toLength: width, withPad: " ", startingAt: 0)
        Console.answer("  \(name)  \(column.type.name)\(column.nullable ? "?" : "")  \(column.meaning)")
      }
      Console.answer("")
    }
  }
}
