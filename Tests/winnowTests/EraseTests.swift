import Engine
import Foundation
import Storage
import Testing

/// A picture goes on order, and the record distinguishes it from damage.
@Suite struct EraseTests {
  /// A copy of two sealed iterations, and an image of the batch of the second.
  private static func sealed() throws -> (Workshop, DataCopy, String) {
    let workshop = try SealedPair.workshop()
    let image = try #require(
      AmendTests.rows(workshop, "data/iterations/001/cluster/selection.parquet").first?["image_id"] as? String)
    return (workshop, try SealedPair.copy(), image)
  }

  private static func erase(
    _ workshop: Workshop, _ data: DataCopy, _ image: String, order: String = "DPA 7/26", _ more: String...
  ) throws -> Outcome {
    try workshop.run(
      ["erase", image, "--order", order, "--reason", "asked for", "--data", data.path] + more)
  }

  /// The files that hold a text.
  private static func holding(_ text: String, _ data: DataCopy) throws -> [String] {
    let wanted = Data(text.utf8)
    return try Files.walk(data.path).filter { file in
      try Data(Files.read("\(data.path)/\(file)")).range(of: wanted) != nil
    }
  }

  @Test func aPictureIsErasedFromSealedIterationsAndVerifyTellsTheOrder() throws {
    let (workshop, data, image) = try Self.sealed()
    let task = try #require(
      AmendTests.rows(workshop, "data/iterations/001/export-1/batch.parquet")
        .first { $0["image_id"] as? String == image }?["task_id"] as? String)
    // The record of the order itself names the copy that people were shown, by its task.
    let texts = {
      try Self.holding(task, data).filter {
        ($0.hasSuffix(".json") || $0.hasSuffix(".csv")) && !$0.hasPrefix("erasures/")
      }
    }
    let shown = { try Files.walk(data.path).filter { $0.hasPrefix("pictures/") && $0.contains(task) } }
    #expect(try shown().count == 1)
    #expect(try texts().count >= 4)
    let dry = try Self.erase(workshop, data, image, "--dry-run")
    #expect(dry.code == 0)
    #expect(dry.output.contains("would erase its vector: embeddings/"))
    #expect(dry.output.contains("nothing was changed"))
    #expect(try data.verified().remarks.isEmpty)

    let done = try Self.erase(workshop, data, image)
    #expect(done.code == 0, "\(done.errors)")
    for what in ["its picture: iterations/001/report", "its task: iterations/001/export-1", "its answers as returned"] {
      #expect(done.output.contains("erased \(what)"), "\(what)")
    }
    #expect(done.output.contains("erased the copy that people were shown: pictures/001/\(task)"))
    #expect(try texts().isEmpty && shown().isEmpty)
    let verified = try workshop.run(["verify", "--data", data.path])
    #expect(verified.code == 0, "\(verified.output)")
    #expect(verified.output.contains("report/report.html: erased by order DPA 7/26"))
    #expect(try workshop.run(["log", "--data", data.path]).output.contains("erased by order DPA 7/26"))
    #expect(
      try workshop.run(["diff", "0", "1", "--data", data.path]).output
        .contains("erased    from iteration 1, by order DPA 7/26"))
    let again = try Self.erase(workshop, data, image)
    #expect(again.output.contains("nothing is left to erase: done by order DPA 7/26"))
    #expect(try Files.list("\(data.path)/erasures") == ["0001.json"])
  }

  @Test func anyOtherChangeOfAnErasedFileIsDamage() throws {
    let (workshop, data, image) = try Self.sealed()
    _ = try Self.erase(workshop, data, image)
    #expect(try data.verified().isWhole)
    let record = try #require(try Erasures(root: data.path).records.first)
    #expect(record.edits.contains { $0.kind == .vector && $0.columns != nil })
    let covered = record.edits.filter { $0.path.hasPrefix("iterations/") || $0.path.hasPrefix("embeddings/") }
    #expect(covered.count >= 5)
    for edit in covered {
      var bytes = try Files.read("\(data.path)/\(edit.path)")
      bytes[bytes.count / 3] ^= 2
      let found = try data.with(edit.path, bytes: bytes) { try data.verified() }
      #expect(found.findings.contains { $0.path == edit.path }, "\(edit.path)")
    }
    // The record itself, and one that covers bytes it does not name.
    let path = "erasures/0001.json"
    var bytes = try Files.read("\(data.path)/\(path)")
    bytes[bytes.count / 2] ^= 1
    #expect(try !data.with(path, bytes: bytes) { try data.verified() }.isWhole)
    try Files.remove("\(data.path)/\(path)")
    #expect(try data.verified().findings.count >= covered.count)
  }

  @Test func theBlocksThatWereNotErasedAreStillProved() throws {
    let (workshop, data, image) = try Self.sealed()
    _ = try Self.erase(workshop, data, image)
    var record = try #require(try Erasures(root: data.path).records.first)
    let place = try #require(record.edits.firstIndex { $0.kind == .vector })
    let edit = record.edits[place]
    let columns = try #require(edit.columns)
    // A record that claims another block than the one it had erased does not cover the file.
    let lies = columns.map { Erasure.Column(name: $0.name, blocks: $0.blocks, erased: $0.name == "sha256" ? [0] : []) }
    record.edits[place] = Erasure.Edit(
      path: edit.path, kind: edit.kind, before: edit.before, after: edit.after, columns: lies)
    try Erasures.write(record, root: data.path)
    #expect(try data.verified().findings.map(\.path) == [edit.path])
    let zeros = String(repeating: "0", count: 64)
    record.edits[place] = Erasure.Edit(
      path: edit.path, kind: edit.kind, before: edit.before, after: edit.after,
      columns: columns.map { .init(name: $0.name, blocks: $0.blocks.map { _ in zeros }, erased: $0.erased) })
    try Erasures.write(record, root: data.path)
    #expect(try data.verified().findings.map(\.path) == [edit.path])
  }

  @Test func anErasureThatIsKilledIsCompletedByTheSameOrder() throws {
    let (workshop, whole, image) = try Self.sealed()
    _ = try Self.erase(workshop, whole, image)
    let edits = try #require(try Erasures(root: whole.path).records.first).edits
    for step in 0..<8 {
      let data = try SealedPair.copy()
      let program = try workshop.start(
        ["erase", image, "--order", "DPA 7/26", "--reason", "asked for", "--data", data.path])
      usleep(UInt32(40_000 * (step + 1)))
      program.kill()
      _ = try program.finish()
      let verified = try data.verified()
      #expect(verified.isWhole, "killed at step \(step): \(verified.findings)")
      let again = try Self.erase(workshop, data, image)
      #expect(again.code == 0, "\(again.errors)")
      let record = try #require(try Erasures(root: data.path).records.first)
      #expect(record.state == .done)
      #expect(record.edits == edits)
      #expect(try data.verified().isWhole)
    }
  }

  @Test func anErasureCutShortIsNamedAndNoOtherOrderIsTaken() throws {
    let (workshop, data, image) = try Self.sealed()
    _ = try Self.erase(workshop, data, image)
    var record = try #require(try Erasures(root: data.path).records.first)
    record.state = .intended
    try Erasures.write(record, root: data.path)
    #expect(try data.verified().remarks.contains { $0.kind == .erasing })
    let other = try Self.erase(workshop, data, image, order: "another")
    #expect(other.code == 3)
    #expect(other.errors.contains("by order 'DPA 7/26' was cut short"))
    #expect(try Self.erase(workshop, data, image).code == 0)
    #expect(try data.verified().remarks.allSatisfy { $0.kind == .erased })
  }

  @Test func anErasedPictureIsNeverSelectedAgainAndTrainingSaysSo() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let image = try #require(
      AmendTests.rows(workshop, "data/iterations/000/ingest-2/labels.parquet").first { $0["label"] is String }?[
        "image_id"]
        as? String)
    let unknown = try workshop.run(["erase", image + "x", "--order", "o", "--reason", "r"])
    #expect(unknown.code == 3)
    #expect(unknown.errors.contains("did you mean '\(image)'?"))
    let picture = try Files.read("\(workshop.path)/images/\(image)")
    try workshop.succeeds("erase", image, "--order", "o", "--reason", "r", "--pixels")
    #expect(!workshop.has("images/\(image)"))
    // Back under another name, it is known by its bytes.
    try workshop.write(picture, to: "images/images/back.png")
    try workshop.completes(1)
    #expect(
      try AmendTests.rows(workshop, "data/iterations/001/pool/erased.parquet").map { $0["image_id"] as? String } == [
        image
      ])
    let left = try AmendTests.rows(workshop, "data/iterations/001/train/left_out.parquet")
    #expect(left.map { $0["image_id"] as? String } == [image])
    #expect(left.first?["reason"] as? String == "erased")
    #expect(try workshop.read("data/iterations/001/report/report.html").contains("erased on order"))
    for table in ["pool/pool", "train/training", "train/predictions", "score/scores", "cluster/selection"] {
      let rows = try AmendTests.rows(workshop, "data/iterations/001/\(table).parquet")
      let ids = rows.compactMap { $0["image_id"] as? String }
      #expect(!ids.contains(image) && !ids.contains("images/back.png"), "\(table)")
    }
    try workshop.succeeds("verify", "--data", "data")
  }
}
