import Selection
import Stages

/// The candidates of a pick, in their final order.
struct PickCandidates {
  /// What is known of them, best first.
  let known: CandidateStore.Known
  /// The final score of each; nil for a draw.
  let scores: [Double?]
  /// How many candidates have the same score and tie-break, each itself counted.
  let tied: [Int32]
  /// What decided which image was the last to pass; nil where nothing was cut off by a score.
  let cutoff: Cutoff?
  /// How they came about.
  let report: CandidateReport

  /// Puts candidates in their final order.
  ///
  /// - Throws: `PickError`, `SelectionError`, `ColumnarError`, `StorageError`.
  init(_ pass: PickPass, _ files: PickFiles, draws: FilePick.Draws, threads: Int) throws {
    let acquisition = files.scorer.acquisition
    let found = pass.found
    report = found.report
    cutoff = Cutoff(
      found, scores: acquisition.base == .random ? nil : pass.known.scores, acquisition: acquisition)
    guard acquisition.reorders, !found.rows.isEmpty else {
      known = pass.known
      tied = RankKey.tied(found.keys)
      scores = pass.known.scores.map { acquisition.measure == .random ? nil : $0 }
      return
    }
    let source = FileOrder(files, labelledRows: pass.labelledRows, draw: draws.scoreSample, threads: threads)
    let final = try CandidateOrder(acquisition, from: source, threads: threads).scores(pass.known).scores
    let order = acquisition.order(of: found, by: final)
    known = pass.known.gather(order.places)
    scores = order.places.map { final[$0] }
    tied = order.tied
  }
}
