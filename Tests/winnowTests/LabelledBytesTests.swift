import Foundation
import Storage
import Testing

/// A label belongs to bytes, not to a name: images are renamed, overwritten, copied, swapped and removed between iterations.
@Suite struct LabelledBytesTests {
  private static func rows(_ workshop: Workshop, _ table: String) throws -> [[String: Any]] {
    try AmendTests.rows(workshop, "data/iterations/\(table).parquet")
  }

  private static func texts(_ rows: [[String: Any]], _ column: String, by key: String = "image_id") -> [String: String]
  {
    Dictionary(
      rows.compactMap { row in (row[key] as? String).flatMap { id in (row[column] as? String).map { (id, $0) } } },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func everyLabelFindsItsPictureWhateverThatIsCalled() throws {
    let workshop = try Workshop.withFactory(images: 200) {
      $0.replacingOccurrences(of: "size: 60, by: group", with: "size: 40")
    }
    try workshop.completes(0)
    let labels = Self.texts(try Self.rows(workshop, "000/ingest-2/labels"), "label")
    let bytes = Self.texts(try Self.rows(workshop, "000/pool/pool"), "sha256")
    #expect(
      Self.texts(try Self.rows(workshop, "000/ingest-2/labels"), "sha256") == bytes.filter { labels[$0.key] != nil })
    let names = labels.keys.sorted()
    try #require(names.count > 10)
    let (renamed, overwritten, copied, left, right, removed) = (
      names[0], names[1], names[2], names[3], names[4], names[5]
    )
    let kept = names.dropFirst(6)
    let folder = "\(workshop.path)/images"
    func file(_ name: String) -> URL { URL(fileURLWithPath: "\(folder)/\(name)") }
    func move(_ from: String, _ to: String) throws {
      try FileManager.default.moveItem(at: file(from), to: file(to))
    }
    let (newName, copy) = ("images/zz renamed.png", "images/0 copy.png")
    try move(renamed, newName)
    try move(left, "images/swap.png")
    try move(right, left)
    try move("images/swap.png", right)
    try FileManager.default.copyItem(at: file(copied), to: file(copy))
    try FileManager.default.removeItem(at: file(removed))
    // Another picture under the name of a labelled one: one that nobody has seen.
    try workshop.succeeds("factory", "--out", "more", "--count", "60", "--size", "40")
    let other = try #require(workshop.names("more/images").first)
    try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/more/images/\(other)")).write(to: file(overwritten))

    let plan = try workshop.succeeds("plan", "1").output
    #expect(plan.contains("images: 1 gone, 3 changed, 1 renamed, 1 copied"))
    #expect(
      plan.contains(
        "labels: 3 to move with their bytes, 1 to be left out, since other bytes have their names, "
          + "1 to be left out, since their images are gone"))
    let run = try workshop.succeeds("run", "1").errors
    #expect(run.contains("since iteration 0: 1 removed, 3 changed, 1 renamed, 1 copied"))
    #expect(run.contains("\(names.count - 2) of \(names.count) labels are trained on; 3 of them are handed on"))
    #expect(run.contains("1 label is left out of training since other bytes have their names now: \(overwritten)"))

    // Each label is trained on under the name that its bytes have now.
    let training = try Self.rows(workshop, "001/train/training")
    var expected = Dictionary(uniqueKeysWithValues: kept.map { ($0, $0) })
    expected.merge([newName: renamed, copied: copied, left: right, right: left]) { first, _ in first }
    #expect(Self.texts(training, "label") == expected.mapValues { labels[$0] ?? "" })
    #expect(Self.texts(training, "sha256") == expected.mapValues { bytes[$0] ?? "" })
    #expect(
      Self.texts(try Self.rows(workshop, "001/train/left_out"), "reason")
        == [overwritten: "changed", removed: "vanished"])
    let places = try Self.rows(workshop, "001/train/places")
    #expect(Self.texts(places, "place")[renamed] == "moved" && Self.texts(places, "present_id")[renamed] == newName)

