import Columnar
import Engine
import Report
import Stages
import Testing

/// What labels drawn at random teach beside as many that were picked, from the tables of three iterations.
@Suite struct PicksWorthTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private static let corners = ["clean": [0, 0], "dent": [4, 0], "scratch": [0, 4]] as [String: [Float]]

  /// The holdout: three groups, each with every class.
  private static let holdout = (0..<3).flatMap { group in
    ["clean", "dent", "scratch"].map { (image: "m-\($0)-\(group).png", label: $0, group: "g\(group)") }
  }

  /// The batch of iteration 1: four images that show what is known and four scratches; `random` are drawn at random.
  private static func batch(random: String) -> [(image: String, label: String, share: String)] {
    ["clean", "scratch"].flatMap { label in
      (0..<4).map { ("b-\(label)-\($0).png", label, label == random ? "random" : "uncertain") }
    }
  }

  private static let first = ["clean", "dent"].flatMap { label in
    (0..<3).map { (image: "a-\(label)-\($0).png", label: label) }
  }

  /// The section in iteration 2.
  private func section(_ batch: [(image: String, label: String, share: String)]) async throws -> PicksSection {
    let labelled = (Self.first + batch.map { ($0.image, $0.label) }).sorted { $0.image < $1.image }
    let pool = try GivenStage.pool(
      labelled.map { PoolRow(id: $0.image) }
        + Self.holdout.map { PoolRow(id: $0.image, group: $0.group, role: "monitoring") },
      known: Self.holdout.map { ($0.image, $0.label, "monitoring") })
    try await bench.run([pool, .seed(Self.first.map(\.image)), .seal])
    let selection = try SelectedImage.table(
      batch.enumerated().map {
        SelectedImage(imageID: $1.image, rank: $0 + 1, share: $1.share, inclusionProbability: nil)
      })
    try await bench.run([pool, GivenStage(StageName.cluster, [(Catalogue.Cluster.selection, selection)]), .seal], 1)
    let training = try Table(
      schema: Tables.training,
      columns: [
        .strings(labelled.map(\.image)), .digests(labelled.map { PoolRow(id: $0.image).digest }),
        .strings(labelled.map(\.label)), .doubles(labelled.map { _ in 1 }), .strings(labelled.map(\.image)),
      ])
    // No two images are alike, and each lies near the corner of its class.
    let all = labelled.map { ($0.image, $0.label) } + Self.holdout.map { ($0.image, $0.label) }
    let vectors = all.enumerated().map { place, image -> (String, [Float]) in
      let off = Float(place) * 0.02
      return (image.0, (Self.corners[image.1] ?? [0, 0]).map { $0 + off })
    }
    let embed = try GivenStage.embed(vectors, in: bench.directory)
    try await bench.run([pool, embed, GivenStage(StageName.train, [(Catalogue.Train.training, training)])], 2)
    let setup = try bench.setup()
    let scope = try bench.scope(2)
    return try PicksWorth(setup, scope, threads: 1).section(HoldoutRounds(setup, scope))
  }

  @Test func picksThatShowANewClassTeachMoreThanRandomLabelsThatDoNot() async throws {
    let section = try await section(Self.batch(random: "clean"))
    let all = try #require(section.all)
    #expect(section.images == 9 && section.groups == 3 && section.unknown == nil && section.recent == nil)
    #expect(all.since == 1 && all.start == 6 && all.drawn == 4)
    // Without a scratch among the labels none is found: two classes of three; with them all are.
    #expect(all.picks == 1 && all.random < 0.7 && all.finding == .pay, "\(all)")
    #expect(abs(all.gain.value - (all.picks - all.random)) < 1e-12)
  }

  @Test func randomLabelsThatShowItTeachMoreThanPicksThatDoNot() async throws {
    let all = try #require(try await section(Self.batch(random: "scratch")).all)
    #expect(all.random == 1 && all.picks < 0.7 && all.finding == .harm, "\(all)")
  }

  @Test func whatWasNotDrawnOrNotPickedComparesNothing() async throws {
    let none = try await section(Self.batch(random: "nothing"))
    #expect(none.unknown == .noneDrawn && none.all == nil)
    let whole = try await PicksWorthTests().section(Self.batch(random: "clean").map { ($0.image, $0.label, "random") })
    #expect(whole.unknown == .nonePicked && whole.all == nil)
  }
}
