import Columnar
import Foundation
import Storage

/// Writes random tables as Winnow writes them, and their values beside them, for other programs to read and compare.
///
/// `NUMBER.parquet` is the table. The first line of `NUMBER.jsonl` lists its columns (name, type, whether nullable), every
/// further line has the values of a row.
@main
enum InteropTables {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let tables = Int(arguments[2]), let seed = UInt64(arguments[3]) else {
      try? FileHandle.standardError.write(contentsOf: Data("usage: interop-tables FOLDER TABLES SEED\n".utf8))
      exit(2)
    }
    try Files.createDirectory(arguments[1])
    for number in 0..<tables {
      var random = Random(seed: seed &* 1_000_003 &+ UInt64(number))
      let name = String(String(10_000 + number).dropFirst())
      try write("\(arguments[1])/\(name)", number, &random)
    }
  }

  private static func write(_ path: String, _ number: Int, _ random: inout Random) throws {
    let rows = random.pick([0, 1, 2, 9, 100, 700, 3000], or: 1)
    // The first tables go through the types one after the other, so that none is left to chance.
    let types = RandomColumn.plainTypes
    var columns: [ColumnSchema] = []
    for index in 0..<1 + random.below(8) {
      let type = index == 0 ? types[number % types.count] : RandomColumn.type(&random)
      columns.append(ColumnSchema("c\(index) \(type.name)", type, nullable: random.once(in: 2)))
    }
    let schema = TableSchema("random", key: [], "", columns: columns)
    let table = try Table(
      schema: schema, columns: columns.map { RandomColumn.column($0, rows: rows, &random) })
    try TableIO.write(
      table, to: path + ".parquet", rowGroupRows: random.pick([1, 7, 64, 1000, 65_536], or: 1),
      compressionLevel: random.pick([1, 3, 12], or: 3))
    var lines = [
      "["
        + columns.map { "[\(Values.quoted($0.name)),\(Values.quoted($0.type.name)),\($0.nullable)]" }
        .joined(separator: ",") + "]"
    ]
    for row in 0..<rows {
      lines.append("[" + table.columns.map { Values.json($0, row: row) }.joined(separator: ",") + "]")
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path + ".jsonl"))
  }
}
