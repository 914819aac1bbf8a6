// How the cluster stage's parameters are read. See StagesSpec+Reading.swift.

extension ClusterSpec {
  /// Reads the stage.
  ///
  /// - Parameters:
  ///   - stage: The stage's mapping.
  ///   - hasGroups: Whether anything says which production run an image is of.
  init(_ stage: Section, hasGroups: Bool) {
    let chosen = stage.item("method").map { $0.word(Method.self) } ?? .kmeans
    method = chosen ?? .kmeans
    batch = stage.item("batch")?.whole(1...100_000_000) ?? 100
    candidates = stage.item("candidates")?.multiple(Bounds(from: 1, to: 1e6)) ?? 4
    shares = SharesSpec(stage.section("shares", .shares, place: stage.place))
    whenShort = WhenShortSpec(stage)
    nearDuplicates = stage.optional("near_duplicates")?.number(.positiveShare)
    perGroup = stage.optional("per_group")?.whole(1...100_000_000)
    if perGroup != nil, !hasGroups { stage.report(.needs(key: "per_group", other: "pool.metadata"), at: "per_group") }
    balance = stage.optional("balance").flatMap { $0.section(.balance, place: stage.place) }.map { BalanceSpec($0) }
    everyClassWithin = stage.optional("every_class_within")?.whole(1...1_000_000)
    // What goes with a word that is no method, nobody knows.
    parameters = MethodParameters(chosen, in: stage)
    let list = stage.optional("shadow")?.elements() ?? []
    if list.count > ShadowSpec.most, let item = stage.item("shadow") {
      item.report(.wrongCount(key: "shadow", count: list.count, Bounds(from: 0, to: Double(ShadowSpec.most))))
    }
    shadow = ShadowSpec.read(list.prefix(ShadowSpec.most), place: stage.place)
    if chosen == .random { checkRandom(stage) }
  }

  /// Where all images are drawn at random there is nothing for a share, a cap or a shadow to hold for.
  private func checkRandom(_ stage: Section) {
    let given: [(key: String, isGiven: Bool)] = [
      ("shares", shares.diverse + shares.rare + shares.review > 0), ("near_duplicates", nearDuplicates != nil),
      ("per_group", perGroup != nil), ("balance", balance != nil), ("every_class_within", everyClassWithin != nil),
      ("shadow", !shadow.isEmpty),
    ]
    let needed = Method.allCases.map(\.rawValue).filter { $0 != Method.random.rawValue }
    for (key, isGiven) in given where isGiven {
      stage.report(.wrongChoice(key: key, of: "method", chosen: method.rawValue, needed: needed), at: key)
    }
  }
}

extension SharesSpec {
  fileprivate init(_ section: Section) {
    random = section.item("random")?.number(.share) ?? 0.05
    diverse = section.item("diverse")?.number(.share) ?? 0
    rare = section.item("rare")?.number(.share) ?? 0
    review = section.item("review")?.number(.share) ?? 0
    let uncertain = section.optional("uncertain")?.number(.share)
    let sum = random + diverse + rare + review + (uncertain ?? 0)
    // Tenths are no binary fractions: a sum may be beside 1 by the rounding of its parts.
    if sum > 1 + 1e-9 {
      section.reading.report(
        .sharesAboveOne(sum: CanonicalNumber.text(ofSum: sum)), at: section.span, in: section.place)
    } else if uncertain != nil, sum < 1 - 1e-9 {
      section.reading.report(
        .sharesBelowOne(sum: CanonicalNumber.text(ofSum: sum)), at: section.span, in: section.place)
    }
  }
}

extension WhenShortSpec {
  /// Reads `when_short`: one word for all shares, or a word a share.
  fileprivate init(_ stage: Section) {
    self.init(uncertain: .random, diverse: .uncertain, rare: .uncertain, review: .uncertain)
    guard let item = stage.optional("when_short") else { return }
    guard case .mapping = item.node.content else {
      if let rule = item.word(Rule.self) {
        self.init(uncertain: rule == .uncertain ? .random : rule, diverse: rule, rare: rule, review: rule)
      }
      return
    }
    guard let section = item.section(.whenShort, place: stage.place) else { return }
    if let rule = section.item("uncertain")?.word(OfUncertain.self) {
      uncertain = Rule(rawValue: rule.rawValue) ?? uncertain
    }
    diverse = section.item("diverse")?.word(Rule.self) ?? diverse
    rare = section.item("rare")?.word(Rule.self) ?? rare
    review = section.item("review")?.word(Rule.self) ?? review
  }

