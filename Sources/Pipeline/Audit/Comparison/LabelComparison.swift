import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// Compares the labels of two iterations.
struct LabelComparison {
  private struct Entry {
    let image: String
    let label: String?
    let iteration: Int
    /// Whether it was decided after the seal of the iteration that had asked.
    let isAmended: Bool
    /// Every name that the picture was labelled under.
    let names: [String]
  }

  private let old: RecordedIteration
  private let new: RecordedIteration

  init(_ old: RecordedIteration, _ new: RecordedIteration) {
    self.old = old
    self.new = new
  }

  func difference() throws -> LabelDifference {
    let before = try Self.history(old)
    let after = try Self.history(new)
    let flipped = after.filter { picture, entry in
      guard let known = before[picture] else { return false }
      return known.label.map { ExactText($0) } != entry.label.map { ExactText($0) }
    }
    let oldVotes = try Self.votes(old, on: flipped.keys.compactMap { before[$0] })
    let newVotes = try Self.votes(new, on: Array(flipped.values))
    let flips = flipped.sorted { (ExactText($0.value.image), $0.key) < (ExactText($1.value.image), $1.key) }.map {
      picture, entry in
      LabelDifference.Flip(
        image: entry.image, old: before[picture]?.label, new: entry.label,
        oldVotes: oldVotes[ExactText(before[picture]?.image ?? "")] ?? [],
        newVotes: newVotes[ExactText(entry.image)] ?? [])
    }
    return LabelDifference(
      old: before.values.count { $0.label != nil }, new: after.values.count { $0.label != nil },
      gained: after.keys.count { before[$0] == nil }, lost: before.keys.count { after[$0] == nil }, flips: flips)
  }

  /// The latest decision on each picture, from the first iteration to this one: a label belongs to bytes, not to a name.
  private static func history(_ side: RecordedIteration) throws -> [Picture: Entry] {
    let manifests = try (0...side.number).compactMap { number in
      number == side.number ? side.manifest : try Iteration(side.directory, number).manifest()
    }
    let pictures = try LabelledPicture.all(LabelDecisions(side.directory, manifests).decisions)
    return Dictionary(
      pictures.compactMap { picture in
        picture.decision.map { decision in
          let entry = Entry(
            image: decision.imageID, label: decision.label, iteration: decision.iteration,
            isAmended: decision.isAmended,
            names: picture.names)
          return (picture.picture, entry)
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The votes on some images, each in the iteration that decided it; where that was after a seal, all votes up to then.
  private static func votes(
    _ side: RecordedIteration, on entries: [Entry]
  ) throws -> [ExactText: [LabelDifference.Vote]] {
    var votes: [ExactText: [LabelDifference.Vote]] = [:]
    let images = Dictionary(
      entries.flatMap { entry in entry.names.map { (ExactText($0), entry) } }, uniquingKeysWith: { first, _ in first })
    let amended = images.values.contains(where: \.isAmended)
    let last = images.values.map(\.iteration).max() ?? -1
    let numbers = amended ? Set(0...max(0, last)) : Set(images.values.map(\.iteration))
    let stages = [StageName.amend] + (1...StageName.rounds).map(StageName.ingest)
    for (number, stage) in numbers.sorted().flatMap({ number in stages.map { (number, $0) } }) {
      guard let path = try read(side, number, Catalogue.annotations(stage)) else { continue }
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
          ? number < entry.iteration || (number == entry.iteration && stage == StageName.amend)
          : number == entry.iteration && stage != StageName.amend
        guard counts else { continue }
        votes[ExactText(entry.image), default: []].append(
          .init(annotator: annotators[row], label: labels[row], iteration: number, round: Int(rounds[row])))
      }
    }
    return votes
  }

  /// The path of a table of an iteration up to the one compared; nil if it was not written.
  private static func read(
    _ side: RecordedIteration, _ number: Int, _ artifact: Artifact
  ) throws -> String? {
    let manifest =
      number == side.number ? side.manifest : try Iteration(side.directory, number).manifest()
    guard let output = manifest?.output(artifact) else { return nil }
    return try RecordedIteration.path(output, stage: artifact.stage, side.directory, number)
  }
}
