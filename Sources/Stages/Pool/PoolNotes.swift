import Labelling
import Report
import Texts

/// What the pool stage says of the pool: what was read, what was not and why, and what was left aside.
struct PoolNotes {
  /// One line a finding, the figures first.
  let lines: [String]

  /// Words the findings.
  ///
  /// - Parameters:
  ///   - pool: What was found.
  ///   - copies: Images whose bytes equal another's.
  ///   - isTable: Whether a table lists the images, of which none was looked at then.
  ///   - leftOut: Columns of the pool's table that are not kept.
  init(_ pool: ListedPool, copies: Int, isTable: Bool, leftOut: [(name: String, what: String)] = []) {
    var figures = ["\(Figures.grouped(pool.readable.count)) images \(isTable ? "listed by pool.table" : "read")"]
    if copies > 0 { figures.append("\(Figures.grouped(copies)) of them exact copies of others") }
    let undecodable = pool.undecodable
    if !undecodable.isEmpty {
      figures.append("\(Self.byReason(undecodable)) that the built-in decoder alone cannot read")
    }
    let broken = pool.broken
    if !isTable { figures.append(broken.isEmpty ? "none broken" : "\(Self.byReason(broken)) broken and left out") }
    var lines = [figures.joined(separator: ", ")]
    lines += pool.leftAside.isEmpty ? [] : ["not taken: " + pool.leftAside.map(Self.leftAside).joined(separator: "; ")]
    if !leftOut.isEmpty {
      lines.append(
        "columns of pool.table that hold more than single values and are not kept: "
          + leftOut.map { "\($0.name) (\($0.what))" }.joined(separator: ", "))
    }
    self.lines = lines
  }

  /// One kind of what was left aside: `12 .JPG, which fit no pattern (the first is a/IMG_1.JPG)`.
  static func leftAside(_ kind: PoolFolder.LeftAside) -> String {
    let many = kind.files != 1
    let what: String
    switch kind.reason {
    case .noPattern: what = ".\(kind.ending) that \(many ? "fit" : "fits") no pattern"
    case .notByDefault: what = ".\(kind.ending), taken only where pool.images asks for \(many ? "them" : "it")"
    case .hidden: what = ".\(kind.ending) with a name or folder that begins with a dot"
    case .hiddenFolder: what = "\(many ? "folders" : "folder") whose name begins with a dot, not looked into"
    case .repeatedFolder: what = "\(many ? "links" : "link") to a folder that belongs to the pool already"
    }
    return "\(Figures.grouped(kind.files)) \(what) (\(many ? "the first is " : "")\(kind.first))"
  }

  /// How many there are of each reason: `3 (2 truncated, 1 empty_file)`.
  static func byReason(_ images: [(id: String, reason: String)]) -> String {
    var counts: [ExactText: Int] = [:]
    for image in images { counts[image.reason.exact, default: 0] += 1 }
    let parts = counts.keys.sorted().map { "\(Figures.grouped(counts[$0] ?? 0)) \($0.text)" }
    return "\(Figures.grouped(images.count)) (\(parts.joined(separator: ", ")))"
  }
}

extension PoolFolder.LeftAside {
  /// How many there are, what they are, and the first of them.
  package var words: String { PoolNotes.leftAside(self) }
}
