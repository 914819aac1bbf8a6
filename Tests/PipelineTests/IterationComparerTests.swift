import Pipeline
import Storage
import Testing

/// What differs between two iterations.
@Suite struct IterationComparerTests {
  /// Iteration 1 of two, or iterations 0 and 1 of one.
  private func compare(
    _ old: SmallPipeline, with new: SmallPipeline? = nil, from first: Int = 1, tolerances: [String: Double] = [:],
    sample: (table: String, rows: Int)? = nil
  ) throws -> IterationComparer {
    IterationComparer(
      try #require(try RecordedIteration(old.directory(), first)),
      try #require(try RecordedIteration((new ?? old).directory(), 1)), tolerances: tolerances, sample: sample)
  }

  @Test func anIterationIsTheSameAsItself() async throws {
    let small = try await PreparedPipelines.shared()
    let comparer = try compare(small)
    let difference = try comparer.difference()
    #expect(difference.isSame && difference.spec.isEmpty && difference.locations.isEmpty && difference.images == nil)
    #expect(difference.stages.allSatisfy { $0.state == .same && $0.changes.isEmpty })
    #expect(difference.batch?.stayed == 5 && difference.batch?.entered.isEmpty == true)
    #expect(difference.batch?.modelChanged == false && difference.batch?.causes.isEmpty == true)
    #expect(difference.labels.flips.isEmpty && difference.labels.gained == 0 && difference.labels.old > 0)
    #expect(comparer.tables.contains("cluster/selection.parquet") && comparer.tables.contains("amend/labels.parquet"))
    #expect(Set(comparer.tables).count == comparer.tables.count)
    #expect(try comparer.table("score/scores.parquet")?.state == .same)
    #expect(try comparer.table("score/none.parquet") == nil)
    #expect(try comparer.table("scores") == nil)
    #expect(try RecordedIteration(small.directory(), 2) == nil)
  }

  @Test func labelsAreComparedAsTheyStandAtTheEndOfEach() async throws {
    let (small, marked) = (try await PreparedPipelines.shared(), try await PreparedPipelines.marked())
    let difference = try compare(small, from: 0).difference()
    let labels = difference.labels
    #expect(labels.lost == 0 && labels.gained == 4 && labels.new - labels.old == 6)
    let flips = Dictionary(uniqueKeysWithValues: labels.flips.map { ($0.image, $0) })
    #expect(labels.flips.map(\.image) == [marked.corrected, marked.late, marked.open].sorted())
    func votes(_ votes: [LabelDifference.Vote]?) -> [String] {
      (votes ?? []).map { "\($0.iteration).\($0.round) \($0.annotator) \($0.label ?? "-")" }
    }
    let open = flips[marked.open]
    let (truth, wrong) = (SmallPipeline.truth(marked.open), SmallPipeline.wrong(marked.open))
    #expect(open?.old == nil && open?.new == truth)
    #expect(votes(open?.oldVotes) == ["0.1 ben \(truth)", "0.1 chi \(wrong)"])
    #expect(votes(open?.newVotes).count == 2 && votes(open?.newVotes).allSatisfy { $0.hasPrefix("1.1 ") })
    // An amended label was made of all votes up to then.
    #expect(flips[marked.late]?.new == SmallPipeline.truth(marked.late))
    #expect(votes(flips[marked.late]?.newVotes).count == 3)
    #expect(flips[marked.corrected]?.old == SmallPipeline.truth(marked.corrected))
    #expect(flips[marked.corrected]?.new == SmallPipeline.wrong(marked.corrected))

    #expect(difference.oldAmended == nil)
    let amended = try #require(difference.newAmended)
    #expect(amended.late.map(\.iteration) == [0] && amended.late.map(\.answers) == [1])
    #expect(amended.labels.map(\.image) == [marked.corrected, marked.late].sorted())
    #expect(amended.corrections.map(\.author) == ["lea"] && amended.corrections.map(\.oldIteration) == [0])
    #expect(!difference.isSame)
  }

  @Test func figuresOfTheReportsStandSideBySide() async throws {
    let small = try await PreparedPipelines.shared()
    let difference = try compare(small, from: 0).difference()
    let figures = Dictionary(uniqueKeysWithValues: difference.figures.map { ($0.name, $0) })
    #expect(figures["labels"]?.old == Double(difference.labels.old))
    #expect(figures["labels"]?.new == Double(difference.labels.new))
    #expect(figures["macro-F1"]?.old == nil && figures["macro-F1"]?.new != nil)
    #expect(difference.classes.map(\.name) == SmallPipeline.classes)
    #expect(difference.classes.compactMap(\.oldLabels).reduce(0, +) == difference.labels.old)
    #expect(difference.annotators.map(\.id) == ["ana", "ben", "chi"])
    #expect(difference.annotators.allSatisfy { ($0.newVotes ?? 0) > ($0.oldVotes ?? 0) })
  }

  @Test func stagesThatOnlyOneOfThemHasAreReportedWithTheirFiles() async throws {
    let small = try await PreparedPipelines.shared()
    let stages = Dictionary(
      uniqueKeysWithValues: try compare(small, from: 0).difference().stages.map { ($0.name, $0) })
    #expect(stages["seed"]?.state == .removed && stages["cluster"]?.state == .added)
    #expect(stages["seed"]?.files.first { $0.path == "selection.parquet" }?.oldRows == 9)
    #expect(stages["cluster"]?.files.first { $0.path == "selection.parquet" }?.newRows == 5)
    // The second pool looked at the first, and came to the same.
    #expect(stages["pool"]?.state == .sameOutputs && stages["pool"]?.changes.isEmpty == false)
    #expect(stages["export-1"]?.state == .changed)
  }

  @Test func aChangedThresholdIsTheOneCauseOfAnotherBatch() async throws {
    let (small, other) = (try await PreparedPipelines.shared(), try await PreparedPipelines.withAmendments())
    try other.edit("below: 0.3", "below: 0.1")
    try other.edit("to: csv,", "to: csv, image_prefix: p/,")
    try await other.run(1)
    let difference = try compare(small, with: other).difference()
    #expect(
      difference.spec.map(\.name).sorted() == [
        "stages.export.addresses", "stages.export.image_prefix", "stages.score.below",
      ])
    let states = Dictionary(uniqueKeysWithValues: difference.stages.map { ($0.name, $0.state) })
    #expect(states["train"] == .same && states["score"] == .changed && states["export-1"] == .changed)
    #expect(states["report"] == .removed)
    let batch = try #require(difference.batch)
    #expect(batch.causes.map { "\($0.stage) \($0.change.name) \($0.kind)" } == ["score parameter below parameter"])
    #expect(batch.causes.first?.change.old == "0.3" && batch.causes.first?.change.new == "0.1")
    #expect(batch.oldSize == 5 && batch.newSize == 5 && batch.modelChanged == false)
    #expect(batch.stayed + batch.entered.count == 5 && batch.entered.count == batch.left.count)
    #expect(BatchDifference.counts(batch.entered + batch.left).map(\.images).reduce(0, +) == 2 * batch.entered.count)
  }

