import Columnar
import Foundation
import Storage
import Testing

/// A row of a selection, as far as the tests look at it; `winnow pick` knows no names of classes.
private struct Receipt: Decodable, Equatable {
  let image_id: String
  let rank: Int
  let share: String
  let score: Double?
  let candidate_rank: Int?
  let gap: Double?
  let tied: Int?
  let group: String?
  let cluster: Int?
  let cluster_size: Int?
  let distance: Double?
  let stands_for: Int
  let inclusion_probability: Double?
}

private struct Classes: Decodable {
  let image_id: String
  let predicted: String?
  let probability: Double?
  let for_class: String?
}

private struct Considered: Decodable, Equatable {
  let image_id: String
  let candidate_rank: Int?
  let share: String
  let fate: String
  let instead: String?
}

private struct Shadow: Decodable {
  let strategy: String
  let image_id: String
  let rank: Int
  let in_batch: Bool
}

private struct Figures: Decodable {
  struct Share: Decodable {
    let share: String
    let asked: Int
    let taken: Int
  }
  struct Shadow: Decodable {
    let strategy: String
    let images: Int
    let in_batch: Int
    let overlap: Double
  }
  struct Class: Decodable {
    let predicted: String
    let quota: Int
    let taken: Int
  }
  struct Drawn: Decodable { let images: Int; let of: Int }
  let picked: Int
  let shares: [Share]
  let classes: [Class]
  let random: Drawn
  let behind_candidates: Int?
  let shadows: [Shadow]
}

@Suite struct BatchTests {
  private static let folder = "data/iterations/001/cluster"

  private func rows<Row: Decodable>(_ workshop: Workshop, _ file: String) throws -> [Row] {
    try workshop.succeeds("show", file, "--json").output.split(separator: "\n").map {
      try JSONDecoder().decode(Row.self, from: Data($0.utf8))
    }
  }

  private func spec(_ cluster: String, probabilities: String = "tempered") -> String {
    Workshop.spec.replacing(
      "cluster: {method: kmeans, batch: 20, candidates: 4x, shares: {random: 0.1}}", with: "cluster: {\(cluster)}"
    ).replacing("tiebreak: entropy}", with: "tiebreak: entropy, probabilities: \(probabilities)}")
  }

  private static let shares = """
    method: kmeans, batch: 40, candidates: 3x, shares: {random: 0.1, diverse: 0.2, rare: 0.2},
        near_duplicates: 0.005, per_group: 5, balance: {by: predicted}, every_class_within: 1
    """

