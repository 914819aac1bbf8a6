import Foundation
import Testing

/// What a source file declares at its top level, and every name that it mentions.
private struct SourceFile {
  let module: String
  /// The folder in the module, empty for the module's own.
  let room: String
  let name: String
  private(set) var declared: Set<String> = []
  private(set) var mentioned: Set<String> = []
  /// Types within others: their names mean nothing elsewhere.
  private var nested: Set<String> = []

  private static let keywords: Set<String> = ["struct", "enum", "class", "actor", "protocol", "typealias", "func"]

  init(_ text: [UInt8], module: String, room: String, name: String) {
    self.module = module
    self.room = room
    self.name = name
    var depth = 0
    var previous = ""
    var isPrivate = false
    Self.forEachToken(text) { token in
      switch token {
      case "{": depth += 1
      case "}": depth -= 1
      case "private", "fileprivate": isPrivate = true
      default:
        if Self.keywords.contains(previous) {
          if depth > 0 || isPrivate { nested.insert(token) } else { declared.insert(token) }
          isPrivate = false
        }
        mentioned.insert(token)
      }
      previous = token
    }
    mentioned.subtract(nested)
    declared.subtract(nested)
  }

  /// Calls `body` with each name and brace outside comments and texts.
  private static func forEachToken(_ text: [UInt8], _ body: (String) -> Void) {
    func isName(_ byte: UInt8) -> Bool {
      (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 95
    }
    func starts(_ mark: [UInt8], _ place: Int) -> Bool {
      guard place + mark.count <= text.count else { return false }
      for index in mark.indices where text[place + index] != mark[index] { return false }
      return true
    }
    let (comment, quote, quotes) = (Array("//".utf8), Array("\"".utf8), Array("\"\"\"".utf8))
    let (rawQuote, rawEnd) = (Array("#\"".utf8), Array("\"#".utf8))
    var place = 0
    /// Passes a text whose opening mark is behind `place`, with the texts within its interpolations.
    func skip(past mark: [UInt8], raw: Bool = false) {
      while place < text.count, !starts(mark, place) {
        guard text[place] == 92, !raw else {
          place += 1
          continue
        }
        place += 2
        guard text[place - 1] == 40 else { continue }
        var open = 1
        while place < text.count, open > 0 {
          if text[place] == 34 {
            place += 1
            skip(past: quote)
            continue
          }
          open += text[place] == 40 ? 1 : text[place] == 41 ? -1 : 0
          place += 1
        }
      }
      place += mark.count
    }
    while place < text.count {
      let byte = text[place]
      if starts(comment, place) {
        while place < text.count, text[place] != 10 { place += 1 }
      } else if starts(quotes, place) {
        place += 3
        skip(past: quotes)
      } else if starts(rawQuote, place) {
        place += 2
        skip(past: rawEnd, raw: true)
      } else if byte == 34 {
        place += 1
        skip(past: quote)
      } else if byte == 123 || byte == 125 {
        body(byte == 123 ? "{" : "}")
        place += 1
      } else if isName(byte) {
        let first = place
        while place < text.count, isName(text[place]) { place += 1 }
        body(String(bytes: text[first..<place], encoding: .ascii) ?? "")
      } else {
        place += 1
      }
    }
  }
}

@Suite struct RoomsTests {
  /// The folder of the modules.
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources").path

  private static func files() throws -> [SourceFile] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }.sorted()
    return try paths.map { path in
      let parts = path.split(separator: "/").map(String.init)
      return try SourceFile(
        [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(sources)/\(path)"))), module: parts[0],
        room: parts[1..<(parts.count - 1)].joined(separator: "/"), name: parts[parts.count - 1])
    }
  }

  /// The arrows between the folders of a module, each with the names that it stands for.
  private static func arrows(_ files: [SourceFile]) -> [String: [String: [String]]] {
    var owners: [String: String] = [:]
    for file in files { for name in file.declared { owners[name] = file.room } }
    var arrows: [String: [String: [String]]] = [:]
    for file in files {
      for name in file.mentioned.sorted() {
        guard let owner = owners[name], owner != file.room else { continue }
        arrows[file.room, default: [:]][owner, default: []].append("\(file.name): \(name)")
      }
    }
    return arrows
  }

  /// The folders that remain when those are taken away, over and over, that point at no other: none where there is no circle.
  private static func circle(_ arrows: [String: [String: [String]]]) -> [String] {
    var open = arrows.mapValues { Set($0.keys) }
    while let free = open.keys.sorted().first(where: { room in open[room]?.allSatisfy { open[$0] == nil } ?? true }) {
      open[free] = nil
    }
    return open.keys.sorted()
  }

  @Test func noFoldersOfAModulePointAtEachOther() throws {
    let modules = Dictionary(grouping: try Self.files(), by: \.module)
    #expect(modules.count > 15 && (modules["Stages"]?.count ?? 0) > 100)
    for (module, files) in modules.sorted(by: { $0.key < $1.key }) {
      let arrows = Self.arrows(files)
      let circle = Self.circle(arrows)
      let within = circle.map { room in
        "\(room): \((arrows[room] ?? [:]).filter { circle.contains($0.key) }.sorted { $0.key < $1.key })"
      }
      #expect(circle.isEmpty, "\(module): \(within)")
    }
  }

  @Test func aCircleIsSeen() {
    let files = [
      ("a", "struct A { let b: B }"), ("b", "struct B { func a() -> A? { nil } }"), ("c", "enum C { case a(A) }"),
    ]
    .map { SourceFile(Array($0.1.utf8), module: "M", room: $0.0, name: "x.swift") }
    // What points at a circle cannot be taken away either.
    #expect(Self.circle(Self.arrows(files)) == ["a", "b", "c"])
    #expect(Self.circle(Self.arrows(Array(files[1...]))).isEmpty)
  }

  @Test func namesInTextsCommentsAndOtherTypesAreNoArrows() {
    let one = SourceFile(
      Array("// B\nstruct A { let text = \"B \\\" B\"; enum K {}; let k: K }".utf8), module: "M", room: "a",
      name: "A.swift")
    let other = SourceFile(Array("struct B { let a: A }\nstruct K {}".utf8), module: "M", room: "b", name: "B.swift")
    #expect(Self.arrows([one, other]) == ["b": ["a": ["B.swift: A"]]])
  }
}
