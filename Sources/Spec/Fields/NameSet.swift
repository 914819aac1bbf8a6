/// Names that must differ, compared by their UTF-8 bytes.
///
/// Names that are canonically equivalent but not equal (é as one character and as two) are refused as well:
/// nobody could tell them apart, and Swift takes them for equal.
struct NameSet {
  private let kind: String
  private var first: [String: (name: String, line: Int)] = [:]

  /// - Parameter kind: What the names are of, for messages.
  init(kind: String) {
    self.kind = kind
  }

  /// Adds a name; reports it at `item` where it is there already.
  mutating func insert(_ name: String, at item: Item) {
    // A dictionary's keys are compared by canonical equivalence, which finds both.
    guard let found = first[name] else {
      first[name] = (name, item.span.start.line + 1)
      return
    }
    let same = found.name.utf8.elementsEqual(name.utf8)
    item.report(
      same
        ? .duplicate(kind: kind, value: name, firstLine: found.line)
        : .twin(kind: kind, value: name, firstLine: found.line))
  }
}
