import ArgumentParser
import Columnar
import Texts

/// `winnow show FILE`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the schema, the metadata and the rows of any Parquet file, or of a folder of them.",
    discussion: """
      With --json nothing but the rows is printed, all of them unless --rows says how many: one JSON object a row, whole \
      numbers and decimals exactly, times as ISO 8601 has them, bytes in hexadecimal. Columns of structs and maps are passed \
      over unless --columns names them.
      """)

  @Argument(help: "The file, or a folder of parts as Spark and Dask write them.") var file: String
  @Option(help: "Columns to print, separated by commas; all if none is named.") var columns: String?
  @Option(help: "Rows to print at the most; 0 prints none. Default: 10, with --json all.") var rows: Int?
  @Flag(help: "Print the metadata of each row group, not only of all together.") var metadata = false
  @Flag(help: "Print one JSON object a row.") var json = false

  func validate() throws {
    if let rows, rows < 0 { throw ValidationError("--rows takes a whole number from 0.") }
    if json, metadata { throw ValidationError("--json prints rows alone; --metadata does not go with it.") }
  }

  func run() throws {
    let output = AnswerStream()
    do {
      try NamedFileError.blaming { try show(output) }
      try output.finish()
    } catch is AnswerStream.NobodyReads {
      return
    }
  }

  private func show(_ output: AnswerStream) throws {
    let parts = try TableParts(path: file)
    let rows = try ShownRows(
      parts, names: try names(parts.reader(0)), limit: rows ?? (json ? parts.rowCount : 10))
    if json { return try rows.printJSON(to: output) }
    if parts.isFolder {
      try output.write(
        "\(parts.rowCount.counted("row")) in \(parts.files.count.counted("part")) of a folder\n")
    }
    for part in 0..<(metadata ? parts.files.count : 1) {
      if parts.isFolder { try output.write("\n\(parts.files[part].printable)\n") }
      try output.write(FileText(parts.reader(part)).text(metadata: metadata))
    }
    // What is known so far is of use even if the values cannot be read.
    try output.finish()
    try rows.printTable(to: output)
  }

  /// The columns to print.
  private func names(_ reader: TableReader) throws -> [String] {
    guard let columns else { return reader.schema.columns.map(\.name) }
    let names = columns.split(separator: ",").map(String.init)
    for name in names where !reader.columnNames.contains(where: { $0.equalsByBytes(name) }) {
      let known = reader.columnNames.map(\.printable).joined(separator: ", ")
      throw CommandError.badArgument(name, "no such column; there are \(known)")
    }
    return names
  }
}
