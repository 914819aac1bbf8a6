extension StageGraph {
  /// The graph as a Mermaid flow chart, from left to right.
  package var mermaid: String {
    var lines = ["---", "title: \(Self.plain(title))", "---", "flowchart LR"]
    for (index, source) in sources.enumerated() { lines.append("  x\(index)([\"\(Self.escaped(source))\"])") }
    for (index, node) in nodes.enumerated() {
      let text = (["<b>\(Self.escaped(node.name))</b>"] + node.files.map(Self.escaped)).joined(separator: "<br/>")
      lines.append("  s\(index)[\"\(text)\"]")
    }
    for edge in edges {
      guard let to = nodes.firstIndex(where: { $0.name == edge.to }) else { continue }
      let label = edge.files.count == 1 ? Self.escaped(edge.files[0]) : "\(edge.files.count) files"
      if let from = nodes.firstIndex(where: { $0.name == edge.from }) {
        lines.append("  s\(from) -->|\"\(label)\"| s\(to)")
      } else if let from = sources.firstIndex(of: edge.from) {
        lines.append("  x\(from) -.->|\"\(label)\"| s\(to)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Characters that mean something to Mermaid or to HTML, as its own entities.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "<", ">", "&", "#", ";", "`", "|", "\\": result += "#\(scalar.value);"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A text that cannot end the line of a title or give it another meaning.
  private static func plain(_ text: String) -> String {
    let quoted = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "'": "''"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: " "
      default: String(scalar)
      }
    }
    return "'\(quoted.joined())'"
  }
}
