/// A pipeline as its spec declares it, every default filled in.
///
/// Paths are as written: relative to the folder of the spec file, or absolute.
package struct PipelineSpec: Sendable, Equatable {
  /// The pipeline's name.
  package var name: String
  /// The versioned data directory.
  package var data: String
  /// The seed of every draw.
  ///
  /// Default 0.
  package var randomSeed: UInt64
  /// The classes in the order of the probabilities.
  package var classes: [String]
  /// The class of images without a defect, if there is one.
  package var negativeClass: String?
  /// The classes whose F1 is reported as rare: declared, or those but the negative one that are below 0.5 %
  /// of the declared production.
  package var rareClasses: [String]
  /// What is known of the classes' shares in production, in the order of `classes`; may be empty or partial.
  package var productionRates: [ClassRate]
  /// The images.
  package var pool: PoolSpec
  /// The known labels kept apart.
  package var holdout: HoldoutSpec
  /// Nil where no calibration set is declared: then annotators are not measured.
  package var calibration: CalibrationSpec?
  /// The people, at least one.
  package var annotators: [AnnotatorSpec]
  /// The prices, and what may be spent.
  package var budget: BudgetSpec
  /// The stages.
  package var stages: StagesSpec
}

/// A class and its share.
package struct ClassRate: Sendable, Equatable {
  /// The class.
  package var name: String
  /// In [0, 1].
  package var rate: Double

  /// Names a class's share.
  package init(name: String, rate: Double) {
    self.name = name
    self.rate = rate
  }
}

/// Where the images are.
package struct PoolSpec: Sendable, Equatable {
  /// The folder that image ids are relative to.
  package var root: String
  /// Patterns below the root, each a ``Glob``; none: every picture, or those that a table lists.
  package var images: [String]
  /// A Parquet file that lists the images instead: `image_id` and `sha256`, optionally `size_bytes`, `width`, `height`,
  /// `group`, `captured_at`, `url`, and any more columns of single values; nil where the folder does.
  package var table: String?
  /// A CSV file below the root with `image`, optionally `group`, `captured_at` and `url`, and any more columns.
  package var metadata: String?
  /// The share of images that may be unreadable before the stage fails.
  ///
  /// Default 0.01.
  package var brokenShare: Double
  /// Millions of pixels that an image may have, above 0 and at most 10,000; a larger one counts as one that cannot be
  /// read.
  ///
  /// Default 100.
  package var megapixelLimit: Double

  /// Pixels that an image may have, at least 1.
  package var pixelLimit: Int { Int(min(max(megapixelLimit * 1e6, 1), 1e10)) }
}

/// Files of known labels (`image,label`) that are never selected and never trained on.
package struct HoldoutSpec: Sendable, Equatable {
  /// Measured in every iteration; decides when to stop.
  package var monitoring: String?
  /// Opened once, at the end.
  package var acceptance: String?
}

/// The images whose labels are known and that are mixed into every annotator's work.
package struct CalibrationSpec: Sendable, Equatable {
  /// A CSV file `image,label`.
  package var labels: String
  /// The number of latest calibration answers that agreement is computed over.
  ///
  /// Default 100.
  package var rolling: Int
  /// The agreement below which an annotator is flagged.
  ///
  /// Default 0.85.
  package var agreement: Double
}

/// A person who labels.
package struct AnnotatorSpec: Sendable, Equatable {
  /// The id, unique; files are named after it.
  package var id: String
  /// Whether the person decides where others disagree.
  ///
  /// Default false.
  package var senior: Bool
  /// Price of one vote; default the budget's.
  package var pricePerVote: Double
  /// The user on Label Studio: the number in `completed_by`, or the e-mail address.
  ///
  /// Default: the position among the annotators, from 1.
  package var labelStudio: String
}

/// What may be spent, and what things cost.
package struct BudgetSpec: Sendable, Equatable {
  /// In `currency`; nil: no limit.
  package var total: Double?
  /// Default 0.10.
  package var pricePerVote: Double
  /// Default 0.
  package var pricePerGPUHour: Double
  /// Default USD.
  package var currency: String
}
