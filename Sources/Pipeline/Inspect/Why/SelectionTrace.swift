/// Why an image is in the batch of an iteration, or what it lacked.
package struct SelectionTrace: Sendable, Equatable, Encodable {
  /// Where the image's way ended, in the order of the pipeline.
  package enum End: String, Sendable, Encodable, CaseIterable {
    /// It is in the batch.
    case picked
    /// The pool of this iteration does not hold it; that of another does.
    case notInPool = "not_in_pool"
    /// Its file cannot be read.
    case broken
    /// It is held out, used for calibration, or shares group or bytes with a holdout image.
    case heldOut = "held_out"
    /// Its bytes are those of another image.
    case copy
    /// People had answered it before.
    case labelled
    /// It may be picked; the stage that scores images has not run.
    case notScored = "not_scored"
    /// No batch has been chosen yet.
    case noBatch = "no_batch"
    /// Its score is past the threshold.
    case pastThreshold = "past_threshold"
    /// It passed the threshold; enough others rank before it.
    case cut
    /// A near-duplicate was picked in its place.
    case nearDuplicate = "near_duplicate"
    /// Its group had as many images in the batch as it may have.
    case groupCap = "group_cap"
    /// A share looked at it and took others.
    case notChosen = "not_chosen"
    /// The batch was drawn at random, and the draw went to others.
    case notDrawn = "not_drawn"
  }

  package let image: String
  package let iteration: Int
  package internal(set) var end: End
  /// What the pool says of it.
  package internal(set) var group: String?
  /// The class of images it was set apart for, if it was: monitoring, acceptance, calibration or withheld.
  package internal(set) var role: String?
  /// The image whose bytes it has.
  package internal(set) var copyOf: String?
  /// What is wrong with its file, as a code.
  package internal(set) var fault: String?
  /// The iterations whose pool holds it, where this one's does not.
  package internal(set) var pools: [Int]?
  /// The image of this iteration's pool that has its bytes, where the pool does not hold it under its name.
  package internal(set) var movedTo: String?
  /// What people had said of it before: of its bytes, under whatever name.
  package internal(set) var earlier: Label?
  /// What people had said of other bytes that had its name.
  package internal(set) var otherBytes: Label?
  /// The model's prediction.
  package internal(set) var score: Score?
  /// What its share did with it, where it was not picked.
  package internal(set) var considered: Considered?
  package internal(set) var pick: Pick?
  /// The draw from all images that no other share picked; nil where nothing was drawn.
  package internal(set) var random: RandomDraw?
  /// The stratum of a first batch.
  package internal(set) var stratum: Stratum?
  /// What people said of it in this iteration.
  package internal(set) var label: Label?
  /// Other iterations whose batch holds it.
  package internal(set) var otherBatches: [Int] = []

  init(image: String, iteration: Int, end: End) {
    self.image = image
    self.iteration = iteration
    self.end = end
  }
}

extension SelectionTrace {
  /// The measure of an image, and where it stands among the others.
  package struct Score: Sendable, Equatable, Encodable {
    /// The measure of the spec.
    package internal(set) var measure: String
    /// Nil where images are ranked by draw.
    package internal(set) var value: Double?
    /// What it was found by as a candidate, where another measure or a density put the candidates in a new order.
    package internal(set) var base: Double?
    /// The class that the model finds most probable, and its probability.
    package internal(set) var predicted: String
    package internal(set) var probability: Float?
    /// The rule that a candidate's score fulfils; nil for none.
    package internal(set) var threshold: Cutoff?
    /// The range that a candidate's probability is in; nil for none.
    package internal(set) var topProbability: [Double]?
    package internal(set) var passed: Bool
    /// Its place among all unlabelled images, from 1; nil where the tables do not show it.
    package internal(set) var rank: Int?
    /// All unlabelled images.
    package internal(set) var unlabelled: Int
    /// Those that passed.
    package internal(set) var passing: Int
    /// The candidates that the batch was chosen from.
    package internal(set) var candidates: Int
    /// Candidates past the threshold, next in rank, for want of enough that passed.
    package internal(set) var filled: Int
    /// Its place among them, from 1; nil if it is none.
    package internal(set) var candidateRank: Int?
    /// The last candidate's score.
    package internal(set) var lastCandidate: Double?
  }

  /// `below` or `above` a number.
  package struct Cutoff: Sendable, Equatable, Encodable {
    package enum Side: String, Sendable, Encodable { case below, above }
    package let side: Side
    package let limit: Double
  }

  /// What became of an image that a share looked at.
  package struct Considered: Sendable, Equatable, Encodable {
    package internal(set) var share: String
    package internal(set) var method: String
    /// The image that was picked in its place.
    package internal(set) var instead: String?
    /// The image that it nearly equals, where it was left out for it.
    package internal(set) var nearDuplicateOf: String?
    package internal(set) var cluster: Int?
    package internal(set) var distance: Float?
    /// That image's distance, where both are in one cluster.
    package internal(set) var insteadDistance: Float?
    /// The images of its group that are in the batch.
    package internal(set) var fromGroup: [String] = []
  }

  /// The receipt of an image that was picked.
  package struct Pick: Sendable, Equatable, Encodable {
    /// Its order in the batch, and the batch's size.
    package internal(set) var rank: Int
    package internal(set) var batch: Int
    package internal(set) var share: String
    /// How that share chooses; nil for a draw.
    package internal(set) var method: String?
    /// The class for whose sake it was picked.
    package internal(set) var forClass: String?
    /// How far its score is inside the cut-off.
    package internal(set) var gap: Double?
    /// Candidates of the same score and tie-break, itself included.
    package internal(set) var tied: Int?
    package internal(set) var cluster: Int?
    package internal(set) var clusterSize: Int?
    package internal(set) var distance: Float?
    /// How many images it stands for, itself included.
    package internal(set) var standsFor: Int?
    /// A few of the others: not chosen, near-duplicates and such, by id.
    package internal(set) var others: [String] = []
    package internal(set) var inclusionProbability: Double?
  }

  /// n of N.
  package struct RandomDraw: Sendable, Equatable, Encodable {
    package internal(set) var drawn: Int
    package internal(set) var from: Int
  }

  /// A stratum of the first batch.
  package struct Stratum: Sendable, Equatable, Encodable {
    /// What strata are: `group` or a metadata column; nil where the draw has none.
    package internal(set) var by: String?
    package internal(set) var name: String
    package internal(set) var images: Int
    package internal(set) var picked: Int
    package internal(set) var factor: Double
  }

  /// What people came to.
  package struct Label: Sendable, Equatable, Encodable {
    package internal(set) var iteration: Int
    /// What the picture was called then; nil if it was called the same.
    package internal(set) var image: String?
    /// Nil as long as it is not decided.
    package internal(set) var label: String?
    package internal(set) var decidedBy: String
    package internal(set) var votes: [Vote] = []

    /// Whether the image is not asked about again.
    var isSettled: Bool { label != nil || decidedBy == "cannot_tell" || decidedBy == "correction" }
  }

  /// One person's answer.
  package struct Vote: Sendable, Equatable, Encodable {
    package internal(set) var annotator: String
    package internal(set) var senior: Bool
    package internal(set) var round: Int
    /// Nil for a skip or a picture that could not be judged: see `kind`.
    package internal(set) var label: String?
    package internal(set) var kind: String
  }
}
