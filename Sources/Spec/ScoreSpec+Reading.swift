extension ScoreSpec {
  /// Reads the stage `score`; what does not go together is reported, also with the model of the stage `train`.
  init(_ stage: Section, classes: ClassList, train: TrainSpec) {
    let chosen = stage.item("measure").map { $0.word(Measure.self) } ?? .margin
    let measure = chosen ?? .margin
    let found = stage.optional("uncertainty").map { $0.word(Measure.self, among: Measure.uncertainties) } ?? .margin
    let uncertainty = measure.isStreaming ? nil : found ?? .margin
    let base = uncertainty ?? measure
    self.measure = measure
    self.uncertainty = uncertainty

    let reduce = stage.optional("reduce")?.word(Reduce.self) ?? .mean
    self.reduce = base == .consensusKL ? reduce : nil
    let expected = stage.optional("expected")?.flag() ?? false
    self.expected = base == .gradientNorm ? expected : nil
    let weight = stage.optional("weight")?.number(.share) ?? 0.5
    self.weight = measure == .combined ? weight : nil
    let table = stage.optional("costs")
    costs = table.map { ScoreSpec.costs($0, classes: classes) } ?? []
    density = stage.optional("density").flatMap { $0.section(.density, place: stage.place) }.map(DensitySpec.init)

    below = stage.optional("below")?.number(.positiveShare)
    above = stage.optional("above")?.number(Bounds(from: 0, to: base.isUnbounded ? 1e15 : 100))
    topProbability = stage.optional("top_probability").flatMap(ShareRange.init)
    if stage.item("tiebreak")?.node.isNull ?? false {
      tiebreak = nil
    } else if let item = stage.item("tiebreak") {
      tiebreak = item.word(Tiebreak.self, further: ["none"])
    } else {
      tiebreak = .entropy
    }
    probabilities = stage.item("probabilities")?.word(Probabilities.self) ?? .tempered

    // What a word that is no measure goes with, nobody knows.
    guard chosen != nil else { return }
    let reordering = Measure.allCases.filter { !$0.isStreaming }
    check("uncertainty", goesWith: reordering, in: stage)
    check("weight", goesWith: [.combined], in: stage)
    check("density", goesWith: Measure.uncertainties + [.combined], in: stage)
    if measure == .expectedErrorReduction, !train.isLinearProbe {
      stage.report(
        .wrongChoice(
          key: measure.rawValue, of: "train.run", chosen: train.hook.run.joined(separator: " "),
          needed: [TrainSpec.builtIn.joined(separator: " ")]), at: "measure")
    }
    guard found != nil else { return }
    check("below", ofBase: [.margin], in: stage)
    check("above", ofBase: Measure.allCases.filter(\.takesAbove), in: stage)
    check("reduce", ofBase: [.consensusKL], in: stage)
    check("expected", ofBase: [.gradientNorm], in: stage)
    if !costs.isEmpty { check("costs", ofBase: [.costSensitive], in: stage) }
    if Measure.ofCommittee.contains(base), train.isLinearProbe, train.committee == 0 {
      stage.report(
        .needs(key: base.rawValue, other: "train.committee"), at: measure.isStreaming ? "measure" : "uncertainty")
    }
  }

  private func check(_ key: String, goesWith measures: [Measure], in stage: Section) {
    guard stage.optional(key) != nil, !measures.contains(measure) else { return }
    let needed = measures.map(\.rawValue)
    stage.report(.wrongChoice(key: key, of: "measure", chosen: measure.rawValue, needed: needed), at: key)
  }

  private func check(_ key: String, ofBase measures: [Measure], in stage: Section) {
    guard stage.optional(key) != nil, !measures.contains(base) else { return }
    let needed = measures.map(\.rawValue)
    let of = measure.isStreaming ? "measure" : "uncertainty"
    stage.report(.wrongChoice(key: key, of: of, chosen: base.rawValue, needed: needed), at: key)
  }

  /// Reads a table of true class → predicted class → cost; every mistake in it is reported.
  private static func costs(_ table: Item, classes: ClassList) -> [CostRow] {
    var rows: [Int: CostRow] = [:]
    for row in table.entries() {
      let place = classes.place(ofKey: row)
      var costs: [Int: CostRow.Cost] = [:]
      for item in row.entries() {
        let predicted = classes.place(ofKey: item)
        let cost = item.named(table.key).number(Bounds(from: 0, to: 1e12))
        if let predicted, let cost { costs[predicted] = CostRow.Cost(name: item.key, cost: cost) }
      }
      let sorted = costs.keys.sorted().compactMap { costs[$0] }
      if let place, !sorted.isEmpty { rows[place] = CostRow(name: row.key, costs: sorted) }
    }
    return rows.keys.sorted().compactMap { rows[$0] }
  }
}

extension ScoreSpec.Measure {
  /// Whether it has no greatest value that could be told beforehand.
  fileprivate var isUnbounded: Bool { self == .costSensitive || self == .gradientNorm }
}

extension DensitySpec {
  fileprivate init(_ section: Section) {
    beta = section.item("beta")?.number(Bounds(from: 0, to: 100)) ?? 1
    sample = section.item("sample")?.whole(1...10_000_000) ?? 50_000
  }
}

extension ShareRange {
  /// Reads `[low, high]`.
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
