/// The classes while the spec is read, and what else names them.
struct ClassList {
  private static let most = 4_096
  /// The answer of a person who cannot judge a picture.
  private static let reserved = "cannot_tell"

  /// In declared order.
  let names: [String]
  private let known: Set<[UInt8]>

  /// Reads `classes`.
  init(_ top: Section) {
    guard let list = top.required("classes", example: "classes: [normal, scratch, dent]"),
      let items = list.elements()
    else {
      (names, known) = ([], [])
      return
    }
    let bounds = Bounds(from: 2, to: Double(ClassList.most))
    guard bounds.contains(Double(items.count)) else {
      list.report(.wrongCount(key: list.key, count: items.count, bounds))
      (names, known) = ([], [])
      return
    }
    var seen = NameSet(kind: "class")
    names = items.compactMap { item in
      guard let name = item.text() else { return nil }
      if name == ClassList.reserved { item.report(.reservedClass(name)) }
      seen.insert(name, at: item)
      return name
    }
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

  /// `production_rates`, in the order of the classes.
  func rates(_ top: Section) -> [ClassRate] {
    guard let table = top.optional("production_rates") else { return [] }
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

  /// `rare_classes`, or the classes but the negative one that are declared to be below 0.5 % of production.
  func rare(_ top: Section, negative: String?, rates: [ClassRate]) -> [String] {
    func isNegative(_ name: String) -> Bool { negative.map { $0.utf8.elementsEqual(name.utf8) } ?? false }
    guard let list = top.item("rare_classes") else {
      return rates.filter { $0.rate < 0.005 && !isNegative($0.name) }.map(\.name)
    }
    var seen = NameSet(kind: "rare class")
    return (list.elements() ?? []).compactMap { item in
      guard let name = known(item, in: "rare_classes") else { return nil }
      if isNegative(name) { item.report(.negativeClassRare(name)) }
      seen.insert(name, at: item)
      return name
    }
  }
}
