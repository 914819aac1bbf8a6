import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// What people said of an image.
enum Labels {
  /// In this iteration: the decision as far as its rounds have come, and who gave it; nil without an answer.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func of(_ image: String, in side: RecordedIteration) throws -> SelectionTrace.Label? {
    for round in (1...StageName.rounds).reversed() {
      guard let row = try TraceRow.find(image, in: side.table(Catalogue.Ingest.labels(round))) else { continue }
      return SelectionTrace.Label(
        iteration: side.number, label: try row.string("label"), decidedBy: try row.string("decided_by") ?? "",
        votes: try votes(on: image, side))
    }
    return nil
  }

  /// The latest decision of the iterations before, and what this one amended of it.
  ///
  /// - Parameters:
  ///   - side: The iteration.
  ///   - image: The image.
  ///   - digest: Its bytes in this iteration's pool; nil if that does not list it.
  /// - Returns: The decision on the bytes, and one on other bytes that had the name; nil without an answer.
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  static func before(
    _ side: RecordedIteration, of image: String, _ digest: Digest?
  ) throws -> (own: SelectionTrace.Label?, others: SelectionTrace.Label?) {
    let manifests = try (0..<side.number).compactMap { try Iteration(side.directory, $0).manifest() }
    let pictures = LabelledPicture.all(try LabelDecisions(side.directory, before: side.manifest, manifests).decisions)
    let own = pictures.first { picture in
      digest.map { picture.picture == .bytes($0) } ?? picture.names.contains { ExactText($0) == ExactText(image) }
    }
    let others = pictures.filter { picture in
      picture.picture != own?.picture && picture.names.contains { ExactText($0) == ExactText(image) }
    }.max { ($0.decision?.iteration ?? 0) < ($1.decision?.iteration ?? 0) }
    return (try label(own?.decision, side, image), digest == nil ? nil : try label(others?.decision, side, image))
  }

  private static func label(
    _ decision: LabelDecision?, _ side: RecordedIteration, _ image: String
  ) throws -> SelectionTrace.Label? {
    guard let decision else { return nil }
    let decided = decision.iteration == side.number ? side : try RecordedIteration(side.directory, decision.iteration)
    var label = SelectionTrace.Label(
      iteration: decision.iteration, label: decision.label, decidedBy: decision.decidedBy)
    if ExactText(decision.imageID) != ExactText(image) { label.image = decision.imageID }
    if let decided, !decision.isAmended { label.votes = try votes(on: decision.imageID, decided) }
    return label
  }

  private static func votes(on image: String, _ side: RecordedIteration) throws -> [SelectionTrace.Vote] {
    var votes: [SelectionTrace.Vote] = []
    for round in 1...StageName.rounds {
      let table = try side.table(Catalogue.Ingest.annotations(round))
      for row in try TraceRow.all(of: table) where try row.string("image_id").map({ ExactText($0) }) == ExactText(image)
      {
        votes.append(
          SelectionTrace.Vote(
            annotator: try row.string("annotator") ?? "", senior: try row.bool("senior") ?? false,
            round: try row.int("round") ?? round, label: try row.string("label"), kind: try row.string("kind") ?? ""))
      }
    }
    return votes.sorted { ($0.round, ExactText($0.annotator)) < ($1.round, ExactText($1.annotator)) }
  }
}
