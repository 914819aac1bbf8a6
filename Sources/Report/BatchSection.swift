/// The pool's size.
package struct PoolSection: Codable, Sendable, Equatable {
  package var images: Int
  /// Left out because they could not be read.
  package var broken: Int
  /// Those of them with the first names; nil in reports that know of none.
  package var brokenFiles: [BrokenFile]?
  /// How many are broken for each reason.
  package var brokenReasons: [CountSection]?
  /// Images that stay although the built-in decoder cannot read them, by reason.
  package var undecodable: [CountSection]?
  /// Pictures of the folder that were not taken.
  package var leftAside: [FilesLeftAside]?
  /// Left out because their bytes equal another's.
  package var duplicates: Int
  /// Images in a holdout: never selected.
  package var holdout: Int
  /// Images with known labels, for calibration.
  package var calibration: Int

  package init(images: Int, broken: Int = 0, duplicates: Int = 0, holdout: Int = 0, calibration: Int = 0) {
    self.images = images
    self.broken = broken
    self.duplicates = duplicates
    self.holdout = holdout
    self.calibration = calibration
  }
}

/// This iteration's batch.
package struct BatchSection: Codable, Sendable, Equatable {
  package var size: Int
  /// What drew the images: `uncertain`, `random`, `seed` …, with what was labelled and how much of it is defective.
  package var shares: [BatchShare]
  /// Images under the score's threshold, if there is one.
  package var passedThreshold: Int?
  /// Images the batch was chosen from.
  package var candidates: Int?
  /// Candidates past the threshold, taken because too few were within.
  package var filledPastThreshold: Int?
  /// Images of the batch that would be others without the threshold; nil where that is not known.
  package var othersWithoutThreshold: Int?
  /// Images of the batch from behind the candidates, taken because caps left too few of them.
  package var behindCandidates: Int?
  /// Images with a label at the end of the iteration.
  package var labelled: Int
  /// Images whose votes came to no label.
  package var undecided: Int
  /// Images that nobody could judge.
  package var cannotTell: Int
  /// Images without a single answer.
  package var unanswered: Int
  /// Images that went to a second round.
  package var reviewed: Int
  /// Share of labelled images whose class is not the negative one.
  package var defectShare: Double?
  /// The same of the whole pool, as the model predicts it.
  package var poolDefectShare: Estimate?
  /// What was left out for being nearly the same as another; nil where it may be in.
  package var nearDuplicates: BatchCap?
  /// What was left out since its group had enough; nil where a group may have any number.
  package var perGroup: BatchCap?
  /// Classes that were to be asked about, for which there was no image or no room.
  package var uncovered: [String]?
  /// Other strategies, tried beside the one that counts.
  package var shadows: [ShadowOverlap]?

  package init(
    size: Int, shares: [BatchShare] = [], passedThreshold: Int? = nil, candidates: Int? = nil,
    filledPastThreshold: Int? = nil, labelled: Int = 0, undecided: Int = 0, cannotTell: Int = 0,
    unanswered: Int = 0, reviewed: Int = 0, defectShare: Double? = nil, poolDefectShare: Estimate? = nil
  ) {
    self.size = size
    self.shares = shares
    self.passedThreshold = passedThreshold
    self.candidates = candidates
    self.filledPastThreshold = filledPastThreshold
    self.labelled = labelled
    self.undecided = undecided
    self.cannotTell = cannotTell
    self.unanswered = unanswered
    self.reviewed = reviewed
    self.defectShare = defectShare
    self.poolDefectShare = poolDefectShare
  }
}

/// A part of the batch by how it was drawn.
package struct BatchShare: Codable, Sendable, Equatable {
  package var name: String
  package var images: Int
  package var labelled: Int
  /// Labelled images that are not of the negative class; nil if there is no negative class.
  package var defects: Int?
  /// Images that it was to have; nil where that is not recorded.
  package var asked: Int?
  /// What it could not find, and which share got that.
  package var given: [BatchTransfer]?
  /// By how many images it made the batch smaller.
  package var missing: Int?

  package init(name: String, images: Int, labelled: Int = 0, defects: Int? = nil) {
    self.name = name
    self.images = images
    self.labelled = labelled
    self.defects = defects
  }
}

/// One class in the pool, the batch and the labels.
package struct BalanceRow: Codable, Sendable, Equatable {
  package var name: String
  /// Pool images predicted to be of the class; nil without a model.
  package var pool: Int?
  /// This batch's labels.
  package var batch: Int
  /// All labels so far.
  package var labels: Int
  /// The declared share of production.
  package var declared: Double?

  package init(name: String, pool: Int?, batch: Int, labels: Int, declared: Double? = nil) {
    self.name = name
    self.pool = pool
    self.batch = batch
    self.labels = labels
    self.declared = declared
  }
}

/// Images that one share could not find and another got.
package struct BatchTransfer: Codable, Sendable, Equatable {
  package var share: String
  package var images: Int

  package init(share: String, images: Int) {
    self.share = share
    self.images = images
  }
}

/// A limit, and how many images that were looked at it left out.
package struct BatchCap: Codable, Sendable, Equatable {
  package var limit: Double
  package var leftOut: Int

  package init(limit: Double, leftOut: Int) {
    self.limit = limit
    self.leftOut = leftOut
  }
}

/// What another strategy would have picked.
package struct ShadowOverlap: Codable, Sendable, Equatable {
  package var strategy: String
  /// Images that it would have picked.
  package var images: Int
  /// Those of them that the batch holds.
  package var inBatch: Int

  package init(strategy: String, images: Int, inBatch: Int) {
    self.strategy = strategy
    self.images = images
    self.inBatch = inBatch
  }
}
