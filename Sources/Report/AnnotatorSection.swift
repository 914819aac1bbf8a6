/// How annotators are measured.
package struct CalibrationSection: Codable, Sendable, Equatable {
  /// Images whose labels are known.
  package var images: Int
  /// The agreement that is asked for.
  package var line: Double
  /// The number of latest answers of the rolling agreement.
  package var window: Int

  package init(images: Int, line: Double, window: Int) {
    self.images = images
    self.line = line
    self.window = window
  }
}

/// A person who labels.
package struct AnnotatorSection: Codable, Sendable, Equatable {
  package enum Standing: String, Codable, Sendable, CaseIterable {
    case unmeasured
    case tooFew = "too_few"
    case meets, watch, fault, below
  }
  package var id: String
  package var senior: Bool
  /// Votes this iteration, calibration answers not among them.
  package var votes: Int
  package var votesSoFar: Int
  package var skips: Int
  package var cannotTell: Int
  package var medianLeadTime: Double?
  /// Answers to calibration images that name a class, all iterations, and those that name the right one.
  package var answers: Int
  package var correct: Int
  /// Calibration images without a class named.
  package var abstentions: Int
  package var agreement: Estimate?
  /// Over the latest answers.
  package var rolling: Estimate?
  /// After each answer in time order.
  package var rollingLine: [Double]
  package var perClass: [ClassAgreement]
  /// `[true class][answered class]` of calibration images.
  package var confusion: [[Int]]
  package var standing: Standing

  /// Answers to calibration images that the person had answered before, which are no new evidence; nil in earlier reports.
  package var repeats: Int?
  /// Classes of which the person has judged too few calibration images to say anything; nil without any, and in earlier reports.
  package var tooFewOf: [String]?
  /// What is done about the person's work from the next iteration on; nil where nothing is, and in earlier reports.
  package var intervention: InterventionSection?
  /// How the person's time went; nil where times are not known.
  package var pace: PaceSection?

  /// Whether the person is below the line, or has a fault.
  package var flagged: Bool { standing == .below || standing == .fault }

  package init(
    id: String, senior: Bool, votes: Int = 0, votesSoFar: Int = 0, skips: Int = 0, cannotTell: Int = 0,
    medianLeadTime: Double? = nil, answers: Int = 0, correct: Int = 0, abstentions: Int = 0,
    agreement: Estimate? = nil, rolling: Estimate? = nil, rollingLine: [Double] = [],
    perClass: [ClassAgreement] = [], confusion: [[Int]] = [], standing: Standing = .unmeasured
  ) {
    self.id = id
    self.senior = senior
    self.votes = votes
    self.votesSoFar = votesSoFar
    self.skips = skips
    self.cannotTell = cannotTell
    self.medianLeadTime = medianLeadTime
    self.answers = answers
    self.correct = correct
    self.abstentions = abstentions
    self.agreement = agreement
    self.rolling = rolling
    self.rollingLine = rollingLine
    self.perClass = perClass
    self.confusion = confusion
    self.standing = standing
  }
}

/// An annotator's agreement on one class.
package struct ClassAgreement: Codable, Sendable, Equatable {
  package var name: String
  package var answers: Int
  package var correct: Int
  package var agreement: Estimate?
  /// Answers with which thirty points more errors than the others make are found with a probability of about 80 %; nil where it
  /// cannot be told.
  package var needed: Int?

  package init(name: String, answers: Int, correct: Int, agreement: Estimate?) {
    self.name = name
    self.answers = answers
    self.correct = correct
    self.agreement = agreement
  }
}

/// How often independent votes differed in one iteration.
package struct DisagreementPoint: Codable, Sendable, Equatable {
  package var iteration: Int
  /// Images with at least two independent votes that name a class.
  package var images: Int
  package var differing: Int
  package var rate: Estimate?
  /// The same on images that were drawn at random: a batch of hard images is no sign that people have become worse; nil without
  /// such an image with two votes, and in earlier reports.
  package var random: Estimate?

  package init(iteration: Int, images: Int, differing: Int, rate: Estimate?) {
    self.iteration = iteration
    self.images = images
    self.differing = differing
    self.rate = rate
  }
}

/// Two annotators on the same images.
package struct PairSection: Codable, Sendable, Equatable {
  package var first: String
  package var second: String
  package var images: Int
  package var same: Int
  /// Cohen's; nil where it is not defined.
  package var kappa: Double?

  package init(first: String, second: String, images: Int, same: Int, kappa: Double?) {
    self.first = first
    self.second = second
    self.images = images
    self.same = same
    self.kappa = kappa
  }
}
