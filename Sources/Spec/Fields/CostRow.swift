/// What it costs to take images of a class for others.
package struct CostRow: Sendable, Equatable {
  /// What an image of the class costs that is called another.
  package struct Cost: Sendable, Equatable {
    /// The predicted class.
    package var name: String
    /// At least 0.
    package var cost: Double
  }

  /// The true class.
  package var name: String
  /// In the order of the classes; those that are not declared are left out.
  package var costs: [Cost]
}

extension Kind where Value == [CostRow] {
  /// A table of true class → predicted class → cost, in the order of the classes.
  static var costs: Self {
    let bounds = Bounds(from: 0, to: 1e12)
    return .init(
      .table(keys: "true classes", .table(keys: "predicted classes", .number(bounds))), takesNothing: true,
      read: { CostRow.rows($0, bounds) },
      canonical: { .table($0.map { ($0.name, .table($0.costs.map { ($0.name, .number($0.cost)) })) }) },
      keyText: {
        $0.flatMap { row in row.costs.map { "\(row.name)\t\($0.name)\t\($0.cost)" } }.joined(separator: "\n")
      })
  }
}

extension CostRow {
  /// Reads the table; every mistake in it is reported.
  fileprivate static func rows(_ table: Item, _ bounds: Bounds) -> [CostRow] {
    let classes = ClassList(table.reading.known.classes)
    var rows: [Int: CostRow] = [:]
    for row in table.entries() {
      let place = classes.place(ofKey: row)
      var costs: [Int: CostRow.Cost] = [:]
      for item in row.entries() {
        let predicted = classes.place(ofKey: item)
        let cost = item.named(table.key).number(bounds)
        if let predicted, let cost { costs[predicted] = CostRow.Cost(name: item.key, cost: cost) }
      }
      let sorted = costs.keys.sorted().compactMap { costs[$0] }
      if let place, !sorted.isEmpty { rows[place] = CostRow(name: row.key, costs: sorted) }
    }
    return rows.keys.sorted().compactMap { rows[$0] }
  }
}
