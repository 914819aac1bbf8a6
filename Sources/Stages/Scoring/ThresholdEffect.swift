import Report
import Selection

/// What the threshold on the measure did for a batch, in words: often it does nothing, and that must be seen.
package struct ThresholdEffect {
  /// The batch that the same rules without the threshold would give.
  package struct Without: Codable, Sendable, Equatable {
    /// How many candidates there would be.
    package var candidates: Int
    /// How many images of the batch would be others.
    package var others: Int

    /// Takes the counts.
    package init(candidates: Int, others: Int) {
      self.candidates = candidates
      self.others = others
    }
  }

  /// How the candidates came about.
  let report: CandidateReport
  /// The rules.
  let acquisition: Acquisition
  /// The score by which the last candidate was found; nil where images are ranked by draw.
  let lastScore: Double?

  /// Takes what is known.
  ///
  /// - Parameters:
  ///   - report: How the candidates came about.
  ///   - acquisition: The rules.
  ///   - scores: What each candidate was found by; missing where images are ranked by draw.
  package init(_ report: CandidateReport, _ acquisition: Acquisition, scores: [Double?]) {
    self.report = report
    self.acquisition = acquisition
    let known = scores.compactMap(\.self)
    // Those that fill a shortage are past the threshold, so that the worst is the last.
    lastScore = acquisition.base.largerFirst ? known.min() : known.max()
  }

  /// Whether the batch cannot depend on the threshold: the cap decides, or nothing is ruled out.
  package var isWithoutEffect: Bool {
    acquisition.threshold != nil && (report.cut > 0 || report.passed == report.ranked)
  }

  /// The message about the candidates when they have been found; nil where no rule and no cap has left one out.
  package func candidates() -> String? {
    guard let rule else {
      return report.cut > 0 ? "the cap leaves \(grouped(report.candidates)) candidates\(last)" : nil
    }
    let start = "\(passing) \(rule)"
    if report.cut > 0 { return "\(start); the cap leaves \(grouped(report.candidates)) candidates\(last)" }
    if report.filled > 0 { return "\(start); \(filling)\(last)" }
    return "\(start) and are the candidates\(last)"
  }

  /// The message about the batch; nil where there is no threshold.
  ///
  /// - Parameters:
  ///   - batch: What was asked for.
  ///   - chosen: How many images were chosen among the candidates.
  ///   - without: The batch without the threshold; nil where that is not known.
  /// - Returns: A sentence, and whether a person should look at it: where the threshold did nothing, or left no choice.
  package func batch(_ batch: Batch, chosen: Int, without: Without?) -> (text: String, needsAttention: Bool)? {
    // DIRECT looks at the whole pool.
    guard acquisition.threshold != nil, batch.method != .direct, let rule else { return nil }
    let start = "\(passing) \(rule)"
    if report.cut > 0 {
      return (
        "\(start), and the cap of \(grouped(report.candidates)) candidates decides\(last); "
          + "the batch would be the same without the threshold", true
      )
    }
    if report.passed == report.ranked {
      return ("\(start): the threshold rules nothing out, and the batch would be the same without it", true)
    }
    let consequence = without.map { "; \(words($0, batch.size))" } ?? ""
    guard report.filled > 0 else { return ("\(start)\(consequence)", false) }
    let hasNoChoice = batch.method != .rank && batch.method != .random && chosen >= report.candidates
    return (
      "\(start); \(report.passed == 0 ? "the batch is the next in rank" : filling)"
        + (hasNoChoice ? ", \(name(batch.method)) had nothing to choose among" : "") + consequence, true
    )
  }

  // MARK: Parts of sentences

  private var passing: String {
    report.passed == report.ranked
      ? "all \(grouped(report.ranked)) images" : "\(grouped(report.passed)) of \(grouped(report.ranked)) images"
  }

  private var filling: String {
    report.passed == 0
      ? "all \(grouped(report.candidates)) candidates are the next in rank"
      : "\(grouped(report.filled)) of the \(grouped(report.candidates)) candidates are the next in rank"
  }

  private var last: String {
    lastScore.map { ", the last with \(acquisition.base.words) \(number($0))" } ?? ""
  }

  /// What an image must be to pass; nil if all pass.
  private var rule: String? {
    let range = acquisition.topProbability.map { "with a top probability from \(number($0.low)) to \(number($0.high))" }
    switch acquisition.threshold {
    case .below(let limit)?: return "are below \(number(limit))\(range.map { " and \($0)" } ?? "")"
    case .above(let limit)?: return "are above \(number(limit))\(range.map { " and \($0)" } ?? "")"
    case nil: return range.map { "are \($0)" }
    }
  }

  private func words(_ without: Without, _ size: Int) -> String {
    "without the threshold there would be \(grouped(without.candidates)) candidates and "
      + (without.others == 0
        ? "the same batch" : "\(grouped(without.others)) of the batch's \(grouped(size)) images would be others")
  }

  private func name(_ method: Batch.Method) -> String {
    switch method {
    case .kmeans: "k-means"
    case .kcenter: "k-center"
    default: method.rawValue
    }
  }

  /// A number with four places at the most, small ones in full.
  private func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e9 { return "\(Int(value))" }
    return abs(value) >= 0.001 && abs(value) < 1e9 ? "\((value * 10_000).rounded() / 10_000)" : "\(value)"
  }
}

extension Measure {
  /// The measure's name in a sentence.
  fileprivate var words: String { rawValue.replacing("_", with: " ") }
}

/// A whole number with commas between thousands.
private func grouped(_ value: Int) -> String { Figures.grouped(value) }
