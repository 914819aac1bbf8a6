import ArgumentParser
import Columnar
import Foundation

/// `winnow show FILE`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the schema and the rows of a Parquet file.")

  @Argument(help: "The file.") var file: String
  @Option(help: "Columns to print, separated by commas; all if none is named.") var columns: String?
  @Option(help: "Rows to print at the most; 0 prints the schema alone.") var rows = 10
  @Flag(help: "Print one JSON object a row.") var json = false

  func validate() throws {
    if rows < 0 { throw ValidationError("--rows takes a whole number from 0.") }
  }

  func run() throws {
    try NamedFileError.blaming(show)
  }

  private func show() throws {
    let reader = try TableReader(path: file)
    let names = columns.map { $0.split(separator: ",").map(String.init) } ?? reader.columnNames
    for name in names where !reader.columnNames.contains(name) {
      throw CommandError.badArgument(name, "no such column; there are \(reader.columnNames.joined(separator: ", "))")
    }
    if !json { schema(reader, names) }
    let limit = json && rows == 10 ? reader.rowCount : rows
    var printed = 0
    for group in 0..<reader.rowGroups where printed < limit {
      let values = try reader.read(rowGroup: group, columns: names)
      let shown = min(limit - printed, values.first?.count ?? 0)
      for row in 0..<shown {
        let cells = zip(names, values).map { ($0, JSONText.value($1, row: row)) }
        Console.answer(
          json
            ? "{" + cells.map { "\(JSONText.string($0)): \($1)" }.joined(separator: ", ") + "}"
            : cells.map { "\($0)=\($1)" }.joined(separator: "  "))
      }
      printed += shown
    }
  }

  private func schema(_ reader: TableReader, _ names: [String]) {
    Console.answer(
      "\(reader.rowCount) rows in \(reader.rowGroups) row groups, table \(Wording.printable(reader.schema.name))")
    for column in reader.schema.columns where names.contains(column.name) {
      Console.answer("  \(Wording.printable(column.name)): \(column.type.name)\(column.nullable ? "?" : "")")
    }
  }
}

/// Values of columns as JSON.
enum JSONText {
  /// The value of a row; numbers exactly, `null` where there is none, `"NaN"` and `"Infinity"` as texts, digests in
  /// hexadecimal.
  static func value(_ column: Column, row: Int) -> String {
    column.isValid(row) ? value(column.values, row) : "null"
  }

  private static func value(_ values: ColumnValues, _ row: Int) -> String {
    switch values {
    case .bool(let items): items[row] ? "true" : "false"
    case .int32(let items): String(items[row])
    case .int64(let items): String(items[row])
    case .float(let items): number(items[row])
    case .double(let items): number(items[row])
    case .string(let texts): string(texts[row])
    case .digest(let bytes): "\"" + bytes[row * 32..<row * 32 + 32].map(hex).joined() + "\""
    case .binary(let values): "\"" + values.utf8(row).map(hex).joined() + "\""
    case .fixed(let bytes, let width): "\"" + bytes[row * width..<row * width + width].map(hex).joined() + "\""
    case .nullable(let items, let validity): validity[row] ? value(items, row) : "null"
    case .list(let items, let offsets):
      "[" + (offsets[row]..<offsets[row + 1]).map { value(items, $0) }.joined(separator: ", ") + "]"
    }
  }

  /// A text in quotation marks, what is not printable escaped.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result +=
          "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(_ value: Value) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
    return String(value)
  }

  private static func hex(_ byte: UInt8) -> String {
    byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
  }
}
