import Engine
import JSON
import Selection
import Storage

/// How a batch came about, in figures: `batch.json`.
package struct BatchFigures: Codable, Sendable, Equatable {
  /// What a share was to have and what it got.
  package struct ShareFigures: Codable, Sendable, Equatable {
    /// Images that went to another share or came from it.
    package struct Transfer: Codable, Sendable, Equatable {
      package var share: String
      package var images: Int
    }
    package var share: String
    package var asked: Int
    /// Images that it could choose from.
    package var available: Int
    package var taken: Int
    /// What it could not find or left to a class long not asked about, by the share that got it.
    package var given: [Transfer]
    package var received: [Transfer]
    /// By how many images it made the batch smaller.
    package var missing: Int
  }

  /// How many images a cap left out.
  package struct Cap: Codable, Sendable, Equatable {
    /// The cosine distance, or the most images of a production run.
    package var limit: Double
    package var leftOut: Int
  }

  /// How the uncertain share was divided over a predicted class.
  package struct ClassFigures: Codable, Sendable, Equatable {
    package var predicted: String
    package var candidates: Int
    package var quota: Int
    package var taken: Int
  }

  /// The random share: n of N.
  package struct Drawn: Codable, Sendable, Equatable {
    package var images: Int
    package var of: Int
  }

  /// What a shadow strategy has in common with the batch.
  package struct Shadow: Codable, Sendable, Equatable {
    package var strategy: String
    package var images: Int
    package var inBatch: Int
    /// The share of its images that the batch holds too.
    package var overlap: Double
  }

  /// Images asked for.
  package var asked: Int
  /// Images in the batch.
  package var picked: Int
  /// In the order in which they are filled.
  package var shares: [ShareFigures]
  package var nearDuplicates: Cap?
  package var perGroup: Cap?
  /// Empty without balance.
  package var classes: [ClassFigures]
  /// Classes that should have been asked about, for which there was no image or no room.
  package var uncovered: [String]
  package var random: Drawn?
  /// Images of the uncertain share from behind the candidates, of whom caps left too few; nil where there are none.
  package var behindCandidates: Int?
  package var shadows: [Shadow]
  /// The batch that the same rules without a threshold would give; nil where there is none, or that is not known.
  package var withoutThreshold: ThresholdEffect.Without?

  init(_ composed: ComposedBatch, batch: Batch, shadows: [Shadow], withoutThreshold: ThresholdEffect.Without?) {
    let outcome = composed.outcome
    asked = batch.size
    picked = outcome.picks.count
    shares = outcome.accounts.map { account in
      func transfers(_ list: [ShareAccount.Transfer]) -> [ShareFigures.Transfer] {
        list.map { .init(share: $0.share.rawValue, images: $0.images) }
      }
      return ShareFigures(
        share: account.share.rawValue, asked: account.asked, available: account.available, taken: account.taken,
        given: transfers(account.given), received: transfers(account.received), missing: account.missing)
    }
    nearDuplicates = batch.nearDuplicates.map { Cap(limit: $0, leftOut: outcome.count(.nearDuplicate)) }
    perGroup = batch.perGroup.map { Cap(limit: Double($0), leftOut: outcome.count(.groupCap)) }
    let uncertain = outcome.picks(of: .uncertain)
    classes = outcome.quotas.map { quota in
      let name = composed.className(quota.predicted)
      return ClassFigures(
        predicted: name, candidates: quota.candidates, quota: quota.quota,
        taken: uncertain.count { composed.predictedClass($0.image) == quota.predicted })
    }
    uncovered = outcome.uncovered.map { composed.className($0) }
    random = outcome.drawnFrom.map { Drawn(images: outcome.picks(of: .random).count, of: $0) }
    // What was picked for the sake of a class was looked for in the whole pool.
    let behind = uncertain.count { $0.forClass == nil && $0.image >= composed.candidates.candidates }
    behindCandidates = behind > 0 ? behind : nil
    self.shadows = shadows
    self.withoutThreshold = withoutThreshold
  }

  /// Reads the file.
  package static func read(_ path: String) throws -> BatchFigures {
    try RecordedJSON.read(BatchFigures.self, from: path, limit: 16 << 20, snakeCase: true)
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    try CodedJSON.bytes(of: self, JSONForm(.pretty, escapes: .slashes), keys: .snakeCase) + [0x0A]
  }
}
