import CKernels

/// Evidence that one side errs with higher odds than the other, which may be looked at as often as one likes.
///
/// The value is that of an e-process (Grünwald, de Heide and Koolen, "Safe testing", JRSS B 86 (2024); Ramdas and others,
/// Statistical Science 38 (2023)): where the odds are in truth no higher, it reaches 1/α at any time with probability α at
/// the most (Ville 1939). Nothing is presumed of the rate itself: given how many errors a table holds on both sides together,
/// the errors of one side follow Fisher's hypergeometric distribution, whose only parameter is the odds ratio. So tables of
/// classes that are hard for everybody, of easy weeks and hard weeks, are multiplied as they are.
package struct OddsEvidence: Sendable {
  /// Since which look the odds may differ.
  package enum Onset: Sendable {
    /// Since the first.
    case first
    /// Since any: look s has a prior probability of 1 / (s (s + 1)).
    case any
  }

  private let logRatios: [Double]
  private let onset: Onset
  /// ln of prior and evidence by odds ratio and by the look that the difference begins with.
  private var logs: [[Double]]
  private var looks = 0
  /// The natural logarithm of the value after the latest look.
  package private(set) var log = 0.0
  /// The look from 0 that the difference began with, as far as the evidence tells; 0 before the first.
  package private(set) var likeliestOnset = 0

  /// No evidence yet: the value is 1.
  ///
  /// - Parameters:
  ///   - ratios: The odds ratios that are looked for, above 1, with equal prior probabilities.
  ///   - onset: Since when they may hold.
  package init(ratios: [Double], onset: Onset = .first) {
    logRatios = ratios.map { ck_log($0) }
    logs = ratios.map { _ in [] }
    self.onset = onset
  }

  /// Adds what one look has that no earlier look had, one table a stratum.
  ///
  /// O(tables × errors in a table).
  package mutating func add(_ tables: [ErrorTable]) {
    looks += 1
    let isNew = onset == .any || looks == 1
    for (place, logRatio) in logRatios.enumerated() {
      let gain = tables.reduce(0.0) { $0 + Self.gain($1, logRatio: logRatio) }
      if isNew {
        let look = Double(looks)
        logs[place].append(onset == .any ? -ck_log(look * (look + 1)) : 0)
      }
      for start in logs[place].indices { logs[place][start] += gain }
    }
    // Of the priors for any onset 1 / (looks + 1) is left for later ones.
    let later = onset == .any ? [-ck_log(Double(looks + 1)) + ck_log(Double(logRatios.count))] : []
    let all = logs.flatMap(\.self) + later
    log = Self.logSum(all) - ck_log(Double(max(1, logRatios.count)))
    let starts = logs.first?.count ?? 0
    let byStart = (0..<starts).map { start in Self.logSum(logs.map { $0[start] }) }
    likeliestOnset = byStart.indices.max { (byStart[$0], -$0) < (byStart[$1], -$1) } ?? 0
  }

  /// ln of the e-value of one table against an odds ratio: ratio^x / E[ratio^X], X hypergeometric.
  static func gain(_ table: ErrorTable, logRatio: Double) -> Double {
    let (own, others) = (table.own.trials, table.others.trials)
    let errors = table.own.successes + table.others.successes
    let least = max(0, errors - others)
    let most = min(own, errors)
    guard least < most else { return 0 }
    // ln of the probability of each count against that of the least, with and without the ratio.
    var weight = 0.0
    var plain = [0.0]
    var tilted = [0.0]
    for count in least..<most {
      weight +=
        ck_log(Double(own - count) * Double(errors - count))
        - ck_log(Double(count + 1) * Double(others - errors + count + 1))
      plain.append(weight)
      tilted.append(weight + Double(count + 1 - least) * logRatio)
    }
    return Double(table.own.successes - least) * logRatio - (logSum(tilted) - logSum(plain))
  }

  /// ln Σ exp; minus infinity of nothing.
  private static func logSum(_ values: [Double]) -> Double {
    guard let highest = values.max(), highest.isFinite else { return -.infinity }
    return highest + ck_log(values.reduce(0) { $0 + ck_exp($1 - highest) })
  }
}

extension OddsEvidence {
  /// How many answers of the one side are found out with a probability of about 80 %, if the rates are as given.
  ///
  /// The evidence grows by own · ln(own/both) + … of both sides for each of its answers; the number is where the growth, less
  /// 0.84 standard deviations of it, has made up `need` and the cost of not knowing the odds ratio.
  ///
  /// - Parameters:
  ///   - own: The error rate of the side under test, above `others`.
  ///   - others: The error rate that it is compared with.
  ///   - othersPerOwn: How many answers of the others come with each of its own.
  ///   - ratios: How many odds ratios are looked for.
  ///   - need: ln of 1/α.
  /// - Returns: Nil where the rates do not tell the sides apart.
  package static func answersNeeded(
    own: Double, others: Double, othersPerOwn: Double, ratios: Int, need: Double
  ) -> Int? {
    let low = max(1e-4, others)
    guard own > low, own < 1, othersPerOwn > 0 else { return nil }
    let both = (own + othersPerOwn * low) / (1 + othersPerOwn)
    func growth(_ rate: Double) -> (mean: Double, variance: Double) {
      let (hit, miss) = (ck_log(rate / both), ck_log((1 - rate) / (1 - both)))
      let mean = rate * hit + (1 - rate) * miss
      return (mean, rate * (1 - rate) * (hit - miss) * (hit - miss))
    }
    let (first, second) = (growth(own), growth(low))
    let mean = first.mean + othersPerOwn * second.mean
    let deviation = (first.variance + othersPerOwn * second.variance).squareRoot()
    guard mean > 0 else { return nil }
    let cost = need + ck_log(Double(max(1, ratios)))
    let spread = 0.8416212335729143 * deviation
    let root = (spread + (spread * spread + 4 * mean * cost).squareRoot()) / (2 * mean)
    return Int((root * root).rounded(.up))
  }
}
