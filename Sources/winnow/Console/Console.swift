import Foundation

/// What the program says, and where: answers on standard output, everything else on standard error.
enum Console {
  /// Writes a line of an answer.
  static func answer(_ text: String) {
    write(text + "\n", to: .standardOutput)
  }

  /// Writes a line about what is going on.
  static func note(_ text: String) {
    write(text + "\n", to: .standardError)
  }

  /// Writes an error.
  static func error(_ text: String) {
    write(text.hasSuffix("\n") ? text : text + "\n", to: .standardError)
  }

  /// Writes text as it is; a reader that is gone is nobody's fault.
  static func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data(text.utf8))
  }

  /// Whether a person sees standard error.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// What a terminal has at least: a table that is wider goes on below itself.
  static let width = 80

  /// A table with aligned columns: the first to the left, the others to the right.
  ///
  /// Where they are wider together than ``width``, it is cut between columns, and each part begins with the first.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return parts(widths).map { columns in
      lines.map { row in
        columns.map { column in
          let padding = String(repeating: " ", count: widths[column] - row[column].count)
          return column == 0 ? row[column] + padding : padding + row[column]
        }.joined(separator: "  ")
      }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// The columns of each part of a table.
  private static func parts(_ widths: [Int]) -> [[Int]] {
    var parts: [[Int]] = []
    var used = 0
    for column in widths.indices {
      if let part = parts.last, used + 2 + widths[column] <= width || part == [0] {
        parts[parts.count - 1].append(column)
        used += 2 + widths[column]
      } else {
        parts.append(column == 0 ? [0] : [0, column])
        used = widths[0] + (column == 0 ? 0 : 2 + widths[column])
      }
    }
    return parts
  }
}
