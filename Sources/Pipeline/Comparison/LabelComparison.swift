import Columnar
import Engine
import Labelling
import Stages
import Storage

/// Compares the labels of two iterations.
struct LabelComparison {
  private struct Entry {
    let label: String?
    let iteration: Int
    /// Whether it was decided after the seal of the iteration that had asked.
    var isAmended = false
  }

  private let old: ComparedIteration
  private let new: ComparedIteration

  init(_ old: ComparedIteration, _ new: ComparedIteration) {
    self.old = old
    self.new = new
  }

  func difference() throws -> LabelDifference {
    let before = try Self.history(old)
    let after = try Self.history(new)
    let flipped = after.filter { image, entry in
      guard let known = before[image] else { return false }
      return known.label.map { ExactText($0) } != entry.label.map { ExactText($0) }
    }
    let oldVotes = try Self.votes(old, on: flipped.keys.reduce(into: [:]) { $0[$1] = before[$1] })
    let newVotes = try Self.votes(new, on: flipped)
    let flips = flipped.keys.sorted().map { image in
      LabelDifference.Flip(
        image: image.text, old: before[image]?.label, new: after[image]?.label,
        oldVotes: oldVotes[image] ?? [], newVotes: newVotes[image] ?? [])
    }
    return LabelDifference(
      old: before.values.count { $0.label != nil }, new: after.values.count { $0.label != nil },
      gained: after.keys.count { before[$0] == nil }, lost: before.keys.count { after[$0] == nil }, flips: flips)
  }

  /// The latest word on each image, from the first iteration to this one.
  private static func history(_ side: ComparedIteration) throws -> [ExactText: Entry] {
    var latest: [ExactText: Entry] = [:]
    for (number, source) in (0...side.number).flatMap({ number in LabelStory.labelTables.map { (number, $0) } }) {
      guard let table = try read(side, number, stage: source.0, source.1) else { continue }
      let reader = try TableReader(path: table)
      for group in 0..<reader.rowGroups {
        let rows = try reader.read(rowGroup: group, as: reader.schema.selecting(["image_id", "label"]))
        let ids = try rows.strings("image_id")
        let labels = try rows.optionalStrings("label")
        for row in 0..<rows.rowCount {
          latest[ExactText(ids[row])] = Entry(
            label: labels[row], iteration: number, isAmended: source.0 == AmendStage.stageName)
        }
      }
    }
    return latest
  }

  /// The votes on some images, each in the iteration that decided it; where that was after a seal, all votes up to then.
  private static func votes(
    _ side: ComparedIteration, on images: [ExactText: Entry]
  ) throws -> [ExactText: [LabelDifference.Vote]] {
    var votes: [ExactText: [LabelDifference.Vote]] = [:]
    let amended = images.values.contains(where: \.isAmended)
    let last = images.values.map(\.iteration).max() ?? -1
    let numbers = amended ? Set(0...max(0, last)) : Set(images.values.map(\.iteration))
    let stages = [AmendStage.stageName] + (1...IngestStage.rounds).map(IngestStage.name)
    for (number, stage) in numbers.sorted().flatMap({ number in stages.map { (number, $0) } }) {
      guard let path = try read(side, number, stage: stage, "annotations.parquet") else { continue }
      let reader = try TableReader(path: path)
      let table = try reader.read(columns: ["image_id", "annotator", "label", "round"], as: reader.schema)
      let ids = try table.strings("image_id")
      let annotators = try table.strings("annotator")
      let labels = try table.optionalStrings("label")
      let rounds = try table.int32s("round")
      for row in 0..<table.rowCount {
        guard let entry = images[ExactText(ids[row])] else { continue }
        let counts =
          entry.isAmended
          ? number < entry.iteration || (number == entry.iteration && stage == AmendStage.stageName)
          : number == entry.iteration && stage != AmendStage.stageName
        guard counts else { continue }
        votes[ExactText(ids[row]), default: []].append(
          .init(annotator: annotators[row], label: labels[row], iteration: number, round: Int(rounds[row])))
      }
    }
    return votes
  }

  /// The path of a table of an iteration up to the one compared; nil if it was not written.
  private static func read(
    _ side: ComparedIteration, _ number: Int, stage: String, _ file: String
  ) throws -> String? {
    let manifest =
      number == side.number ? side.manifest : try Iteration(side.directory, number).manifest()
    guard let output = manifest?.output(Artifact(stage, file)) else { return nil }
    return try ComparedIteration.path(output, stage: stage, side.directory, number)
  }
}
