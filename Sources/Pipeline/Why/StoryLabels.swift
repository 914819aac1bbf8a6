import Columnar
import Engine
import Labelling
import Stages

/// What people said of an image.
enum Labels {
  /// In this iteration: the word as far as its rounds have come, and who gave it; nil without an answer.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func of(_ image: String, in side: ComparedIteration) throws -> ImageStory.Label? {
    for round in (1...IngestStage.rounds).reversed() {
      let stage = IngestStage.name(round: round)
      guard let row = try StoryRow.find(image, in: side.table(Artifact(stage, "labels.parquet"))) else { continue }
      return ImageStory.Label(
        iteration: side.number, label: try row.string("label"), decidedBy: try row.string("decided_by") ?? "",
        votes: try votes(on: image, side))
    }
    return nil
  }

  /// The latest word of the iterations before, and what this one amended of it; nil without an answer.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  static func before(_ side: ComparedIteration, of image: String) throws -> ImageStory.Label? {
    for number in (0...side.number).reversed() {
      let earlier = number == side.number ? side : try ComparedIteration(side.directory, number)
      guard let earlier else { continue }
      if number < side.number, let label = try of(image, in: earlier) { return label }
      if let row = try StoryRow.find(image, in: earlier.table(Artifact(AmendStage.stageName, "labels.parquet"))) {
        return ImageStory.Label(
          iteration: number, label: try row.string("label"), decidedBy: try row.string("decided_by") ?? "")
      }
    }
    return nil
  }

  private static func votes(on image: String, _ side: ComparedIteration) throws -> [ImageStory.Vote] {
    var votes: [ImageStory.Vote] = []
    for round in 1...IngestStage.rounds {
      let table = try side.table(Artifact(IngestStage.name(round: round), "annotations.parquet"))
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
