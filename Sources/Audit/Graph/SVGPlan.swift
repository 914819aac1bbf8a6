/// Where everything of a drawn graph lies, in pixels.
struct SVGPlan {
  static let margin = 24
  private static let cardWidth = 176
  private static let gap = 52
  private static let headHeight = 30
  private static let lineHeight = 18
  private static let laneHeight = 18
  private static let top = 48

  private let graph: StageGraph
  private let columns: [Int]
  /// The left and upper edge of each card.
  private var places: [(x: Int, y: Int)] = []
  private let sourceWidth: Int
  private let cardsTop: Int
  private var cardsBottom = 0
  /// The stages that have a lane below, by lane.
  private let lanes: [String]

  let width: Int
  let height: Int

  init(_ graph: StageGraph) {
    self.graph = graph
    let columns = graph.columns
    self.columns = columns
    let longest = graph.sources.map(\.count).max() ?? 0
    sourceWidth = graph.sources.isEmpty ? 0 : longest * 7 + 24
    cardsTop = Self.top + graph.sources.count * 30 + (graph.sources.isEmpty ? 0 : 26)
    var bottoms: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      let y = bottoms[columns[index]].map { $0 + 24 } ?? cardsTop
      places.append((Self.margin + columns[index] * (Self.cardWidth + Self.gap), y))
      bottoms[columns[index]] = y + Self.height(node)
    }
    cardsBottom = bottoms.values.max() ?? cardsTop
    let positions = Dictionary(zip(graph.nodes.map(\.name), columns), uniquingKeysWith: { first, _ in first })
    lanes = graph.nodes.map(\.name).filter { name in
      graph.edges.contains { $0.from == name && (positions[$0.to] ?? 0) > (positions[name] ?? 0) + 1 }
    }
    let last = (columns.max() ?? 0) + 1
    let cardsWidth = last * (Self.cardWidth + Self.gap) - Self.gap
    width = max(cardsWidth, sourceWidth + 200) + 2 * Self.margin
    height = cardsBottom + 30 + lanes.count * Self.laneHeight + Self.margin
  }

  private static func height(_ node: StageGraph.Node) -> Int {
    headHeight + max(1, node.files.count) * lineHeight + 10
  }

  // MARK: Cards

  var cards: String {
    var out = ""
    for (index, node) in graph.nodes.enumerated() {
      let (x, y) = places[index]
      let height = Self.height(node)
      out += "<g\(node.isDone ? "" : " class=\"planned\"")>"
      out += "<rect class=\"card\" x=\"\(x)\" y=\"\(y)\" width=\"\(Self.cardWidth)\" height=\"\(height)\" rx=\"9\"/>"
      out +=
        "<path class=\"head\" d=\"M\(x + 1) \(y + Self.headHeight)v-\(Self.headHeight - 9)a8 8 0 0 1 8-8"
        + "h\(Self.cardWidth - 18)a8 8 0 0 1 8 8v\(Self.headHeight - 9)z\"/>"
      out += "<text class=\"name\" x=\"\(x + 12)\" y=\"\(y + 20)\">\(Self.escaped(node.name))</text>"
      for (line, file) in node.files.enumerated() {
        let baseline = y + Self.headHeight + 18 + line * Self.lineHeight
        // The part behind two spaces is a count, set to the right.
        let parts = Self.split(file)
        out +=
          "<text x=\"\(x + 12)\" y=\"\(baseline)\">\(Self.escaped(Self.cut(parts.name, to: parts.count.isEmpty ? 25 : 17)))"
        out += "<title>\(Self.escaped(file))</title></text>"
        if !parts.count.isEmpty {
          out +=
            "<text class=\"n\" x=\"\(x + Self.cardWidth - 12)\" y=\"\(baseline)\">\(Self.escaped(parts.count))</text>"
        }
      }
      out += "</g>\n"
    }
    return out
  }

  private static func split(_ line: String) -> (name: String, count: String) {
    guard let range = line.range(of: "  ") else { return (line, "") }
    return (String(line[..<range.lowerBound]), String(line[range.upperBound...]))
  }

  private static func cut(_ text: String, to length: Int) -> String {
    text.count > length ? "\(text.prefix(length - 1))…" : text
  }

  // MARK: Wires

  var wires: String {
    var out = ""
    for (lane, source) in graph.sources.enumerated() { out += outside(source, lane: lane) }
    for (lane, name) in lanes.enumerated() { out += below(name, lane: lane) }
    for edge in graph.edges {
      guard let from = index(edge.from), let to = index(edge.to), columns[to] == columns[from] + 1 else { continue }
      let start = (x: places[from].x + Self.cardWidth, y: places[from].y + Self.headHeight / 2)
      let end = (x: places[to].x, y: places[to].y + Self.headHeight / 2)
      let middle = (start.x + end.x) / 2
      out +=
        "<g class=\"flow\">\(Self.tooltip(edge))<path class=\"wire main\" d=\"M\(start.x) \(start.y)"
        + "C\(middle) \(start.y) \(middle) \(end.y) \(end.x - 7) \(end.y)\"/>\(Self.tip(end.x, end.y, .right))</g>\n"
    }
    return out
  }

  /// A lane above the cards, from a pill at the left, with a branch down to each reader.
  private func outside(_ source: String, lane: Int) -> String {
    let y = Self.top + lane * 30 + 14
    let start = Self.margin + sourceWidth
    let edges = graph.edges.filter { $0.from == source }
    let ends = edges.compactMap { edge in index(edge.to).map { (edge, places[$0].x + 24 + lane * 20, places[$0].y) } }
    var out = "<g class=\"outside k\((lane + 3) % 6)\">"
    for (edge, x, top) in ends {
      let from = min(start, x - 8)
      out +=
        "<g>\(Self.tooltip(edge))<path class=\"wire\" d=\"M\(from) \(y)H\(x - 8)Q\(x) \(y) \(x) \(y + 8)V\(top - 7)\"/>"
        + "\(Self.tip(x, top, .down))</g>"
    }
    out +=
      "<rect class=\"pill\" x=\"\(Self.margin)\" y=\"\(y - 12)\" width=\"\(sourceWidth)\" height=\"24\" rx=\"12\"/>"
      + "<text x=\"\(Self.margin + 12)\" y=\"\(y + 4)\">\(Self.escaped(source))</text></g>\n"
    return out
  }

  /// A lane below the cards, from a stage to all readers that are not in the next column.
  private func below(_ name: String, lane: Int) -> String {
    guard let from = index(name) else { return "" }
    let y = cardsBottom + 26 + lane * Self.laneHeight
    let start = (x: places[from].x + Self.cardWidth - 16, y: places[from].y + Self.height(graph.nodes[from]))
    var out = "<g class=\"k\(lane % 6)\">"
    for edge in graph.edges where edge.from == name {
      guard let to = index(edge.to), columns[to] > columns[from] + 1 else { continue }
      // The branches of different lanes lie side by side.
      let x = places[to].x + 14 + lane * min(16, (Self.cardWidth - 48) / max(1, lanes.count))
      let bottom = places[to].y + Self.height(graph.nodes[to])
      out +=
        "<g>\(Self.tooltip(edge))<path class=\"wire\" d=\"M\(start.x) \(start.y)V\(y - 8)Q\(start.x) \(y) \(start.x + 8) \(y)"
        + "H\(x - 8)Q\(x) \(y) \(x) \(y - 8)V\(bottom + 7)\"/>\(Self.tip(x, bottom, .up))</g>"
    }
    return out + "</g>\n"
  }

  private enum Direction { case right, down, up }

  /// The head of an arrow whose point is at `x`, `y`.
  private static func tip(_ x: Int, _ y: Int, _ direction: Direction) -> String {
    let path =
      switch direction {
      case .right: "M\(x) \(y)l-8 -4v8z"
      case .down: "M\(x) \(y)l-4 -8h8z"
      case .up: "M\(x) \(y)l-4 8h8z"
      }
    return "<path class=\"tip\" d=\"\(path)\"/>"
  }

  private static func tooltip(_ edge: StageGraph.Edge) -> String {
    let shown = edge.files.prefix(12).joined(separator: ", ") + (edge.files.count > 12 ? " …" : "")
    return "<title>\(escaped("\(edge.from) → \(edge.to): \(shown)"))</title>"
  }

  private func index(_ name: String) -> Int? { graph.nodes.firstIndex { $0.name == name } }

  /// A text between tags or in an attribute.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
