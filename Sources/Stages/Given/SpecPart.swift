import Spec

/// A part of the spec that a stage is given.
///
/// A stage lists its parts and gets a spec that holds nothing else: every other field has the value that it has in a spec which
/// declares nothing. Which of them enter its key, and how, stands where a field is declared; a test compares the two.
package struct SpecPart: Sendable {
  /// Puts the part into a stage's spec.
  let copy: @Sendable (PipelineSpec, inout PipelineSpec) -> Void

  /// A field or a section as it is.
  static func part<Value>(_ path: WritableKeyPath<PipelineSpec, Value> & Sendable) -> SpecPart {
    SpecPart { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// The whole spec.
  static let everything = SpecPart { $1 = $0 }
}

/// The parts that more than one stage is given, and those of which a stage sees less than the whole.
extension SpecPart {
  static let classes = part(\.classes)
  static let rareClasses = part(\.rareClasses)
  static let randomSeed = part(\.randomSeed)
  static let brokenShare = part(\.pool.brokenShare)
  static let pixelLimit = part(\.pool.megapixelLimit)

  /// The annotators and what the platforms know them by, without their prices.
  static let annotators = SpecPart { spec, view in
    view.annotators = spec.annotators.map {
      var person = $0
      person.pricePerVote = 0
      person.reinstated = nil
      person.capacity = nil
      return person
    }
  }

  /// The annotators and their prices, without what the platforms know them by.
  static let people = SpecPart { spec, view in
    view.annotators = spec.annotators.map {
      var person = $0
      person.labelStudio = []
      person.argilla = []
      person.prodigy = []
      return person
    }
  }

  /// How many calibration images are on a sheet that has no others.
  static let trials = SpecPart { spec, view in
    var calibration = spec.calibration
    calibration?.labels = ""
    calibration?.rolling = 1
    calibration?.agreement = 0
    calibration?.falseAlarms = 0
    calibration?.interventions = []
    view.calibration = calibration
  }

  /// What is handed out and how, without the server that it may go to.
  static let export = SpecPart { spec, view in
    view.stages.export = spec.stages.export
    view.stages.export.server = ServerSpec()
  }

  /// Whether the embedder is the built-in one: all that is seen of it.
  static let embedderKind = SpecPart { spec, view in
    if !spec.stages.embed.isBuiltIn { view.stages.embed[0].hook.run = ["a program of one's own"] }
  }

  /// Where the images are: a table's content, or the bytes in the folder, enter the key.
  static let images: [SpecPart] = [.part(\.pool.root), .part(\.pool.table)]

  /// The calibration labels without what judges annotators by them.
  static let calibrationLabels = SpecPart { spec, view in
    var calibration = spec.calibration
    calibration?.rolling = 1
    calibration?.agreement = 0
    calibration?.falseAlarms = 0
    calibration?.interventions = []
    calibration?.recalibration = 1
    calibration?.qualification = 0
    view.calibration = calibration
  }
}
