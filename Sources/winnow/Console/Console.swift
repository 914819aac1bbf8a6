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

  /// A table with aligned columns: the first to the left, the others to the right.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
