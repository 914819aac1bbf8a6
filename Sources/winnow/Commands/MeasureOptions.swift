import ArgumentParser
import Foundation
import JSON
import Selection
import Storage

/// The options that say which images are asked about first, as the spec's stage `score` has them.
struct MeasureOptions: ParsableArguments {
  private static let uncertainties = Measure.allCases.filter { $0.isStreaming && $0 != .random }
  private static let tiebreaks: [Measure] = [.margin, .leastConfidence, .entropy, .random]

  @Option(help: "What images are ranked by: \(Measure.allCases.map(\.rawValue).joined(separator: ", ")).")
  var measure = Measure.margin.rawValue
  @Option(help: "For consensus_kl: mean or max over the members.") var reduce: String?
  @Flag(help: "For gradient_norm: the mean over the classes by their probability.") var expected = false
  @Option(
    help: "For cost_sensitive: a list of rows of costs, a row a true class, as [[0, 1], [5, 0]], or a JSON file of it.")
  var costs: String?
  @Option(help: "For combined and expected_error_reduction: the measure that finds the candidates.")
  var uncertainty: String?
  @Option(help: "For combined: the weight of the uncertainty, from 0 to 1.") var weight: Double?
  @Option(help: "Multiply by the density to this power, from the embeddings.") var density: Double?
  @Option(help: "Of more images than this so many are drawn for the density.") var densitySample = 50_000
  @Option(help: "Candidates have a measure below this (margin).") var below: Double?
  @Option(help: "Candidates have a measure above this (all measures that are large where there is much to learn).")
  var above: Double?
  @Option(parsing: .upToNextOption, help: "Candidates have a greatest probability from LOW to HIGH.")
  var topProbability: [Double] = []
  @Option(help: "margin, least_confidence, entropy, random or none.") var tiebreak = Measure.entropy.rawValue

  /// Every mistake at once.
  func validate() throws {
    var problems: [String] = []
    func word(_ option: String, _ value: String, _ known: [String]) {
      if !known.contains(value) {
        problems.append("\(option) '\(value)': expected one of \(known.joined(separator: ", ")).")
      }
    }
    word("--measure", measure, Measure.allCases.map(\.rawValue))
    word("--tiebreak", tiebreak, Self.tiebreaks.map(\.rawValue) + ["none"])
    if let uncertainty { word("--uncertainty", uncertainty, Self.uncertainties.map(\.rawValue)) }
    if let reduce { word("--reduce", reduce, Measure.Reduce.allCases.map(\.rawValue)) }
    if let weight, !(0...1).contains(weight) { problems.append("--weight takes a number from 0 to 1.") }
    if let density, !(0...100).contains(density) { problems.append("--density takes a power from 0 to 100.") }
    if densitySample < 1 { problems.append("--density-sample takes a whole number from 1.") }
    if !topProbability.isEmpty {
      let isRange = topProbability.count == 2 && topProbability[0] < topProbability[1]
      if !isRange || !topProbability.allSatisfy((0...1).contains) {
        problems.append("--top-probability takes two numbers from 0 to 1, the lower first.")
      }
    }
    if below != nil, above != nil { problems.append("--below and --above exclude each other.") }
    if let known = Measure(rawValue: measure) { problems += misfits(known) }
    if !problems.isEmpty { throw ValidationError(problems.joined(separator: "\n       ")) }
  }

  /// Options that do not go with the measure.
  private func misfits(_ measure: Measure) -> [String] {
    let base = measure.isStreaming ? measure : uncertainty.flatMap(Measure.init) ?? .margin
    var result: [String] = []
    func check(_ option: String, _ isGiven: Bool, _ fits: Bool, _ needed: String) {
      if isGiven, !fits {
        result.append("\(option) does not go with measure '\(measure.rawValue)'; it goes with \(needed).")
      }
    }
    check("--reduce", reduce != nil, base == .consensusKL, "consensus_kl")
    check("--expected", expected, base == .gradientNorm, "gradient_norm")
    check("--costs", costs != nil, base == .costSensitive, "cost_sensitive")
    check("--uncertainty", uncertainty != nil, !measure.isStreaming, "combined and expected_error_reduction")
    check("--weight", weight != nil, measure == .combined, "combined")
    check(
      "--density", density != nil, measure != .random && measure != .expectedErrorReduction,
      "any measure but random and expected_error_reduction")
    check("--below", below != nil, base == .margin, "margin")
    check("--above", above != nil, base != .margin && base != .random, "all measures but margin and random")
    return result
  }

  /// What the options declare.
  ///
  /// - Throws: `CommandError` where the costs cannot be read.
  func acquisition() throws -> Acquisition {
    var result = Acquisition(Measure(rawValue: measure) ?? .margin, tiebreak: Measure(rawValue: tiebreak))
    result.reduce = reduce.flatMap(Measure.Reduce.init) ?? .mean
    result.expected = expected
    result.costs = try costs.map(Self.matrix)
    result.uncertainty = uncertainty.flatMap(Measure.init) ?? .margin
    result.weight = weight ?? 0.5
    result.density = density.map { Density(beta: $0, sample: densitySample) }
    result.threshold = below.map(Threshold.below) ?? above.map(Threshold.above)
    if topProbability.count == 2 {
      result.topProbability = ProbabilityRange(low: topProbability[0], high: topProbability[1])
    }
    return result
  }

  /// Whether the measure needs embeddings whatever the method.
  var needsEmbeddings: Bool {
    density != nil || !(Measure(rawValue: measure)?.isStreaming ?? true)
  }

  private static func matrix(_ text: String) throws -> CostMatrix {
    let isInline = text.drop(while: \.isWhitespace).hasPrefix("[")
    let problem =
      "--costs takes a list of rows of numbers from 0, as many as there are classes, as [[0, 1], [5, 0]], or a file of it"
    let bytes = isInline ? Array(text.utf8) : try Files.read(text, limit: 64 << 20)
    guard let rows = try? CodedJSON.read([[Double]].self, from: bytes),
      rows.allSatisfy({ $0.count == rows.count }),
      let matrix = try? CostMatrix(classes: rows.count, values: rows.flatMap(\.self))
    else { throw CommandError.badArgument(text, problem) }
    return matrix
  }
}