  @Test func everyShareHasItsPartAndEveryImageAReceipt() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.write(
      spec(Self.shares).replacing("production_rates", with: "rare_classes: [dent]\nproduction_rates"), to: "spec.yaml")
    try workshop.succeeds("run", "1", "--until", "cluster")
    let receipts: [Receipt] = try rows(workshop, "\(Self.folder)/selection.parquet")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(workshop.read("\(Self.folder)/batch.json").utf8))
    #expect(receipts.count == 40 && figures.picked == 40)
    #expect(receipts.map(\.rank).sorted() == Array(1...40))
    for share in figures.shares { #expect(share.taken == receipts.count { $0.share == share.share }) }
    #expect(Set(receipts.map(\.share)) == ["coverage", "rare", "uncertain", "diverse", "random"])
    // Random images are drawn from all that the others leave.
    let drawn = receipts.filter { $0.share == "random" }
    #expect(drawn.count == figures.random.images)
    #expect(drawn.allSatisfy { $0.inclusion_probability == Double(drawn.count) / Double(figures.random.of) })
    #expect(receipts.allSatisfy { $0.share == "random" || $0.inclusion_probability == 1 })
    let unlabelled: [Classes] = try rows(workshop, "data/iterations/001/score/scores.parquet")
    #expect(figures.random.of == unlabelled.count - (receipts.count - drawn.count))
    // No class is left out, and no production run gives more than it may.
    let classes: [Classes] = try rows(workshop, "\(Self.folder)/selection.parquet")
    #expect(Set(classes.compactMap(\.for_class)).isSuperset(of: ["normal", "scratch", "dent", "micro_crack"]))
    #expect(classes.allSatisfy { $0.predicted != nil && ($0.probability ?? 0) > 0 })
    let groups = Dictionary(grouping: receipts.filter { $0.share != "random" }.compactMap(\.group), by: { $0 })
    #expect(groups.values.allSatisfy { $0.count <= 5 })
    for figure in figures.classes {
      #expect(
        figure.taken == zip(receipts, classes).count { $0.share == "uncertain" && $1.predicted == figure.predicted })
    }
    #expect(figures.classes.reduce(0) { $0 + $1.taken } == receipts.count { $0.share == "uncertain" })
    try checkConsidered(workshop, receipts)
    try checkShadows(workshop, receipts)
  }

  /// What was picked is among the images considered, with the same share, and what stands for others says so.
  private func checkConsidered(_ workshop: Workshop, _ receipts: [Receipt]) throws {
    let considered: [Considered] = try rows(workshop, "\(Self.folder)/considered.parquet")
    let picked = considered.filter { $0.fate == "picked" }
    #expect(picked.map(\.image_id) == receipts.map(\.image_id))
    #expect(picked.map(\.share) == receipts.map(\.share))
    let candidates: [Classes] = try rows(workshop, "data/iterations/001/score/candidates.parquet")
    #expect(Set(considered.filter { $0.candidate_rank != nil }.map(\.image_id)) == Set(candidates.map(\.image_id)))
    let replaced = Dictionary(grouping: considered.compactMap(\.instead), by: { $0 }).mapValues(\.count)
    #expect(receipts.allSatisfy { $0.stands_for == 1 + (replaced[$0.image_id] ?? 0) })
  }

  /// A shadow strategy is added: the batch stays as it is to the byte.
  private func checkShadows(_ workshop: Workshop, _ receipts: [Receipt]) throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/\(Self.folder)/selection.parquet"))
    try workshop.write(
      workshop.read("spec.yaml").replacing(
        "every_class_within: 1",
        with:
          "every_class_within: 1,\n        shadow: [{method: rank}, {measure: entropy, method: kcenter}, {method: badge}]"
      ),
      to: "spec.yaml")
    try workshop.succeeds("run", "1", "--until", "cluster")
    let after = try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/\(Self.folder)/selection.parquet"))
    #expect(before == after)
    let shadows: [Shadow] = try rows(workshop, "\(Self.folder)/shadows.parquet")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(workshop.read("\(Self.folder)/batch.json").utf8))
    #expect(figures.shadows.map(\.strategy) == ["rank", "entropy/kcenter", "badge"])
    let batch = Set(receipts.map(\.image_id))
    #expect(shadows.allSatisfy { $0.in_batch == batch.contains($0.image_id) })
    for figure in figures.shadows {
      let own = shadows.filter { $0.strategy == figure.strategy }
      #expect(own.count == figure.images && own.count { $0.in_batch } == figure.in_batch)
      #expect(figure.overlap == Double(figure.in_batch) / Double(figure.images))
      #expect(own.map(\.rank).sorted() == Array(1...own.count))
      #expect(!own.isEmpty)
    }
  }

  @Test func whatPickPicksIsWhatTheStagesPick() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let options = "shares: {random: 0.1, diverse: 0.2}, near_duplicates: 0.001, balance: {smoothing: 0.2}"
    var isFirst = true
    for (method, multiple, perGroup) in [
      ("kmeans", "3x", "4"), ("kcenter", "3x", "4"), ("ranked_batch", "3x", "4"), ("rank", "1x", "2"),
    ] {
      try workshop.write(
        spec(
          "method: \(method), batch: 30, candidates: \(multiple), per_group: \(perGroup), \(options)",
          probabilities: "raw"), to: "spec.yaml")
      try workshop.succeeds("run", "1", "--until", "cluster")
      if isFirst { try writeFiles(workshop) }
      isFirst = false
      try workshop.succeeds(
        "pick", "--predictions", "p.parquet", "--embeddings", "e.parquet", "--labelled", "l.parquet", "--groups",
        "g.parquet", "--below", "0.2", "--method", method, "--batch", "30", "--candidates", multiple, "--random", "0.1",
        "--diverse", "0.2", "--near-duplicates", "0.001", "--per-group", perGroup, "--balance", "0.2", "--seed", "7",
        "--iteration", "1", "--out", "out.parquet", "--considered", "considered.parquet")
      let expected: [Receipt] = try rows(workshop, "\(Self.folder)/selection.parquet")
      #expect(try rows(workshop, "out.parquet") == expected)
      let considered: [Considered] = try rows(workshop, "\(Self.folder)/considered.parquet")
      #expect(try rows(workshop, "considered.parquet") == considered)
    }
    try checkBehindCandidates(workshop)
  }

  /// Of as many candidates as are wanted caps leave too few: the next in rank come in, and are reported.
  private func checkBehindCandidates(_ workshop: Workshop) throws {
    let receipts: [Receipt] = try rows(workshop, "\(Self.folder)/selection.parquet")
    let uncertain = receipts.filter { $0.share == "uncertain" }
    #expect(uncertain.count == 21)
    let behind = uncertain.filter { $0.candidate_rank == nil }
    #expect(behind.count >= 2 && behind.count < 21)
    // Best first: those behind come after the candidates, in the order of their margins.
    #expect(uncertain.sorted { $0.rank < $1.rank }.suffix(behind.count).allSatisfy { $0.candidate_rank == nil })
    let margins = behind.sorted { $0.rank < $1.rank }.compactMap(\.score)
    #expect(margins.count == behind.count && margins == margins.sorted())
    let figures = try JSONDecoder().decode(Figures.self, from: Data(workshop.read("\(Self.folder)/batch.json").utf8))
    #expect(figures.behind_candidates == behind.count)
    let words = try workshop.succeeds("why", behind[0].image_id, "1").output.split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    #expect(words.contains("uncertain: the next in rank behind the candidates"), "\(words)")
  }

  /// Writes the tables of iteration 1 as anybody might have them: predictions of the unlabelled, vectors by image, labelled
  /// images, production runs.
  private func writeFiles(_ workshop: Workshop) throws {
    let id = ColumnSchema("image_id", .string)
    func table(_ name: String, _ columns: [ColumnSchema]) -> TableSchema {
      TableSchema(name, key: [], "", columns: columns)
    }
    func read(_ file: String, _ columns: [ColumnSchema]) throws -> Table {
      try TableIO.read(anybodys: "\(workshop.path)/data/iterations/\(file)", schema: table("t", columns))
    }
    let open = Set(try read("001/score/scores.parquet", [id]).strings("image_id").strings)
    let predictions = try read("001/train/predictions.parquet", [id, ColumnSchema("probabilities", .list(.float))])
    let names = try predictions.strings("image_id").strings
    _ = try TableIO.write(
      predictions.rows(names.indices.filter { open.contains(names[$0]) }), to: "\(workshop.path)/p.parquet")
    let labels = try read("000/ingest-2/labels.parquet", [id, ColumnSchema("label", .string, nullable: true)])
    let given = try labels.optionalStrings("label")
    let answered = try labels.strings("image_id").strings
    let labelled = answered.indices.filter { given[$0] != nil }.map { answered[$0] }
    _ = try TableIO.write(
      Table(schema: table("labelled", [id]), columns: [.strings(labelled)]), to: "\(workshop.path)/l.parquet")
    let group = ColumnSchema("group", .string, nullable: true)
    _ = try TableIO.write(read("001/pool/pool.parquet", [id, group]), to: "\(workshop.path)/g.parquet")
    let index = try read("001/embed/index.parquet", [id, ColumnSchema("part", .string), ColumnSchema("row", .int32)])
    let part = try #require(index.strings("part").strings.first)
    let vector = ColumnSchema("embedding", .list(.float))
    let (values, offsets) = try TableIO.read(anybodys: "\(workshop.path)/data/\(part)", schema: table("e", [vector]))
      .floatLists("embedding")
    let rows = try index.int32s("row").map(Int.init)
    _ = try TableIO.write(
      Table(
        schema: table("embeddings", [id, vector]),
        columns: [
          .strings(try index.strings("image_id").strings),
          .floatLists(
            values: rows.flatMap { values[offsets[$0]..<offsets[$0 + 1]] },
            offsets: (0...rows.count).map { $0 * 32 }),
        ]), to: "\(workshop.path)/e.parquet")
  }

  @Test func aShareThatMustNotBeShortStopsTheStage() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.write(
      spec("batch: 20, shares: {diverse: 0.5}, near_duplicates: 1, when_short: {diverse: stop}"), to: "spec.yaml")
    let outcome = try workshop.run(["run", "1", "--until", "cluster"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("the share 'diverse' was to have 10 images and there were "))
    #expect(!workshop.has("\(Self.folder)/selection.parquet"))
    try workshop.write(spec("batch: 100000, when_short: {uncertain: stop}"), to: "spec.yaml")
    let short = try workshop.run(["run", "1", "--until", "cluster"])
    #expect(short.code == 3 && short.errors.contains("100000 images asked for and only"), "\(short.errors)")
  }

  @Test(arguments: [
    (["--method", "kcenter", "--iterations", "3", "--embeddings", "x"], "kmeans, uncertain_per_cluster"),
    (["--method", "badge", "--embeddings", "x"], "this method needs --predictions"),
    (["--method", "rank", "--predictions", "x", "--near-duplicates", "0.1"], "this needs --embeddings"),
    (["--method", "rank", "--predictions", "x", "--random", "0.6", "--diverse", "0.6"], "more than 1"),
    (["--method", "rank", "--predictions", "x", "--per-group", "2"], "--per-group needs --groups"),
    (["--method", "knn", "--predictions", "x"], "expected one of kmeans, kcenter"),
  ])
  func wrongOptionsOfPickAreReportedAtOnce(_ options: [String], _ words: String) throws {
    let outcome = try Workshop().run(["pick", "--batch", "3", "--out", "y"] + options)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}
