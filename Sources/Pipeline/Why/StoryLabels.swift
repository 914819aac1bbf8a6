import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// What people said of an image.
enum Labels {
  /// In this iteration: the word as far as its rounds have come, and who gave it; nil without an answer.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func of(_ image: String, in side: ComparedIteration) throws -> ImageStory.Label? {
    for round in (1...IngestStage.rounds).reversed() {
      guard let row = try StoryRow.find(image, in: side.table(Catalogue.Ingest.labels(round))) else { continue }
      return ImageStory.Label(
        iteration: side.number, label: try row.string("label"), decidedBy: try row.string("decided_by") ?? "",
        votes: try votes(on: image, side))
    }
    return nil
  }

  /// The latest word of the iterations before, and what this one amended of it.
  ///
  /// - Parameters:
  ///   - side: The iteration.
  ///   - image: The image.
  ///   - digest: Its bytes in this iteration's pool; nil if that does not list it.
  /// - Returns: The word on the bytes, and one on other bytes that had the name; nil without an answer.
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  static func before(
    _ side: ComparedIteration, of image: String, _ digest: Digest?
  ) throws -> (own: ImageStory.Label?, others: ImageStory.Label?) {
    let manifests = try (0..<side.number).compactMap { try Iteration(side.directory, $0).manifest() }
    let pictures = LabelledPicture.all(try LabelWords(side.directory, before: side.manifest, manifests).words)
    let own = pictures.first { picture in
      digest.map { picture.picture == .bytes($0) } ?? picture.names.contains { ExactText($0) == ExactText(image) }
    }
    let others = pictures.filter { picture in
      picture.picture != own?.picture && picture.names.contains { ExactText($0) == ExactText(image) }
    }.max { ($0.word?.iteration ?? 0) < ($1.word?.iteration ?? 0) }
    return (try label(own?.word, side, image), digest == nil ? nil : try label(others?.word, side, image))
  }

  private static func label(
    _ word: LabelWord?, _ side: ComparedIteration, _ image: String
  ) throws -> ImageStory.Label? {
    guard let word else { return nil }
    let decided = word.iteration == side.number ? side : try ComparedIteration(side.directory, word.iteration)
    var label = ImageStory.Label(iteration: word.iteration, label: word.label, decidedBy: word.decidedBy)
    if ExactText(word.imageID) != ExactText(image) { label.image = word.imageID }
    if let decided, !word.isAmended { label.votes = try votes(on: word.imageID, decided) }
    return label
  }

  private static func votes(on image: String, _ side: ComparedIteration) throws -> [ImageStory.Vote] {
    var votes: [ImageStory.Vote] = []
    for round in 1...IngestStage.rounds {
      let table = try side.table(Catalogue.Ingest.annotations(round))
      for row in try StoryRow.all(of: table) where try row.string("image_id").map({ ExactText($0) }) == ExactText(image)
      {
        votes.append(
          ImageStory.Vote(
            annotator: try row.string("annotator") ?? "", senior: try row.bool("senior") ?? false,
            round: try row.int("round") ?? round, label: try row.string("label"), kind: try row.string("kind") ?? ""))
      }
    }
    return votes.sorted { ($0.round, ExactText($0.annotator)) < ($1.round, ExactText($1.annotator)) }
  }
}
