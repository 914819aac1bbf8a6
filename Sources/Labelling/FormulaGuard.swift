/// Keeps a spreadsheet from running a cell as a formula.
package enum FormulaGuard {
  /// `cell` with an apostrophe before it if a spreadsheet could take it for a formula: if after any
  /// apostrophes it begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line break.
  package static func protect(_ cell: String) -> String {
    isRisky(cell) ? "'" + cell : cell
  }

  /// The inverse of `protect`, for what comes back.
  package static func unprotect(_ cell: String) -> String {
    guard cell.utf8.first == UInt8(ascii: "'") else { return cell }
    let rest = String(cell.unicodeScalars.dropFirst())
    return isRisky(rest) ? rest : cell
  }

  private static func isRisky(_ cell: String) -> Bool {
    switch cell.unicodeScalars.first(where: { $0 != "'" }) {
    case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
    default: false
    }
  }
}
