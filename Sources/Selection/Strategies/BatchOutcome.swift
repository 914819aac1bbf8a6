/// What became of an image that a share looked at.
package struct ConsideredImage: Sendable, Equatable {
  /// What became of it.
  package enum Fate: String, Sendable {
    case picked
    /// Too near to an image that was picked or came before it.
    case nearDuplicate = "near_duplicate"
    /// Its production run had as many images in the batch as it may.
    case groupCap = "group_cap"
    case notChosen = "not_chosen"
  }

  /// The image's number.
  package var image: Int
  /// The share that took it; of a candidate that none took the uncertain one, else the first that looked at it.
  package var share: Share
  package var fate: Fate
  /// The image that was picked in its place.
  package var instead: Int?
  /// The image that it nearly equals, where it was left out for it.
  package var nearDuplicateOf: Int?
  package var cluster: Int32?
  package var distance: Float?
}

/// What a share was to have and what it got.
package struct ShareAccount: Sendable, Equatable {
  /// Images that went from one share to another.
  package struct Transfer: Sendable, Equatable {
    package var share: Share
    package var images: Int
  }

  package var share: Share
  /// By the size of the batch.
  package var asked: Int
  /// Images that it could choose from, before near-duplicates and production runs were looked at.
  package var available = 0
  package var taken = 0
  /// What it could not find, and which share got it.
  package var given: [Transfer] = []
  /// What other shares could not find.
  package var received: [Transfer] = []
  /// By how many images it made the batch smaller.
  package var missing = 0
}

/// How the uncertain share was divided over a predicted class.
package struct ClassQuota: Sendable, Equatable {
  package var predicted: Int
  package var candidates: Int
  package var quota: Int
}

/// A batch, and how it came about.
package struct BatchOutcome: Sendable, Equatable {
  /// In the order of the batch.
  package var picks: [Pick] = []
  /// Every candidate, then every other image that a share looked at.
  package var considered: [ConsideredImage] = []
  /// One a share, in the order in which they are filled.
  package var accounts: [ShareAccount] = []
  /// Over predicted classes; empty without balance.
  package var quotas: [ClassQuota] = []
  /// Classes that were to be asked about and were not, for want of an image or of room.
  package var uncovered: [Int] = []
  /// Out of how many images the random share was drawn; nil where none was.
  package var drawnFrom: Int?
  /// The size of each cluster.
  package var clusterSizes: [Int] = []
  /// One centroid a cluster, row-major.
  package var centroids: [Float] = []

  /// How many of the images looked at came to this end.
  package func count(_ fate: ConsideredImage.Fate) -> Int { considered.count { $0.fate == fate } }

  /// The picks of a share, in the order of the batch.
  package func picks(of share: Share) -> [Pick] { picks.filter { $0.share == share } }
}
