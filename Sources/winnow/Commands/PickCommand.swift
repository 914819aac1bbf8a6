import ArgumentParser
import Foundation
import Pipeline
import Selection

/// `winnow pick`: the selection engine alone, on anybody's files.
struct PickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick", abstract: "Choose a batch out of anybody's predictions and embeddings, without a spec.")

  @Option(help: "Table image_id, probabilities, and members, gradient_norm or embedding where the measure looks at them; without it all rows of the embeddings are candidates.")
  var predictions: String?
  @Option(help: "Table image_id, embedding; needed by the methods kmeans and kcenter.") var embeddings: String?
  @Option(
    help: "Table image_id of the images that are labelled: they are not picked, and kcenter keeps away from them.")
  var labelled: String?
  @OptionGroup var measures: MeasureOptions
  @Option(help: "Candidates as a multiple of the batch, as 4x.") var candidates = "4x"
  @Option(help: "kmeans, kcenter, rank or random.") var method = Batch.Method.kmeans.rawValue
  @Option(help: "Number of images to pick.") var batch: Int
  @Option(help: "Share drawn at random from the rest of the pool.") var random = 0.0
  @Option(help: "Lloyd iterations at the most.") var iterations = 25
  @Option(help: "Random seed.") var seed: UInt64 = 0
  @Option(help: "Threads to use; no result depends on it.") var threads: Int?
  @Option(help: "The selection that is written.") var out: String
  @Option(help: "A table of the clusters to write.") var clusters: String?
  @Option(help: "A table of all scores to write.") var scores: String?

  func validate() throws {
    if batch < 1 { throw ValidationError("--batch takes a whole number from 1.") }
    if !(0...1).contains(random) { throw ValidationError("--random takes a share from 0 to 1.") }
    if predictions == nil, embeddings == nil { throw ValidationError("Give --predictions, --embeddings or both.") }
    if iterations < 1 || iterations > 10_000 {
      throw ValidationError("--iterations takes a whole number from 1 to 10,000.")
    }
  }

  func run() throws {
    let acquisition = try measures.acquisition()
    guard let method = Batch.Method(rawValue: method) else {
      throw unknown(method, Batch.Method.allCases.map(\.rawValue))
    }
    guard let multiple = Double(candidates.hasSuffix("x") ? String(candidates.dropLast()) : candidates), multiple >= 1,
      multiple.isFinite
    else { throw CommandError.badArgument(candidates, "--candidates takes a multiple from 1, as 4x") }
    if method == .kmeans || method == .kcenter, embeddings == nil {
      throw CommandError.badArgument(method.rawValue, "this method needs --embeddings")
    }
    if measures.needsEmbeddings, embeddings == nil || predictions == nil {
      throw CommandError.badArgument(measures.measure, "this measure needs --predictions and --embeddings")
    }
    let pick = FilePick(
      predictions: predictions, embeddings: embeddings, labelled: labelled, acquisition: acquisition,
      batch: Batch(
        method: method, size: batch, candidateMultiple: multiple, randomShare: random,
        threshold: acquisition.threshold, iterations: iterations),
      seed: seed, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let report = try NamedFileError.blaming { try pick.run(out: out, clusters: clusters, scores: scores) }
    Console.note(
      "\(Wording.count(report.picked, "image")) picked of \(report.ranked); \(report.passed) passed, "
        + "\(report.cut) cut by the cap, \(report.filled) filled a shortage")
  }

  private func unknown(_ word: String, _ known: [String]) -> CommandError {
    .badArgument(word, "expected one of \(known.joined(separator: ", "))")
  }
}
