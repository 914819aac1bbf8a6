/// The parameters of every stage.
package struct StagesSpec: Sendable, Equatable {
  package var seed = SeedSpec()
  package var embed = [EmbedSpec()]
  package var train = TrainSpec()
  package var score = ScoreSpec()
  package var cluster = ClusterSpec()
  package var export = ExportSpec()
  package var ingest = IngestSpec()
  package var report = ReportSpec()
}

extension StagesSpec: SpecSection {
  static let fields: [Field<StagesSpec>] = [
    Field(\.seed, "seed", .section("seed", .stage), "The first batch."),
    Field(
      \.embed, "embed", .embedders, synonyms: ["embedding", "embeddings"],
      "The vectors: a program of one's own, or a built-in embedder; a list of them gives vectors that stand side by side, each "
        + "embedder's brought to the same variance."),
    Field(
      \.train, "train", .section("train", .stage), synonyms: ["model", "fit"],
      "The model: a program of one's own, or the built-in linear probe."),
    Field(
      \.score, "score", .section("score", .stage), synonyms: ["rank", "acquisition"],
      enters: [.everyField(.cluster, prefix: "score ")],
      "The acquisition measure, its parameters, and the rules that a candidate must pass."),
    Field(
      \.cluster, "cluster", .section("cluster", .stage), synonyms: ["select", "selection", "batch"],
      enters: [.everyField(.cluster)], "The batch."),
    Field(\.export, "export", .section("export", .stage), synonyms: ["label"], "The tasks for people."),
    Field(
      \.ingest, "ingest", .section("ingest", .stage), synonyms: ["import", "consensus"], "From votes to labels."),
    Field(
      \.report, "report", .section("report", .stage), synonyms: ["quality"], "The report, and when to stop."),
  ]

  func record(in reading: Reading) { reading.known.stages = self }

  /// The stages under their kinds' names.
  ///
  /// Others are reported: commands of the user's own, and second stages of a kind.
  @Sendable
  static func ownKinds(_ entries: [YAMLEntry], _ item: Item) -> [YAMLEntry] {
    let reading = item.reading
    let kinds = fields.map(\.key)
    return entries.filter { entry in
      guard case .mapping(let fields) = entry.value.content,
        let kind = fields.first(where: { $0.key == Vocabulary.kind }),
        case .scalar(let word, _) = kind.value.content, word != entry.key
      else { return true }  // A kind that is no word is reported when the stage is read.
      let place = SpecPlace.stage(entry.key)
      if Vocabulary.planned.contains(word) {
        reading.report(.notThereYet(word), at: kind.value.span, in: place)
      } else if kinds.contains(word) {
        reading.report(.secondStageOfKind(word), at: kind.value.span, in: place)
      } else {
        reading.report(
          .unknownToken(key: Vocabulary.kind, value: word, allowed: kinds), at: kind.value.span, in: place,
          suggestion: reading.nearest(word, among: kinds))
      }
      return false
    }
  }
}
