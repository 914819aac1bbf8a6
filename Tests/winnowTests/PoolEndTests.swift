import Foundation
import Testing

/// A small pool that is used up, and images of holdouts that vanish.
@Suite struct PoolEndTests {
  private static func workshop(_ images: Int = 90) throws -> Workshop {
    try Workshop.withFactory(images: images) {
      $0.replacingOccurrences(of: "seed:    {size: 60, by: group}", with: "seed:    {size: 40}")
        .replacingOccurrences(of: "batch: 20", with: "batch: 30")
        .replacingOccurrences(of: "dimensions: 32", with: "dimensions: 16")
        .replacingOccurrences(of: "images/**/*.png\", metadata: metadata.csv", with: "images/**/*.png\"")
    }
  }

  private static func answer(_ workshop: Workshop, _ iteration: Int) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for _ in 0..<3 {
      outcomes.append(try workshop.succeeds("run", "\(iteration)"))
      if outcomes.last?.errors.contains("is sealed") == true { break }
      try workshop.succeeds("annotate", "\(iteration)", "--truth", "images/truth.csv", "--perfect")
    }
    return outcomes
  }

  @Test func aBatchIsWhatIsLeftAndAnIterationWithoutOneAsksNobody() throws {
    let workshop = try Self.workshop()
    var left = 90
    for name in ["monitoring", "acceptance", "calibration"] {
      left -= try workshop.read("labels/\(name).csv").split(whereSeparator: \.isNewline).count - 1
    }
    try #require((41...69).contains(left))
    _ = try Self.answer(workshop, 0)
    #expect(try workshop.read("data/iterations/000/report/report.html").contains("Go on"))

    // Who would rather have no batch than a small one says so.
    let spec = try workshop.read("spec.yaml")
    try workshop.write(
      spec.replacingOccurrences(of: "batch: 30", with: "batch: 30, when_short: stop"), to: "spec.yaml")
    let stopped = try workshop.run(["run", "1"])
    #expect(stopped.code == 3)
    #expect(stopped.errors.contains("30 images asked for and only \(left - 40) left"))

    for rule in ["smaller", "random"] {
      try workshop.write(
        spec.replacingOccurrences(of: "batch: 30", with: "batch: 30, when_short: \(rule)"), to: "spec.yaml")
      let outcome = try workshop.succeeds("run", "1", "--until", "cluster")
      #expect(
        outcome.errors.contains("the pool ends: \(left - 40) images are left, all in the batch (30 asked for)"),
        "\(outcome.errors)")
    }
    _ = try Self.answer(workshop, 1)
    let report = try workshop.read("data/iterations/001/report/report.html")
    #expect(report.contains("Stop: nothing is left to label"))
    #expect(try workshop.read("data/iterations/001/report/quality.json").contains("\"pool_end\""))

    let last = try Self.answer(workshop, 2)
    #expect(last.count == 1)
    #expect(last.first?.errors.contains("nothing is left to label: the batch is empty, and nobody is asked") == true)
    #expect(try workshop.succeeds("verify").code == 0)
    #expect(workshop.names("data/iterations/002/export-1").filter { $0 == "label-studio" }.isEmpty)
  }

  @Test func aPoolSmallerThanTheFirstBatchIsTheBatch() throws {
    let workshop = try Self.workshop(60)
    try workshop.write(
      workshop.read("spec.yaml").replacingOccurrences(of: "seed:    {size: 40}", with: "seed:    {size: 300}"),
      to: "spec.yaml")
    let outcome = try workshop.succeeds("run", "0", "--until", "seed")
    #expect(outcome.errors.contains("the pool ends: "))
    #expect(outcome.errors.contains("all in the batch (300 asked for)"))
  }

  @Test func holdoutImagesThatVanishAreTombstonesAndCounted() throws {
    let workshop = try Workshop.withFactory(images: 200, sealed: 0)
    let rows = try workshop.read("labels/monitoring.csv").split(whereSeparator: \.isNewline).dropFirst()
    let images = rows.prefix(3).compactMap { $0.split(separator: ",").first.map(String.init) }
    try #require(images.count == 3)
    try FileManager.default.removeItem(atPath: "\(workshop.path)/images/\(images[0])")
    try workshop.write("no picture", to: "images/\(images[1])")
    // Its bytes come back under another name, which must not be learned from.
    try FileManager.default.moveItem(
      atPath: "\(workshop.path)/images/\(images[2])", toPath: "\(workshop.path)/images/images/renamed.png")
    try workshop.write(
      Workshop.spec.replacingOccurrences(
        of: "metadata: metadata.csv", with: "metadata: metadata.csv, broken_share: 0.1"),
      to: "spec.yaml")
    let outcome = try workshop.succeeds("run", "1", "--until", "pool")
    #expect(
      outcome.errors.contains(
        "labels/monitoring.csv: \(rows.count - 3) of \(rows.count) rows are about images of the pool; "
          + "3 rows are about images that are gone, unreadable or erased"), "\(outcome.errors)")
    #expect(outcome.errors.contains("monitoring: 3 images are not in the pool any more"))
    let stones = try workshop.succeeds("show", "data/iterations/001/pool/vanished.parquet", "--json").output
    #expect(stones.contains("\(images[0])\", \"set\": \"monitoring\", \"reason\": \"gone\""))
    #expect(stones.contains("\(images[1])\", \"set\": \"monitoring\", \"reason\": \"unreadable\""))
    let known = try workshop.succeeds("show", "data/iterations/001/pool/known_labels.parquet", "--json").output
    for image in images { #expect(!known.contains("\"\(image)\"")) }
    let pool = try workshop.succeeds(
      "show", "data/iterations/001/pool/pool.parquet", "--json", "--columns", "image_id,role"
    ).output
    #expect(pool.contains("renamed.png\", \"role\": \"withheld\""))
    try workshop.completes(1)
    let report = try workshop.read("data/iterations/001/report/report.html")
    #expect(report.contains("<b>holdout.monitoring</b> are not in the pool any more"))
    #expect(report.contains("<b>pool.metadata</b>"))
  }

  @Test func splitTakesWhatThePoolHas() throws {
    let workshop = try Workshop.withFactory(images: 120)
    let truth = try workshop.read("images/truth.csv").split(whereSeparator: \.isNewline).dropFirst()
    let images = truth.prefix(60).compactMap { $0.split(separator: ",").first.map(String.init) }
    for image in images { try FileManager.default.removeItem(atPath: "\(workshop.path)/images/\(image)") }
    let outcome = try workshop.succeeds("split", "--labels", "images/truth.csv", "--minimum", "1", "--force")
    #expect(outcome.errors.contains("60 of 120 rows are about images of the pool; 60 rows fit no image (first: line 2"))
    let drawn = try ["monitoring", "acceptance", "calibration"].map { try workshop.read("labels/\($0).csv") }
    for image in images { #expect(!drawn.contains { $0.contains("\(image),") }) }
    try workshop.succeeds("run", "0", "--until", "pool")
  }
}