  @Test func whatAnImageLeftTheBatchForIsReportedByItsFigures() async throws {
    let (small, other) = (try await PreparedPipelines.shared(), try await PreparedPipelines.withAmendments())
    let before = Set(try small.table("001/cluster/selection").strings("image_id").strings)
    let chosen = try #require(
      try zip(
        small.table("001/cluster/selection").strings("image_id").strings,
        small.table("001/cluster/selection").strings("share").strings
      ).first { $0.1 == "uncertain" && !$0.0.hasPrefix("lot7") }?.0)
    // The model is sure of everything by a quarter more, of another image least.
    let certain = try #require(
      SmallPipeline.images[..<24].last { image in
        !before.contains(image)
          && (try? small.table("001/score/scores").strings("image_id").strings.contains(image)) == true
      })
    try other.writePredictions(least: certain, shift: 0.001)
    // Other bytes under the name of one that was picked.
    try other.write(try Files.read("\(other.path)/images/\(chosen)") + [7], to: "images/\(chosen)")
    try await other.run(1, .until("cluster"))
    let batch = try #require(try compare(small, with: other).difference().batch)
    let reasons = Dictionary((batch.entered + batch.left).map { ($0.image, $0.reason) }) { first, _ in first }
    #expect(batch.modelChanged == true)
    #expect(reasons[certain] == .model)
    #expect(reasons[chosen] == .pool)
    #expect(batch.causes.contains { $0.kind == .pool })
  }

  @Test func anotherProgramThatGivesTheSameIsNoOtherContent() async throws {
    let (small, other) = (try await PreparedPipelines.shared(), try await PreparedPipelines.withAmendments())
    try other.write(try other.read("train.sh") + "# the same\n", to: "train.sh")
    try await other.run(1, .until("score"))
    let difference = try compare(small, with: other).difference()
    let train = try #require(difference.stages.first { $0.name == "train" })
    #expect(train.state == .sameOutputs && train.changes.map(\.name) == ["hook file train.sh"])
    #expect(train.files.allSatisfy { $0.state == .same } && !difference.isSame)
    #expect(difference.stages.first { $0.name == "score" }?.state == .same)
  }

  @Test func numbersWithinTheirToleranceAreTheSame() async throws {
    let (small, other) = (try await PreparedPipelines.shared(), try await PreparedPipelines.withAmendments())
    try other.writePredictions(least: try await PreparedPipelines.marked().open, shift: 0.0001)
    try await other.run(1, .until("score"))
    let strict = try #require(try compare(small, with: other).table("score/scores.parquet"))
    #expect(strict.state == .changed)
    #expect(strict.table?.key == ["image_id"] && strict.table?.added == 0 && strict.table?.sample.isEmpty == true)
    let columns = ["margin", "entropy", "least_confidence", "probability", "score"]
    func within(_ tolerance: Double) throws -> IterationDifference.File? {
      try compare(small, with: other, tolerances: Dictionary(uniqueKeysWithValues: columns.map { ($0, tolerance) }))
        .table("score/scores.parquet")
    }
    #expect(try within(0.01)?.state == .same)
    #expect(try within(0.000001)?.state == .changed)
    let rows = try compare(small, with: other, sample: ("score/scores.parquet", 3)).table("score/scores.parquet")
    #expect(rows?.table?.sample.count == 3)
  }

  @Test func poolsAreComparedByNameAndByBytes() async throws {
    let small = try await PreparedPipelines.withAmendments()
    let batch = Set(try small.table("000/seed/selection").strings("image_id").strings)
    let free = SmallPipeline.images[..<24].filter { !batch.contains($0) && $0 != SmallPipeline.images[3] }
    func bytes(_ image: String) throws -> [UInt8] { try Files.read("\(small.path)/images/\(image)") }
    try small.write(bytes(free[0]) + [0], to: "images/new.png")
    try small.write(bytes(free[0]), to: "images/renamed.png")
    try small.write(bytes(free[1]), to: "images/second.png")
    try small.write(bytes(free[2]) + [0], to: "images/\(free[2])")
    try small.remove("images/\(free[0])")
    try small.remove("images/\(free[3])")
    try await small.run(1, .until("pool"))
    let images = try #require(try compare(small, from: 0).difference().images)
    #expect(images.added == 1 && images.removed == 1 && images.changed == [free[2]])
    #expect(images.renamed.map(\.from) == [free[0]] && images.renamed.map(\.to) == ["renamed.png"])
    #expect(images.copied.map(\.from) == [free[1]] && images.copied.map(\.to) == ["second.png"])
  }
}
