/// The classes while the spec is read, for what else names them.
struct ClassList {
  fileprivate static let most = 4_096
  /// The answer of a person who cannot judge a picture.
  fileprivate static let reserved = "cannot_tell"

  /// In declared order.
  private let names: [String]
  private let known: Set<[UInt8]>

  /// The classes that were read.
  init(_ names: [String]) {
    self.names = names
    known = Set(names.map { Array($0.utf8) })
  }

  /// The class that `item` names; nil where there is no such class, which is reported.
  ///
  /// - Parameters:
  ///   - item: The name.
  ///   - section: The top-level key that the item is under.
  /// - Returns: The class.
  func known(_ item: Item, in section: String) -> String? {
    guard let name = item.text() else { return nil }
    return check(name, item, at: item.span, in: .section(section)) ? name : nil
  }

  /// Where among the classes the one is that is the key of `item`; nil where there is no such class, which is reported.
  func place(ofKey item: Item) -> Int? {
    guard check(item.key, item, at: item.keyPlace, in: item.place) else { return nil }
    return names.firstIndex { $0.utf8.elementsEqual(item.key.utf8) }
  }

  private func check(_ name: String, _ item: Item, at span: Span, in place: SpecPlace) -> Bool {
    // Without classes, which is reported, everything would be unknown.
    if names.isEmpty || known.contains(Array(name.utf8)) { return true }
    let suggestion = item.reading.nearest(name, among: names)
    item.reading.report(.unknownClass(name), at: span, in: place, suggestion: suggestion)
    return false
  }

  /// Shares of classes, in the order of the classes.
  fileprivate func rates(_ table: Item) -> [ClassRate] {
    var rates: [[UInt8]: ClassRate] = [:]
    var sum = 0.0
    for item in table.entries() {
      let rate = item.named(item.key, place: .section(table.key)).number(.share)
      guard check(item.key, item, at: item.keyPlace, in: .section(table.key)), let rate else { continue }
      rates[Array(item.key.utf8)] = ClassRate(name: item.key, rate: rate)
      sum += rate
    }
    // Rates such as 0.94 + 0.03 + 0.02 + 0.01 may add up to a little more than 1.
    if sum > 1 + 1e-9 {
      table.reading.report(
        .ratesAboveOne(sum: CanonicalNumber.text(ofSum: sum)), at: table.keyPlace, in: .section(table.key))
    }
    return names.compactMap { rates[Array($0.utf8)] }
  }
}

extension Kind where Value == [String] {
  /// The names of the classes.
  static var classes: Self {
    let count = 2...ClassList.most
    return .init(
      .list(.text(.name), count),
      read: { list in
        guard let items = list.elements() else { return nil }
        guard count.contains(items.count) else {
          list.report(.wrongCount(key: list.key, count: items.count, Bounds(count)))
          return nil
        }
        var seen = NameSet(kind: "class")
        return items.compactMap { item in
          guard let name = item.text() else { return nil }
          if name == ClassList.reserved { item.report(.reservedClass(name)) }
          seen.insert(name, at: item)
          return name
        }
      }, canonical: { .texts($0) }, keyText: { $0.joined(separator: "\n") })
  }

  /// Some of the classes, the negative one not among them.
  static var rareClasses: Self {
    .init(
      .list(.text(.name), nil),
      read: { list in
        let spec = list.reading.known
        let classes = ClassList(spec.classes)
        var seen = NameSet(kind: "rare class")
        return list.elements()?.compactMap { item in
          guard let name = classes.known(item, in: list.key) else { return nil }
          if spec.isNegative(name) { item.report(.negativeClassRare(name)) }
          seen.insert(name, at: item)
          return name
        }
      }, canonical: { .texts($0) }, keyText: { $0.joined(separator: "\n") })
  }
}

extension Kind where Value == String {
  /// One of the classes.
  static var declaredClass: Self {
    .init(
      .text(.name), read: { ClassList($0.reading.known.classes).known($0, in: $0.key) }, canonical: { .text($0) },
      keyText: { $0 })
  }
}

extension Kind where Value == [ClassRate] {
  /// Shares of classes.
  static var rates: Self {
    .init(
      .table(keys: "classes", .number(.share)), takesNothing: true,
      read: { ClassList($0.reading.known.classes).rates($0) },
      canonical: { .table($0.map { ($0.name, .number($0.rate)) }) },
      keyText: { $0.map { "\($0.name)=\($0.rate)" }.joined(separator: "\n") })
  }
}

/// A class and its share.
package struct ClassRate: Sendable, Equatable {
  /// The class.
  package var name: String
  /// In [0, 1].
  package var rate: Double

  /// Names a class's share.
  package init(name: String, rate: Double) {
    self.name = name
    self.rate = rate
  }
}
