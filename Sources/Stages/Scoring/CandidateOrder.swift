import Columnar
import Selection
import Texts

/// What a measure that looks at other images' vectors is given: out of the tables of an iteration, or of anybody's files.
package protocol OrderSource {
  /// The vectors of the candidates, one behind the other, and their length.
  func vectors(_ known: CandidateStore.Known) throws -> (values: [Float], dimensions: Int)

  /// So many of the images that may be asked about, or all, in the order of their draw: their ids and vectors.
  func drawn(_ count: Int) throws -> (ids: [String], vectors: [Float])

  /// The vectors of the labelled images, one behind the other.
  func labelled() throws -> [Float]

  /// What training on each candidate would gain.
  ///
  /// - Parameters:
  ///   - known: The candidates.
  ///   - input: Their vectors, and those of the images that the gain is measured on.
  ///   - sample: The ids of these.
  /// - Returns: One number a candidate.
  /// - Throws: What the tables or files are refused for.
  func errorReduction(_ known: CandidateStore.Known, _ input: Reordering, sample: [String]) throws -> [Double]
}

/// Puts the candidates in the order of a measure that looks at other images' vectors.
package struct CandidateOrder<Source: OrderSource> {
  /// The candidates' final order.
  package struct Result {
    /// The final scores, by the places in which the candidates were found.
    package let scores: [Double]
    /// How many unlabelled images were looked at.
    package let sample: Int
  }

  private let acquisition: Acquisition
  private let source: Source
  private let threads: Int

  /// Prepares to put candidates in order.
  package init(_ acquisition: Acquisition, from source: Source, threads: Int) {
    self.acquisition = acquisition
    self.source = source
    self.threads = threads
  }

  /// Computes the final scores.
  ///
  /// - Parameter known: The candidates as they were found.
  /// - Returns: One score a candidate.
  /// - Throws: `SelectionError`, and what the source throws.
  package func scores(_ known: CandidateStore.Known) throws -> Result {
    guard !known.scores.isEmpty else { return Result(scores: [], sample: 0) }
    let (values, dimensions) = try source.vectors(known)
    var input = Reordering(base: known.scores, vectors: values, dimensions: dimensions)
    var sample: [String] = []
    let isErrorReduction = acquisition.measure == .expectedErrorReduction
    let limit = acquisition.density?.sample ?? (isErrorReduction ? ExpectedErrorReduction.sample : 0)
    if limit > 0 {
      (sample, input.others) = try source.drawn(limit)
      let places = Dictionary(
        sample.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
      input.own = known.ids.strings.map { places[$0.exact] ?? -1 }
    }
    if acquisition.measure == .combined { input.labelled = try source.labelled() }
    if isErrorReduction { input.errorReduction = try source.errorReduction(known, input, sample: sample) }
    return Result(scores: try acquisition.reordered(input, threads: threads), sample: sample.count)
  }
}
