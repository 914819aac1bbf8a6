/// Two shares, both inside.
package struct ShareRange: Sendable, Equatable {
  /// The lower.
  package var low: Double
  /// The higher.
  package var high: Double
}

extension Kind where Value == ShareRange {
  /// `[low, high]`.
  static var range: Self {
    .init(
      .range(.share), read: { ShareRange($0) }, canonical: { .list([.number($0.low), .number($0.high)]) },
      keyText: { "\($0.low) \($0.high)" })
  }
}

extension ShareRange {
  fileprivate init?(_ item: Item) {
    guard let items = item.elements(.range) else { return nil }
    guard items.count == 2 else {
      item.report(.wrongCount(key: item.key, count: items.count, Bounds(from: 2, to: 2, note: "two")))
      return nil
    }
    let ends = items.map { $0.number(.share) }
    guard let low = ends[0], let high = ends[1] else { return nil }
    guard low < high else {
      item.report(.notAscending(key: item.key))
      return nil
    }
    self.init(low: low, high: high)
  }
}
