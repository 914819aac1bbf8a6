/// An image of a batch, and why it is there.
package struct Pick: Sendable, Equatable {
  /// The image's number.
  package var image: Int
  /// The share that took it.
  package var share: Share
  /// The class for whose sake it was taken: of a rare image or one of a class long not asked about.
  package var forClass: Int?
  /// Its cluster, where there are clusters.
  package var cluster: Int32?
  /// How many candidates that cluster has.
  package var clusterSize: Int32?
  /// Its Euclidean distance from the centroid of that cluster, or where there are none from what was labelled or picked
  /// before it.
  package var distance: Float?
  /// How many images it stands for, itself included.
  package var standsFor = 1
  /// The probability with which it was to be in the batch: 1 for a deterministic pick, which is a certainty stratum,
  /// n / N for one of n drawn from N.
  package var inclusionProbability = 1.0
}
