import Audit
import Foundation
import Storage
import Testing

/// Data directories of former days, as archives that `Golden/make.sh` made: today's code must still verify and read them.
@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  static var archives: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".tar.zst") }.sorted()
  }

  @Test func thereIsOne() { #expect(!Self.archives.isEmpty) }

  @Test(arguments: archives)
  func itIsVerifiedComparedLoggedAndRead(_ name: String) throws {
    let archive = "\(Self.folder)/\(name)"
    let chain = String(
      decoding: try Files.read("\(Self.folder)/\(name.dropLast(8)).chain"), as: UTF8.self
    ).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try Files.size(archive) < 300_000)
    let workshop = try Workshop()
    let verified = try workshop.run(["verify", "--archive", archive, "--chain", chain])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("erased by order ticket 12"))

    var reader = try ArchiveReader(archive)
    let names = try reader.unpack(into: workshop.path)
    let top = try #require(names.first?.split(separator: "/").first)
    let data = "\(top)/data"
    #expect(try workshop.run(["verify", "--data", data]).code == 0)
    let log = try workshop.run(["log", "--data", data])
    #expect(log.code == 0, "\(log.errors)")
    for text in ["iteration 3  sealed", "1 correction", "late answer", "the batch was chosen again", "erased by order"]
    {
      #expect(log.output.contains(text), "\(text): \(log.output)")
    }
    for pair in [["0", "1"], ["1", "2"], ["2", "3"]] {
      let difference = try workshop.run(["diff"] + pair + ["--data", data])
      #expect(difference.code == 1, "\(difference.errors)")
    }
    #expect(try workshop.run(["status", "--data", data]).output.contains("sealed"))
    #expect(try workshop.run(["graph", "3", "--data", data]).code == 0)
    for table in names where table.hasSuffix(".parquet") {
      let shown = try workshop.run(["show", table, "--rows", "1"])
      #expect(shown.code == 0, "\(table): \(shown.errors)")
    }
  }

  /// The spec that `Golden/make.sh` has come to, but for the place of the data.
  private static let spec = """
    winnow: 1
    name: golden
    data: golden/data
    random_seed: 11
    classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
    negative_class: normal
    pool: {root: images, images: "images/**/*.png", metadata: metadata.csv}
    holdout: {monitoring: labels/monitoring.csv, acceptance: labels/acceptance.csv}
    calibration: {labels: labels/calibration.csv}
    annotators:
      - {id: ana, senior: true}
      - {id: ben}
      - {id: chi}
    stages:
      seed:    {size: 24, by: group}
      embed:   {run: [winnow, hook, patch-embed], dimensions: 8, input_size: 16, filters: 8}
      train:   {run: [winnow, hook, linear-probe]}
      score:   {measure: margin, below: 0.2}
      cluster: {method: kmeans, batch: 10, candidates: 3x, shares: {random: 0.25}}
      export:  {to: csv, annotators_per_image: 2, calibration_per_session: 1}
      report:  {contact_sheet: 4}

    """

  /// Its labels have no digests of bytes: those come from the pools of its own iterations.
  @Test(arguments: archives)
  func itIsContinuedAndItsLabelsFollowTheirBytes(_ name: String) throws {
    let workshop = try Workshop()
    var reader = try ArchiveReader("\(Self.folder)/\(name)")
    let top = try #require(try reader.unpack(into: workshop.path).first?.split(separator: "/").first)
    try workshop.write(Self.spec.replacingOccurrences(of: "golden/data", with: "\(top)/data"), to: "spec.yaml")
    try workshop.succeeds("factory", "--out", "images", "--count", "150", "--size", "32")
    try workshop.succeeds("split", "--labels", "images/truth.csv", "--minimum", "1")
    let isOfTheBuildBefore = name.hasPrefix("layout-1")
    if isOfTheBuildBefore {
      let reproduced = try workshop.run(["reproduce", "1", "--data", "\(top)/data"])
      // All but what speaks to people and of them, which says more by now, and says so.
      let lines = reproduced.output.split(separator: "\n").filter { $0.contains("  ") && !$0.hasPrefix("iteration") }
      let others = lines.filter { !$0.contains("the same, bit for bit") }
      #expect(lines.count == 10 && reproduced.code == 1, "\(reproduced.output)\(reproduced.errors)")
      #expect(
        others.map { $0.split(separator: " ").first } == ["export-1", "ingest-1", "export-2", "ingest-2", "report"],
        "\(reproduced.output)")
      // Reviews have calibration images by now, which nobody answered then: what follows on them is not reached.
      #expect(others.prefix(3).allSatisfy { $0.contains(": version ") }, "\(reproduced.output)")
      #expect(others.suffix(2).allSatisfy { $0.contains("not reached") }, "\(reproduced.output)")
    }
    let iterations = "\(top)/data/iterations"
    let labelled = try AmendTests.rows(workshop, "\(iterations)/003/train/training.parquet")
    let label = try #require(labelled.last)
    let first = try #require(label["image_id"] as? String)
    let moved = "images/zz.png"
    try FileManager.default.moveItem(
      atPath: "\(workshop.path)/images/\(first)", toPath: "\(workshop.path)/images/\(moved)")
    try workshop.completes(4, data: "\(top)/data")
    // What the built-in embedder is given has not changed since the build before, though the key under which it is kept has:
    // nothing is fitted or embedded anew. Of older builds the decoder was another.
    #expect(workshop.has("\(iterations)/004/logs/embed-fit.log") != isOfTheBuildBefore)
    #expect(workshop.names("\(iterations)/004/logs").contains { $0.hasPrefix("embed-embed") } != isOfTheBuildBefore)
    #expect(try workshop.read("\(top)/data/store.json").contains(#""layout":2"#))
    let training = try AmendTests.rows(workshop, "\(iterations)/004/train/training.parquet")
    let row = try #require(training.first { $0["image_id"] as? String == moved })
    #expect(row["sha256"] as? String == label["sha256"] as? String)
    #expect(row["label"] as? String == label["label"] as? String)
    #expect(training.count >= labelled.count)
    let verified = try workshop.succeeds("verify", "--data", "\(top)/data").output
    #expect(verified.contains("everything is as it was written"), "\(verified)")
    #expect(try workshop.run(["diff", "3", "4", "--data", "\(top)/data"]).output.contains("1 renamed"))
  }

  @Test func aLayoutThatIsNewerIsRefusedWithAWord() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let store = String(decoding: try Files.read("\(data.path)/store.json"), as: UTF8.self)
    try Data(store.replacingOccurrences(of: "\"layout\":2", with: "\"layout\":3").utf8)
      .write(to: URL(fileURLWithPath: "\(data.path)/store.json"))
    for command in ["status", "log", "verify"] {
      let outcome = try workshop.run([command, "--data", data.path])
      #expect(outcome.code != 0)
      #expect((outcome.output + outcome.errors).contains("written by a later version (layout 3"), "\(command)")
    }
    let run = try workshop.run(["run", "2", "--data", data.path])
    #expect(run.code == 3)
    #expect(run.errors.contains("written by a later version (layout 3, this one knows up to 2)"))
  }

  @Test func aFeatureThatIsNotKnownIsRefusedByName() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let path = URL(fileURLWithPath: "\(data.path)/store.json")
    let store = try String(contentsOf: path, encoding: .utf8)
    func name(_ feature: String, _ field: String) throws {
      try Data(store.replacing("\"\(field)\":[", with: "\"\(field)\":[\"\(feature)\",").utf8).write(to: path)
    }
    try name("crystal_2", "read")
    for command in [["status"], ["log"], ["diff", "0", "1"], ["run", "2"]] {
      let outcome = try workshop.run(command + ["--data", data.path])
      #expect(outcome.code == 3, "\(command)")
      #expect(outcome.errors.contains("names the feature 'crystal_2', which this version does not know"), "\(command)")
    }
    let verified = try workshop.run(["verify", "--data", data.path])
    #expect(verified.code == 6)
    #expect((verified.output + verified.errors).contains("names the feature 'crystal_2'"))
    try name("crystal_2", "write")
    #expect(try workshop.run(["diff", "0", "1", "--data", data.path]).code == 1)
    #expect(try workshop.run(["verify", "--data", data.path]).code == 0)
    let run = try workshop.run(["run", "2", "--data", data.path])
    #expect(run.code == 3)
    #expect(run.errors.contains("'crystal_2', which this version does not know: the directory can be read"))
  }
}
