import ArgumentParser
import Selection

/// What `winnow pick` is asked for of the batch: how many images, how they are chosen, and within which caps.
struct PickBatchOptions: ParsableArguments {
  @Option(
    help: "kmeans, kcenter, rank, badge, typiclust, probcover, dbscan, ranked_batch, uncertain_per_cluster or random.")
  var method = Batch.Method.kmeans.rawValue
  @Option(help: "Number of images to pick.") var batch: Int
  @Option(help: "Candidates as a multiple of the images that are not drawn at random, as 4x.") var candidates = "4x"
  @Option(help: "Share drawn at random from the rest of the pool.") var random = 0.0
  @Option(help: "Share that lies far from all that is labelled or picked.") var diverse = 0.0
  @Option(help: "What happens where a share cannot be filled: uncertain, random, smaller or stop.")
  var whenShort = Shortage.uncertain.rawValue
  @Option(help: "Of images at most this cosine distance apart one is picked.") var nearDuplicates: Double?
  @Option(help: "The most images of one group, with --groups.") var perGroup: Int?
  @Option(help: "Balance over predicted classes: how much their inverse frequency is smoothed, as 0.1.")
  var balance: Double?
  @Option(help: "kmeans, uncertain_per_cluster: Lloyd iterations at the most (25).") var iterations: Int?
  @Option(help: "probcover, dbscan: the radius of a neighbourhood; without it, found from the candidates.")
  var radius: Double?
  @Option(help: "probcover: the share of pure neighbourhoods that a radius is found from (0.95).") var purity: Double?
  @Option(help: "dbscan: how many images make a neighbourhood dense (5).") var minimum: Int?
  @Option(help: "typiclust: how many neighbours typicality looks at (20).") var neighbours: Int?
  @Option(help: "typiclust: the greatest number of clusters (500).") var maxClusters: Int?

  func validate() throws {
    if batch < 1 { throw ValidationError("--batch takes a whole number from 1.") }
    for (name, share) in [("random", random), ("diverse", diverse)] where !(0...1).contains(share) {
      throw ValidationError("--\(name) takes a share from 0 to 1.")
    }
    if random + diverse > 1 + 1e-9 { throw ValidationError("--random and --diverse add up to more than 1.") }
    if let nearDuplicates, !(nearDuplicates > 0 && nearDuplicates <= 1) {
      throw ValidationError("--near-duplicates takes a cosine distance above 0 and at most 1.")
    }
    if let balance, !(balance >= 0 && balance <= 1e6) { throw ValidationError("--balance takes a number from 0.") }
    if let radius, !(radius > 0 && radius.isFinite) { throw ValidationError("--radius takes a number above 0.") }
    if let purity, !(purity > 0 && purity <= 1) { throw ValidationError("--purity takes a share above 0.") }
    if let iterations, !(1...10_000).contains(iterations) {
      throw ValidationError("--iterations takes a whole number from 1 to 10,000.")
    }
    let whole = [
      ("per-group", perGroup), ("minimum", minimum), ("neighbours", neighbours), ("max-clusters", maxClusters),
    ]
    for case (let name, let value?) in whole where value < 1 {
      throw ValidationError("--\(name) takes a whole number from 1.")
    }
  }

  /// The batch that is asked for.
  ///
  /// - Throws: `CommandError` for a word that is none, and for a parameter that the method has not.
  func declared() throws -> Batch {
    guard let method = Batch.Method(rawValue: method) else {
      throw Self.unknown(method, Batch.Method.allCases.map(\.rawValue))
    }
    guard method != .direct else {
      throw CommandError.badArgument(
        self.method,
        "it needs the labels that a model was trained on: winnow sweep N --method direct tries it on an iteration")
    }
    guard let rule = Shortage(rawValue: whenShort) else {
      throw Self.unknown(whenShort, Shortage.allCases.map(\.rawValue))
    }
    guard let multiple = Double(candidates.hasSuffix("x") ? String(candidates.dropLast()) : candidates), multiple >= 1,
      multiple.isFinite
    else { throw CommandError.badArgument(candidates, "--candidates takes a multiple from 1, as 4x") }
    return Batch(
      method: method, parameters: try parameters(of: method), size: batch, candidateMultiple: multiple,
      shares: BatchShares(random: random, diverse: diverse),
      whenShort: ShortageRules(
        uncertain: rule == .uncertain ? .random : rule, diverse: rule, rare: rule, review: rule),
      nearDuplicates: nearDuplicates, perGroup: perGroup, balance: balance)
  }

  private func parameters(of method: Batch.Method) throws -> StrategyParameters {
    let given: [(name: StrategyParameters.Name, isGiven: Bool)] = [
      (.iterations, iterations != nil), (.radius, radius != nil), (.purity, purity != nil),
      (.minimum, minimum != nil), (.neighbours, neighbours != nil), (.maxClusters, maxClusters != nil),
    ]
    for (name, isGiven) in given where isGiven && !method.parameters.contains(name) {
      let option = "--" + name.rawValue.replacing("_", with: "-")
      let others = Batch.Method.allCases.filter { $0.parameters.contains(name) }.map(\.rawValue)
      throw CommandError.badArgument(
        option, "the method '\(method.rawValue)' has no such parameter; it goes with \(others.joined(separator: ", "))")
    }
    let other = StrategyParameters()
    return StrategyParameters(
      iterations: iterations ?? other.iterations, radius: radius, purity: purity ?? other.purity,
      minimum: minimum ?? other.minimum, neighbours: neighbours ?? other.neighbours,
      maxClusters: maxClusters ?? other.maxClusters)
  }

  private static func unknown(_ word: String, _ known: [String]) -> CommandError {
    .badArgument(word, "expected one of \(known.joined(separator: ", "))")
  }
}
