/// Sorting by the UTF-8 bytes of texts; what has equal texts keeps its order.
///
/// In one place, since the standard library's sort is compiled anew wherever it is given a comparison: fifty of them were a
/// quarter of a module.
extension Sequence {
  /// The elements in the order of a text that each has.
  package func sortedByBytes(of text: (Element) -> String) -> [Element] {
    let elements = Array(self)
    return elements.map(text).orderByBytes().map { elements[$0] }
  }

  /// The elements in the order of a text that each has, and of another where that is the same.
  package func sortedByBytes(of first: (Element) -> String, then second: (Element) -> String) -> [Element] {
    let elements = Array(self)
    return orderByBytes(elements.map(first), then: elements.map(second)).map { elements[$0] }
  }
}

extension Sequence<String> {
  /// The texts in order.
  package func sortedByBytes() -> [String] {
    var texts = Array(self)
    texts.sortByBytes()
    return texts
  }
}

extension Array {
  /// Brings the elements into the order of a text that each has.
  package mutating func sortByBytes(of text: (Element) -> String) { self = sortedByBytes(of: text) }

  /// Brings the elements into the order of a text that each has, and of another where that is the same.
  package mutating func sortByBytes(of first: (Element) -> String, then second: (Element) -> String) {
    self = sortedByBytes(of: first, then: second)
  }
}

extension Array<String> {
  /// Brings the texts into order.
  package mutating func sortByBytes() { sort { $0.precedesByBytes($1) } }

  /// The places of the texts in their order.
  package func orderByBytes() -> [Int] { indices.sorted { self[$0].precedesByBytes(self[$1]) } }
}

/// The places of pairs of texts in their order.
private func orderByBytes(_ first: [String], then second: [String]) -> [Int] {
  first.indices.sorted { a, b in
    first[a].equalsByBytes(first[b]) ? second[a].precedesByBytes(second[b]) : first[a].precedesByBytes(first[b])
  }
}
