import ArgumentParser
import Foundation
import Pipeline
import Storage

/// `winnow duplicates`: groups of near-duplicates among any number of images.
struct DuplicatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicates",
    abstract: "Find groups of near-duplicate images by the cosine distance of their vectors.",
    discussion: """
      An image belongs to the first image, its leader, that is no farther than --distance, or leads itself; the order is that of \
      ids, or of --priority. So no two leaders are near-duplicates, and every other image is one of its leader. The vectors \
      need not fit into memory.
      """)

  @Option(help: "Table image_id, embedding; or give --data and --iteration.") var embeddings: String?
  @Option(help: "A data directory: the vectors of an iteration's images, from its embedding store.") var data: String?
  @Option(help: "The iteration, with --data.") var iteration: Int?
  @Option(help: "Near-duplicates have a cosine distance, 1 − cos, up to this: 0 (equal vectors) to 1.") var distance:
    Double
  @Option(help: "Table image_id, rank: which image leads its group, 1 first; images without a rank come last.")
  var priority: String?
  @Option(help: "The table of the groups that is written.") var out: String
  @Option(help: "Threads to use; no result depends on it.") var threads: Int?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(0...1).contains(distance) { throw ValidationError("--distance takes a cosine distance from 0 to 1.") }
    if (embeddings == nil) == (data == nil) { throw ValidationError("Give either --embeddings or --data.") }
    if (data == nil) != (iteration == nil) { throw ValidationError("--data and --iteration go together.") }
    if let iteration, iteration < 0 || iteration > 999_999 {
      throw ValidationError("An iteration's number is 0 or more.")
    }
    if let threads, threads < 1 { throw ValidationError("--threads takes a whole number from 1.") }
  }

  func run() throws {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let report: FileDuplicates.Report
    if let data, let iteration {
      let directory = try DataDirectory.open(data)
      report = try FileDuplicates(
        .store(directory, iteration: iteration), distance: distance, priority: priority, threads: threads
      ).run(out: out)
    } else {
      report = try NamedFileError.blaming {
        try FileDuplicates(
          .table(embeddings ?? ""), distance: distance, priority: priority, threads: threads
        ).run(out: out)
      }
    }
    if json {
      Console.answer(try JSONAnswer.snakeCase(report))
    } else {
      for line in Wording.duplicates(report) { Console.answer(line) }
    }
  }
}
