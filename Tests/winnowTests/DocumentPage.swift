import Foundation

/// A page of the documents: what is to be typed, which files are to be written, and what should be printed.
///
/// In a fence of the language `sh` every line is a command, but for comments and for lines that end in a backslash, which the next
/// goes on; a comment behind it, `# exit code 4`, says how it ends. A fence with a language and a path is that file. Of a fence
/// `output` each line must be printed by the commands before it, with anything in place of an ellipsis.
struct DocumentPage {
  /// A command.
  struct Command {
    let line: Int
    let text: String
    /// How it is to end.
    let code: Int32
  }

  /// What a fence is for.
  enum Part {
    case commands([Command])
    case file(path: String, text: String)
    case output(line: Int, lines: [String])
  }

  let parts: [Part]
  /// Every line outside fences, with its number.
  let prose: [(line: Int, text: String)]

  /// Reads a page.
  init(_ text: String) {
    var parts: [Part] = []
    var prose: [(Int, String)] = []
    var fence: (info: String, line: Int, lines: [String])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated() {
      if line.hasPrefix("```") {
        if let open = fence {
          parts += Self.part(open.info, open.line, open.lines).map { [$0] } ?? []
          fence = nil
        } else {
          fence = (String(line.dropFirst(3)), index + 1, [])
        }
      } else if fence != nil {
        fence?.lines.append(line)
      } else {
        prose.append((index + 1, line))
      }
    }
    self.parts = parts
    self.prose = prose
  }

  private static func part(_ info: String, _ line: Int, _ lines: [String]) -> Part? {
    let words = info.split(separator: " ").map(String.init)
    if words == ["sh"] { return .commands(commands(lines, from: line + 1)) }
    if words == ["output"] { return .output(line: line, lines: lines.filter { !$0.allSatisfy(\.isWhitespace) }) }
    return words.count == 2 ? .file(path: words[1], text: lines.map { $0 + "\n" }.joined()) : nil
  }

  private static func commands(_ lines: [String], from first: Int) -> [Command] {
    var commands: [Command] = []
    var open = ""
    for (offset, line) in lines.enumerated() {
      let (text, comment) = divided(open + line.trimmingCharacters(in: .whitespaces))
      open = ""
      if text.hasSuffix("\\") {
        open = String(text.dropLast())
      } else if !text.isEmpty {
        let code = comment.firstMatch(of: /exit code ([0-9]+)/).flatMap { Int32($0.1) } ?? 0
        commands.append(Command(line: first + offset, text: text, code: code))
      }
    }
    return commands
  }

  /// A line without its comment, and the comment.
  private static func divided(_ line: String) -> (text: String, comment: String) {
    if line.hasPrefix("#") { return ("", line) }
    guard let mark = line.range(of: " #") else { return (line, "") }
    return (line[..<mark.lowerBound].trimmingCharacters(in: .whitespaces), String(line[mark.upperBound...]))
  }

  /// The links of the prose to places in this repository: path, empty for the page itself, and heading.
  var links: [(line: Int, path: String, heading: String?)] {
    prose.flatMap { line in
      line.text.replacing(/`[^`]*`/, with: "`").matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
        let target = String(match.1)
        guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (line.line, parts[0], parts.count > 1 ? parts[1] : nil)
      }
    }
  }

  /// What its headings are called in links.
  var headings: Set<String> {
    Set(
      prose.compactMap { line in
        guard line.text.hasPrefix("#") else { return nil }
        let title = line.text.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
        return String(title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map { $0 == " " ? "-" : $0 })
      })
  }

  /// The lines of an output that a text lacks.
  static func missing(_ lines: [String], in text: String) -> [String] {
    lines.filter { line in
      var rest = text[...]
      for piece in line.split(separator: "…").map({ $0.trimmingCharacters(in: .whitespaces) }) where !piece.isEmpty {
        guard let found = rest.range(of: piece) else { return true }
        rest = rest[found.upperBound...]
      }
      return false
    }
  }
}
