import Engine
import JSON
import Selection
import Storage

/// How the candidates of a batch came about: `candidates.json`.
struct CandidateFigures: Codable {
  /// What decided which image was the last to pass.
  enum Cutoff: String, Codable {
    /// More passed than may be candidates.
    case cap
    /// The threshold on the measure.
    case threshold
    /// The range of the top probability alone.
    case topProbability = "top_probability"
    /// Nothing: all images passed.
    case pool
  }

  /// Unlabelled images.
  let pool: Int
  /// Images that the rules let through.
  let passed: Int
  /// Images that passed and were cut off by the cap on candidates.
  let cut: Int
  /// Images that did not pass and made up for a shortage.
  let filled: Int
  /// Images that the batch was chosen from.
  let candidates: Int
  /// Images that the threshold ruled out.
  var outsideThreshold: Int?
  /// Images that the range of the top probability ruled out.
  var outsideTopProbability: Int?
  /// Images that both ruled out; each of the others counts them too.
  var outsideBoth: Int?
  /// What decided which image was the last to pass.
  var cutoffBy: Cutoff?
  /// The threshold where that decided, else the score of the last candidate that passed: of the measure that finds the
  /// candidates, not of the one that puts them in a new order.
  var cutoffScore: Double?
  /// On how many unlabelled images the density was measured.
  var densitySample: Int?
  /// On how many unlabelled images the expected error was measured.
  var errorSample: Int?

  enum CodingKeys: String, CodingKey {
    case pool, passed, cut, filled, candidates
    case outsideThreshold = "outside_threshold"
    case outsideTopProbability = "outside_top_probability"
    case outsideBoth = "outside_both"
    case cutoffBy = "cutoff_by"
    case cutoffScore = "cutoff_score"
    case densitySample = "density_sample"
    case errorSample = "error_sample"
  }

  /// The counts of a selection.
  ///
  /// - Parameters:
  ///   - found: The candidates, in the order in which they were found.
  ///   - scores: Their scores, in that order; nil for a measure that is a draw.
  ///   - acquisition: The rules.
  init(_ found: CandidateHead.Found, scores: [Double]?, acquisition: Acquisition) {
    let report = found.report
    pool = report.ranked
    passed = report.passed
    cut = report.cut
    filled = report.filled
    candidates = report.candidates
    if acquisition.threshold != nil { outsideThreshold = found.failures.threshold }
    if acquisition.topProbability != nil { outsideTopProbability = found.failures.topProbability }
    if acquisition.threshold != nil, acquisition.topProbability != nil { outsideBoth = found.failures.both }
    cutoffScore = found.passed > 0 ? scores?[found.passed - 1] : nil
    if report.cut > 0 {
      cutoffBy = .cap
    } else if let threshold = acquisition.threshold {
      cutoffBy = .threshold
      cutoffScore = threshold.limit
    } else {
      cutoffBy = acquisition.topProbability == nil ? .pool : .topProbability
    }
  }

  /// Reads the file.
  static func read(_ path: String) throws -> CandidateFigures {
    try RecordedJSON.read(CandidateFigures.self, from: path, limit: 1 << 20)
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    try CodedJSON.bytes(of: self, .pretty) + [0x0A]
  }
}