  /// What the uncertain share can leave to others.
  private enum OfUncertain: String, CaseIterable { case random, smaller, stop }
}

extension BalanceSpec {
  fileprivate init(_ section: Section) {
    by = section.item("by")?.word(By.self) ?? .predicted
    smoothing = section.item("smoothing")?.number(Bounds(from: 0, to: 1e6)) ?? 0.1
  }
}

extension ShadowSpec {
  /// The most that are tried.
  fileprivate static let most = 32

  /// Reads the list; each must have a name of its own.
  fileprivate static func read(_ items: some Sequence<Item>, place: SpecPlace) -> [ShadowSpec] {
    var names = NameSet(kind: "shadow strategy")
    return items.compactMap { item in
      guard let section = item.section(.shadow, place: place),
        let method = section.required("method", example: "method: rank, what would choose")
      else { return nil }
      var chosen = method.word(ClusterSpec.Method.self)
      if chosen == .random {
        // The random share of the batch is that already.
        let others = ClusterSpec.Method.allCases.map(\.rawValue).filter { $0 != "random" }
        method.report(.unknownWord(key: "method", value: "random", allowed: others))
        chosen = nil
      }
      let measure = section.optional("measure")?.word(Measure.self)
      let shadow = ShadowSpec(
        measure: measure, method: chosen ?? .kmeans, parameters: MethodParameters(chosen, in: section))
      if chosen != nil { names.insert(shadow.name, at: method) }
      return shadow
    }
  }
}

extension MethodParameters {
  /// The keys that some method knows, in canonical order.
  static let keys = ["iterations", "radius", "purity", "minimum", "neighbours", "max_clusters"]

  /// The keys that a method knows.
  package static func keys(of method: ClusterSpec.Method) -> [String] {
    switch method {
    case .kmeans, .uncertainPerCluster: ["iterations"]
    case .typiclust: ["neighbours", "max_clusters"]
    case .probcover: ["radius", "purity"]
    case .dbscan: ["radius", "minimum"]
    case .kcenter, .rank, .badge, .rankedBatch, .random: []
    }
  }

  /// What a method is told where nothing is said.
  package init(_ method: ClusterSpec.Method) {
    let known = MethodParameters.keys(of: method)
    self.init(
      iterations: known.contains("iterations") ? 25 : nil, radius: nil, purity: known.contains("purity") ? 0.95 : nil,
      minimum: known.contains("minimum") ? 5 : nil, neighbours: known.contains("neighbours") ? 20 : nil,
      maxClusters: known.contains("max_clusters") ? 500 : nil)
  }

  /// Reads what a method is told; what it does not know is reported.
  fileprivate init(_ method: ClusterSpec.Method?, in section: Section) {
    self.init(method ?? .kmeans)
    let whole = { (key: String, least: Int) in section.optional(key)?.whole(least...100_000_000) }
    let told = MethodParameters(
      iterations: section.optional("iterations")?.whole(1...10_000),
      radius: section.optional("radius")?.number(Bounds(from: 0, to: 1e9, above: true)),
      purity: section.optional("purity")?.number(.positiveShare), minimum: whole("minimum", 1),
      neighbours: whole("neighbours", 1), maxClusters: whole("max_clusters", 1))
    guard let method else { return }
    let known = MethodParameters.keys(of: method)
    for key in MethodParameters.keys where !known.contains(key) && section.optional(key) != nil {
      // Specs that were written out before methods had parameters of their own have it with every method.
      if key == "iterations", told.iterations == 25 { continue }
      let needed = ClusterSpec.Method.allCases.filter { MethodParameters.keys(of: $0).contains(key) }
      section.report(
        .wrongChoice(key: key, of: "method", chosen: method.rawValue, needed: needed.map(\.rawValue)), at: key)
    }
    if known.contains("iterations") { iterations = told.iterations ?? iterations }
    radius = known.contains("radius") ? told.radius : nil
    purity = known.contains("purity") ? told.purity ?? purity : nil
    minimum = known.contains("minimum") ? told.minimum ?? minimum : nil
    neighbours = known.contains("neighbours") ? told.neighbours ?? neighbours : nil
    maxClusters = known.contains("max_clusters") ? told.maxClusters ?? maxClusters : nil
  }
}
