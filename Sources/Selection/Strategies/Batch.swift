/// A batch as it is declared: how many images, from how many candidates, in which shares, by which method, and within which
/// caps.
package struct Batch: Sendable, Equatable {
  /// How the uncertain share is chosen among the candidates.
  package enum Method: String, Sendable, CaseIterable {
    case kmeans, kcenter, rank, badge, typiclust, probcover, dbscan, direct
    case rankedBatch = "ranked_batch"
    case uncertainPerCluster = "uncertain_per_cluster"
    /// All images at random from the whole remaining pool: the baseline.
    case random
  }

  /// How images are chosen among the candidates.
  package var method: Method
  /// The parameters that the method may have.
  package var parameters: StrategyParameters
  /// The number of images.
  package var size: Int
  /// Candidates as a multiple of the images that are not drawn at random.
  package var candidateMultiple: Double
  /// What of the batch is not chosen for uncertainty.
  package var shares: BatchShares
  /// What happens where a share cannot be filled.
  package var whenShort: ShortageRules
  /// The cosine distance below which two images are near-duplicates, of which one may be in the batch; nil: any two may.
  package var nearDuplicates: Double?
  /// The most images of one production run; nil: any number.
  package var perGroup: Int?
  /// How much the inverse frequency of predicted classes is smoothed; nil: the uncertain share is not balanced over them.
  package var balance: Double?
  /// The share of the batch that goes in equal parts to the classes but the negative one, to each its most probable images;
  /// nil: none.
  package var quota: Double?

  /// Declares a batch.
  package init(
    method: Method, parameters: StrategyParameters = StrategyParameters(), size: Int, candidateMultiple: Double,
    shares: BatchShares, whenShort: ShortageRules = ShortageRules(), nearDuplicates: Double? = nil,
    perGroup: Int? = nil, balance: Double? = nil, quota: Double? = nil
  ) {
    self.method = method
    self.parameters = parameters
    self.size = size
    self.candidateMultiple = candidateMultiple
    self.shares = shares
    self.whenShort = whenShort
    self.nearDuplicates = nearDuplicates
    self.perGroup = perGroup
    self.balance = balance
    self.quota = quota
  }

  /// How many images each share is to have.
  package var counts: [Share: Int] { method == .random ? [.random: size] : shares.counts(size) }

  /// How many images are drawn at random from the whole remaining pool.
  package var randomCount: Int { counts[.random] ?? 0 }

  /// How many images are chosen, among the candidates and otherwise.
  package var wanted: Int { size - randomCount }

  /// The greatest number of candidates.
  package var candidateCap: Int {
    Int(min(Double(Int32.max), (Double(wanted) * max(1, candidateMultiple)).rounded(.up)))
  }

  /// Whether an image may be left out for another that is in the batch.
  package var hasCaps: Bool { nearDuplicates != nil || perGroup != nil }

  /// What chooses the uncertain share; nil where everything is drawn at random.
  package var strategy: (any BatchStrategy)? { method.strategy(parameters) }
}

/// The parameters that a method of choosing may have; what is not given has the method's default.
package struct StrategyParameters: Sendable, Equatable {
  /// A parameter, by its name in the spec.
  package enum Name: String, Sendable, CaseIterable {
    case iterations, radius, purity, minimum, neighbours
    case maxClusters = "max_clusters"
  }

  /// Lloyd iterations at the most.
  package var iterations: Int
  /// The radius of a neighbourhood; nil: found from the candidates.
  package var radius: Double?
  /// The share of neighbourhoods that are to be pure, from which a radius is found.
  package var purity: Double
  /// How many images make a neighbourhood dense.
  package var minimum: Int
  /// How many neighbours typicality looks at.
  package var neighbours: Int
  /// The greatest number of clusters.
  package var maxClusters: Int

  /// Says what differs from the defaults.
  package init(
    iterations: Int = 25, radius: Double? = nil, purity: Double = 0.95, minimum: Int = 5, neighbours: Int = 20,
    maxClusters: Int = 500
  ) {
    self.iterations = iterations
    self.radius = radius
    self.purity = purity
    self.minimum = minimum
    self.neighbours = neighbours
    self.maxClusters = maxClusters
  }
}

extension Batch.Method {
  /// The parameters that the method may have.
  package var parameters: [StrategyParameters.Name] {
    switch self {
    case .kmeans, .uncertainPerCluster: [.iterations]
    case .typiclust: [.neighbours, .maxClusters]
    case .probcover: [.radius, .purity]
    case .dbscan: [.radius, .minimum]
    case .kcenter, .rank, .badge, .rankedBatch, .direct, .random: []
    }
  }

  /// The strategy; nil where everything is drawn at random.
  package func strategy(_ parameters: StrategyParameters) -> (any BatchStrategy)? {
    switch self {
    case .kmeans: KMeansStrategy(iterations: parameters.iterations)
    case .kcenter: KCenterStrategy()
    // What it asks about is found in the whole pool and comes in its order.
    case .rank, .direct: HeadOfRanking()
    case .badge: Badge()
    case .typiclust: TypiClust(maxClusters: parameters.maxClusters, neighbours: parameters.neighbours)
    case .probcover: ProbCover(radius: parameters.radius.map { Float($0) }, purity: parameters.purity)
    case .dbscan: DensityClusters(radius: parameters.radius.map { Float($0) }, minimum: parameters.minimum)
    case .rankedBatch: RankedBatch()
    case .uncertainPerCluster: UncertainPerCluster(iterations: parameters.iterations)
    case .random: nil
    }
  }
}
