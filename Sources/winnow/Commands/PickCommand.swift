import ArgumentParser
import Foundation
import Pipeline
import Texts

/// `winnow pick`: the selection engine alone, on anybody's files.
struct PickCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick", abstract: "Choose a batch out of anybody's predictions and embeddings, without a spec.")

  @Option(
    help:
      "Table image_id, probabilities, and members, gradient_norm or embedding where the measure looks at them; without it all rows of the embeddings are candidates."
  )
  var predictions: String?
  @Option(help: "Table image_id, embedding; needed by all methods but rank and random.") var embeddings: String?
  @Option(
    help:
      "Table image_id of the images that are labelled: they are not picked, and kcenter and its like keep away from them."
  )
  var labelled: String?
  @OptionGroup var measures: MeasureOptions
  @Option(help: "Table image_id, group: the production run of each image.") var groups: String?
  @OptionGroup var batchOptions: PickBatchOptions
  @Option(help: "Random seed.") var seed: UInt64 = 0
  @Option(help: "The iteration whose draws are made.") var iteration = 0
  @Option(help: "Threads to use; no result depends on it.") var threads: Int?
  @Option(help: "The selection that is written.") var out: String
  @Option(help: "A table of the clusters to write.") var clusters: String?
  @Option(help: "A table of all scores to write.") var scores: String?
  @Option(help: "A table to write of what became of every image that was looked at.") var considered: String?

  func validate() throws {
    if predictions == nil, embeddings == nil { throw ValidationError("Give --predictions, --embeddings or both.") }
    if batchOptions.perGroup != nil, groups == nil { throw ValidationError("--per-group needs --groups.") }
    if batchOptions.balance != nil, predictions == nil { throw ValidationError("--balance needs --predictions.") }
    if scores != nil, predictions == nil { throw ValidationError("--scores needs --predictions.") }
    if iteration < 0 { throw ValidationError("--iteration takes a whole number from 0.") }
  }

  func run() throws {
    let acquisition = try measures.acquisition()
    let batch = try batchOptions.declared()
    let needs = batch.strategy?.needs ?? []
    if needs.contains(.vectors), embeddings == nil {
      throw CommandError.badArgument(batch.method.rawValue, "this method needs --embeddings")
    }
    if needs.contains(.probabilities), predictions == nil {
      throw CommandError.badArgument(batch.method.rawValue, "this method needs --predictions")
    }
    if batch.shares.diverse > 0 || batch.nearDuplicates != nil, embeddings == nil {
      let option = batch.nearDuplicates == nil ? "--diverse" : "--near-duplicates"
      throw CommandError.badArgument(option, "this needs --embeddings")
    }
    if measures.needsEmbeddings, embeddings == nil || predictions == nil {
      throw CommandError.badArgument(measures.measure, "this measure needs --predictions and --embeddings")
    }
    let pick = FilePick(
      FilePick.Files(predictions: predictions, embeddings: embeddings, labelled: labelled, groups: groups),
      acquisition: acquisition, batch: batch, seed: seed, iteration: iteration,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let report = try NamedFileError.blaming {
      try pick.run(out: out, clusters: clusters, scores: scores, considered: considered)
    }
    for join in report.joins { Console.note(Wording.joined(join)) }
    for note in report.notes { Console.note(note.printable) }
    Console.note(
      "\(report.picked.counted("image")) picked of \(report.ranked); \(report.passed) passed, "
        + "\(report.cut) cut by the cap, \(report.filled) filled a shortage")
  }
}
