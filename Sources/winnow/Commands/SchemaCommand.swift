import ArgumentParser
import Columnar
import Foundation
import Stages

/// `winnow schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every table's columns, types and meaning.")

  @Argument(help: "Tables to print; all if none is named.") var tables: [String] = []

  func run() throws {
    let known = Tables.all.map(\.name)
    for name in tables where !known.contains(name) {
      throw CommandError.badArgument(name, "no such table; there are \(known.joined(separator: ", "))")
    }
    for table in Tables.all where tables.isEmpty || tables.contains(table.name) {
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