    // Of equal bytes the labelled one leads, and nothing that is labelled is asked about again.
    #expect(Self.texts(try Self.rows(workshop, "001/pool/pool"), "duplicate_of")[copy] == copied)
    let asked = Set(Self.texts(try Self.rows(workshop, "001/export-1/batch"), "image_id", by: "task_id").values)
    #expect(asked.isDisjoint(with: expected.keys) && !asked.contains(copy))

    // No file that leaves the house has digests of bytes.
    let shown = Set(Self.texts(try Self.rows(workshop, "001/export-1/assignments"), "sha256", by: "task_id").values)
    #expect(!shown.isEmpty)
    for (name, payload) in try workshop.contents("data/iterations/001/export-1/label-studio") {
      let text = String(decoding: payload, as: UTF8.self).lowercased()
      for digest in shown {
        let base64 = Digest(hex: digest).map { Data($0.bytes).base64EncodedString().prefix(16).lowercased() } ?? digest
        #expect(!text.contains(digest.prefix(12).lowercased()) && !text.contains(base64), "\(name)")
      }
    }

    try workshop.completes(1)
    let report = try workshop.read("data/iterations/001/report/report.html")
    #expect(report.contains("1 whose names other bytes have now") && report.contains("3 labels were handed on"))
    let difference = try workshop.run(["diff", "0", "1"]).output
    #expect(difference.contains("images    1 removed, 3 changed, 1 renamed, 1 copied"))
    #expect(difference.contains("renamed: \(renamed) → \(newName)") && difference.contains("none flipped"))
    #expect(try workshop.succeeds("why", newName, "1").output.contains("as \(renamed)"))
    #expect(try workshop.succeeds("why", overwritten, "1").output.contains("other bytes"))
    for name in [renamed, newName] {
      let history = try workshop.succeeds("history", name).output
      #expect(history.contains("iteration 1: the pool has it as \(newName)"), "\(history)")
      #expect(history.contains("\(labels[renamed] ?? "?"), "), "\(history)")
    }
    #expect(
      try workshop.succeeds("history", overwritten).output.contains("iteration 1: no image of the pool has these bytes")
    )

    // A correction by the present name is of the labelled bytes.
    let label = labels[renamed] == "dent" ? "scratch" : "dent"
    try workshop.succeeds("correct", newName, label, "--author", "lea", "--reason", "seen again")
    try workshop.succeeds("run", "2", "--until", "train")
    #expect(Self.texts(try Self.rows(workshop, "002/train/training"), "label")[newName] == label)
    #expect(try workshop.succeeds("verify", "--data", "data").output.contains("everything is as it was written"))
  }

  @Test func anAnswerBelongsToWhatWasShownWhateverHasTheNameWhenItReturns() throws {
    let workshop = try Workshop.withFactory(images: 120) {
      $0.replacingOccurrences(of: "size: 60, by: group", with: "size: 30")
    }
    try workshop.succeeds("run", "0")
    let shown = Self.texts(try Self.rows(workshop, "000/export-1/assignments"), "sha256", by: "task_id")
    let batch = try Self.rows(workshop, "000/export-1/batch").filter { $0["calibration"] as? Bool == false }
    let image = try #require(batch.first?["image_id"] as? String)
    let task = try #require(batch.first?["task_id"] as? String)
    // While people are at it another picture takes the name, and its own is kept under another.
    let file = URL(fileURLWithPath: "\(workshop.path)/images/\(image)")
    try FileManager.default.moveItem(at: file, to: URL(fileURLWithPath: "\(workshop.path)/images/images/zz.png"))
    try workshop.succeeds("factory", "--out", "more", "--count", "60", "--size", "40")
    let other = try #require(workshop.names("more/images").first)
    try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/more/images/\(other)")).write(to: file)
    try workshop.completes(0)
    let row = try #require(
      Self.rows(workshop, "000/ingest-2/labels").first { $0["image_id"] as? String == image })
    #expect(row["sha256"] as? String == shown[task])
    try workshop.succeeds("run", "1", "--until", "train")
    let training = Self.texts(try Self.rows(workshop, "001/train/training"), "label")
    #expect(training[image] == nil)
    if let label = row["label"] as? String { #expect(training["images/zz.png"] == label) }
  }
}
