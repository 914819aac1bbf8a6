/// The batch.
package struct ClusterSpec: Sendable, Equatable {
  /// How the uncertain share is chosen from the candidates.
  package enum Method: String, Sendable, CaseIterable {
    case kmeans, kcenter, rank, badge, typiclust, probcover, dbscan
    case rankedBatch = "ranked_batch"
    case uncertainPerCluster = "uncertain_per_cluster"
    case random
  }
  /// Default kmeans.
  package var method: Method
  /// Number of images in a batch.
  ///
  /// Default 100.
  package var batch: Int
  /// Candidates as a multiple of the images that are not drawn at random: the `4x` of the spec.
  ///
  /// Default 4.
  package var candidates: Double
  /// What of the batch is chosen otherwise than for uncertainty.
  package var shares: SharesSpec
  /// What happens where a share cannot be filled.
  package var whenShort: WhenShortSpec
  /// The cosine distance below which only one of two images may be in the batch; at most 1.
  ///
  /// Nil: any two may.
  package var nearDuplicates: Double?
  /// The most images of one group in a batch, the random share left out.
  ///
  /// Nil: any number.
  package var perGroup: Int?
  /// How the uncertain share is divided over predicted classes.
  ///
  /// Nil: as the method has it.
  package var balance: BalanceSpec?
  /// In so many iterations, one after the other, each class is asked about at least once.
  ///
  /// Nil: no class is forced.
  package var everyClassWithin: Int?
  /// What the method is told.
  package var parameters: MethodParameters
  /// Other methods that are tried beside, in declared order.
  package var shadow: [ShadowSpec]
}

/// The shares of a batch; what they leave is the uncertain share.
package struct SharesSpec: Sendable, Equatable {
  /// Drawn from the whole remaining pool.
  ///
  /// Default 0.05.
  package var random: Double
  /// Far from all that is labelled or picked.
  ///
  /// Default 0.
  package var diverse: Double
  /// Given to a rare class by the model, or far from all that is labelled.
  ///
  /// Default 0.
  package var rare: Double
  /// Suspected label errors.
  ///
  /// Default 0.
  package var review: Double
}

/// What happens to images that a share cannot find.
package struct WhenShortSpec: Sendable, Equatable {
  /// What can happen.
  package enum Rule: String, Sendable, CaseIterable { case uncertain, random, smaller, stop }
  /// Never `uncertain`.
  ///
  /// Default random.
  package var uncertain: Rule
  /// Default uncertain.
  package var diverse: Rule
  /// Default uncertain.
  package var rare: Rule
  /// Default uncertain.
  package var review: Rule
}

/// Rarity-aware stratification.
package struct BalanceSpec: Sendable, Equatable {
  /// What is balanced over.
  package enum By: String, Sendable, CaseIterable { case predicted }
  /// Default predicted.
  package var by: By
  /// A class of share f weighs f / (f + smoothing): 0 gives all classes alike.
  ///
  /// Default 0.1.
  package var smoothing: Double
}

/// What a method may be told; nil: it has no such parameter, or finds the value itself.
package struct MethodParameters: Sendable, Equatable {
  /// Lloyd iterations at the most (kmeans, uncertain_per_cluster).
  ///
  /// Default 25.
  package var iterations: Int?
  /// The radius of a neighbourhood (probcover, dbscan).
  ///
  /// Default: found from the candidates.
  package var radius: Double?
  /// The share of neighbourhoods that are to be pure, from which a radius is found (probcover).
  ///
  /// Default 0.95.
  package var purity: Double?
  /// How many images make a neighbourhood dense (dbscan).
  ///
  /// Default 5.
  package var minimum: Int?
  /// How many neighbours typicality looks at (typiclust).
  ///
  /// Default 20.
  package var neighbours: Int?
  /// The greatest number of clusters (typiclust).
  ///
  /// Default 500.
  package var maxClusters: Int?
}

/// A way of choosing the batch that is tried beside the one that counts.
package struct ShadowSpec: Sendable, Equatable {
  /// What ranks the candidates.
  package enum Measure: String, Sendable, CaseIterable {
    case margin
    case leastConfidence = "least_confidence"
    case entropy
  }
  /// Nil: the measure of the spec.
  package var measure: Measure?
  /// How images are chosen.
  package var method: ClusterSpec.Method
  /// What the method is told.
  package var parameters: MethodParameters

  /// How tables call it: the method, or `measure/method`, with the parameters that are not the default behind it.
  package var name: String {
    let defaults = MethodParameters(self.method).fields.map(\.value.inline)
    let told = zip(parameters.fields, defaults).filter { field, other in field.value.inline != other }
      .map { field, _ in "\(field.key)=\(field.value.inline ?? "")" }
    let word = self.method.rawValue
    let method = told.isEmpty ? word : "\(word)(\(told.joined(separator: ",")))"
    return measure.map { "\($0.rawValue)/\(method)" } ?? method
  }
}

extension ClusterSpec {
  /// A batch all drawn at random, of the same size.
  package var allRandom: ClusterSpec {
    var all = self
    all.method = .random
    all.shares = SharesSpec(random: shares.random, diverse: 0, rare: 0, review: 0)
    all.parameters = MethodParameters(.random)
    all.nearDuplicates = nil
    all.perGroup = nil
    all.balance = nil
    all.everyClassWithin = nil
    all.shadow = []
    return all
  }
}
