import Pipeline
import Storage
import Testing

/// Small pipelines that have come some way, each made once and copied for every test.
///
/// Iteration 0: of three images that ben and chi answer differently ana decides one, and round 2 is closed without her word
/// on the others. After its seal her answer about one of them comes, and lea corrects the label of a fourth image. Iteration
/// 1 takes both in; the image that is still undecided is the one that the model is least certain of.
enum PreparedPipelines {
  /// Images of the first batch that something happened to.
  struct Marked: Sendable {
    /// Decided in the second round, against the truth.
    let disputed: String
    /// Decided by an answer that came after the seal.
    let late: String
    /// Undecided, and asked about again.
    let open: String
    /// Corrected.
    let corrected: String
  }

  private static let first = Task { () async throws -> (SmallPipeline, Marked) in
    let small = try SmallPipeline()
    try await small.run(0)
    let asked = try small.asked(0, round: 1)
    let people = Dictionary(grouping: asked, by: \.image).mapValues { $0.map(\.annotator).sorted() }
    let batch = try small.table("000/seed/selection").strings("image_id").strings.sorted()
    let contested = batch.filter { people[$0] == ["ben", "chi"] && $0 != SmallPipeline.torn }
    try #require(contested.count >= 3)
    let marked = Marked(
      disputed: contested[0], late: contested[1], open: contested[2],
      corrected: try #require(batch.first { !contested.contains($0) }))
    try small.answer(0, round: 1) { person, image in
      person == "chi" && contested.prefix(3).contains(image) ? SmallPipeline.wrong(image) : SmallPipeline.truth(image)
    }
    try await small.run(0)
    try small.answer(0, round: 2) { _, image in image == marked.disputed ? SmallPipeline.wrong(image) : nil }
    _ = try RoundClosing(small.project()).close(0, reason: "ana is away")
    let summary = try await small.run(0)
    try #require(summary.seal != nil)
    try small.writePredictions(least: marked.open)
    return (small, marked)
  }

  private static let due = Task { () async throws -> SmallPipeline in
    let (before, marked) = try await first.value
    let small = try SmallPipeline(copying: before)
    try small.answer(0, round: 2, file: "late") { _, image in image == marked.late ? SmallPipeline.truth(image) : nil }
    _ = try Correcting(small.directory()).keep([
      .init(image: marked.corrected, label: SmallPipeline.wrong(marked.corrected), author: "lea", reason: "seen again")
    ])
    return small
  }

  private static let out = Task { () async throws -> SmallPipeline in
    let small = try SmallPipeline(copying: await due.value)
    let summary = try await small.run(1)
    try #require(summary.waiting?.round == 1)
    return small
  }

  private static let second = Task { () async throws -> SmallPipeline in
    let small = try SmallPipeline(copying: await out.value)
    try await small.complete(1)
    return small
  }

  static func marked() async throws -> Marked { try await first.value.1 }

  /// Iteration 0 is sealed, and nothing has come since.
  static func sealedOnce() async throws -> SmallPipeline { try SmallPipeline(copying: await first.value.0) }

  /// A late answer and a correction wait for iteration 1.
  static func withAmendments() async throws -> SmallPipeline { try SmallPipeline(copying: await due.value) }

  /// The batch of iteration 1 is in people's hands.
  static func withBatchOut() async throws -> SmallPipeline { try SmallPipeline(copying: await out.value) }

  /// Iterations 0 and 1 are sealed.
  static func sealedTwice() async throws -> SmallPipeline { try SmallPipeline(copying: await second.value) }

  /// The same, not to be changed.
  static func shared() async throws -> SmallPipeline { try await second.value }
}
