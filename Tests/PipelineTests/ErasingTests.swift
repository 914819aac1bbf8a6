import Audit
import Columnar
import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Testing

/// A picture that goes on order.
@Suite struct ErasingTests {
  private func erase(
    _ small: SmallPipeline, _ image: String, order: String = "DPA 7/26", pixels: Bool = false, dryRun: Bool = false
  ) throws -> Erasing.Outcome {
    try Erasing(small.directory(), poolRoot: pixels ? "\(small.path)/images" : nil)
      .run(image: image, order: order, reason: "asked for", dryRun: dryRun)
  }

  private func verified(_ small: SmallPipeline) throws -> Verification {
    try Verifier(root: "\(small.path)/data", threads: 2) { $0.hasPrefix("export-") }.run()
  }

  /// The files below the data directory that people read or write and that hold a text.
  private func holding(_ text: String, _ small: SmallPipeline) throws -> [String] {
    try Files.walk("\(small.path)/data").filter { name in
      guard name.hasSuffix(".csv") || name.hasSuffix(".json"), !name.hasPrefix("erasures/") else { return false }
      return String(decoding: try Files.read("\(small.path)/data/\(name)"), as: UTF8.self).contains(text)
    }
  }

  @Test func everyTraceOfAPictureGoesAndTheRecordCoversIt() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedTwice(), try await PreparedPipelines.marked())
    let tasks = try [0, 1].flatMap { try small.asked($0, round: 1) }.filter { $0.image == marked.open }.map(\.task)
    #expect(Set(tasks).count == 2)
    #expect(try tasks.allSatisfy { try holding($0, small).count >= 3 })
    let dry = try erase(small, marked.open, dryRun: true)
    #expect(dry.record.state == .intended && !dry.record.edits.isEmpty && !dry.wasDone)
    #expect(!small.has("data/erasures"))

    let record = try erase(small, marked.open).record
    #expect(record.state == .done && record.number == 1 && record.images == [marked.open])
    #expect(record.edits == dry.record.edits && record.edits.map(\.path) == record.edits.map(\.path).sorted())
    let kinds = Set(record.edits.map(\.kind))
    #expect(kinds.isSuperset(of: [.vector, .payload, .returned, .cache]), "\(kinds)")
    #expect(record.imageSHA256 == [try Files.digest(of: "\(small.path)/images/\(marked.open)").digest.hex])
    #expect(try tasks.allSatisfy { try holding($0, small).isEmpty })
    #expect(record.remains.contains("the file \(marked.open) in the pool's folder: --pixels removes it"))
    let part = try #require(record.edits.first { $0.kind == .vector })
    let reader = try TableReader(path: "\(small.path)/data/\(part.path)")
    let table = try reader.read(as: reader.schema)
    let row = try #require(try table.digests("sha256").firstIndex { record.imageSHA256.contains($0.hex) })
    let (values, offsets) = try table.floatLists("embedding")
    #expect(values[offsets[row]..<offsets[row + 1]].allSatisfy { $0 == 0 })
    #expect(values.count { $0 == 0 } < values.count / 4)
    let verification = try verified(small)
    #expect(verification.isWhole, "\(verification.findings)")
    let erased = Set(verification.remarks.filter { $0.kind == .erased }.map(\.path))
    #expect(erased.contains(part.path) && !verification.remarks.contains { $0.kind == .erasing })
    #expect(try Erasures(root: small.directory().root).records == [record])
    #expect(try IterationLog(small.directory()).entries.map(\.erased) == [["DPA 7/26"], ["DPA 7/26"]])

    // Given once more, the order finds nothing left to do.
    let again = try erase(small, marked.open, order: "another")
    #expect(again.wasDone && again.record == record)
    #expect(try Files.list("\(small.path)/data/erasures") == ["0001.json"])
  }

  @Test func anErasureThatWasCutShortIsCompletedWithAllThatWasDone() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedTwice(), try await PreparedPipelines.marked())
    let before = try SmallPipeline(copying: small)
    let whole = try erase(small, marked.open).record
    // As if it had been killed behind its third edit.
    var cut = whole
    cut.state = .intended
    for edit in whole.edits.dropFirst(3) {
      try small.write(try Files.read("\(before.path)/data/\(edit.path)"), to: "data/\(edit.path)")
    }
    try Erasures.write(cut, root: small.directory().root)
    #expect(throws: ErasingError.unfinished(order: "DPA 7/26", image: marked.open)) {
      try erase(small, marked.open, order: "another")
    }
    #expect(throws: ErasingError.unfinished(order: "DPA 7/26", image: marked.open)) {
      try erase(small, marked.disputed)
    }
    let done = try erase(small, marked.open)
    #expect(!done.wasDone && done.record.edits == whole.edits && done.record.state == .done)
    #expect(done.record.time == whole.time && done.record.number == 1)
    #expect(try verified(small).isWhole)
    // The next order has the next number.
    #expect(try erase(small, marked.disputed, order: "8/26").record.number == 2)
  }

  @Test func theFileGoesOnlyIfItHasTheBytes() async throws {
    let (small, marked) = (try await PreparedPipelines.sealedOnce(), try await PreparedPipelines.marked())
    let other = try Files.read("\(small.path)/images/\(marked.disputed)") + [1]
    try small.write(other, to: "images/\(marked.disputed)")
    let record = try erase(small, marked.disputed, pixels: true).record
    #expect(try Files.read("\(small.path)/images/\(marked.disputed)") == other)
    #expect(record.remains.contains { $0.contains("it has other bytes than the picture that is erased") })
    #expect(record.edits.allSatisfy { $0.kind != .pixels })

    let gone = try erase(small, marked.late, order: "2", pixels: true).record
    #expect(!small.has("images/\(marked.late)"))
    let edit = try #require(gone.edits.first { $0.kind == .pixels })
    #expect(edit.path == "pool/\(marked.late)" && edit.after == nil && edit.before.sha256 == gone.imageSHA256.first)

    let target = "\(small.path)/elsewhere.png"
    try FileManager.default.moveItem(atPath: "\(small.path)/images/\(marked.open)", toPath: target)
    try FileManager.default.createSymbolicLink(
      atPath: "\(small.path)/images/\(marked.open)", withDestinationPath: target)
    let linked = try erase(small, marked.open, order: "3", pixels: true).record
    #expect(small.has("elsewhere.png") && linked.remains.contains { $0.hasPrefix("what the link \(marked.open)") })
  }

  @Test func picturesOfTheSameBytesGoTogether() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    let record = try erase(small, SmallPipeline.copy, pixels: true).record
    #expect(record.images == [SmallPipeline.images[3], SmallPipeline.copy] && record.imageSHA256.count == 1)
    #expect(!small.has("images/\(SmallPipeline.images[3])") && !small.has("images/\(SmallPipeline.copy)"))
    do {
      _ = try erase(small, "lot0/im3.png", order: "2")
      Issue.record("an unknown image was erased")
    } catch ErasingError.unknownImage(let image, let known) {
      #expect(image == "lot0/im3.png" && known.count == 34 && known == known.sorted())
    }
  }

  // MARK: Entries

  /// A data directory that lists two images and has asked about each.
  private func tables() throws -> SmallPipeline {
    let small = try SmallPipeline()
    _ = try small.project().directory()
    func write(_ columns: [(ColumnSchema, Column)], _ name: String) throws {
      try Files.createDirectory(Files.parent(of: "\(small.path)/data/\(name)"))
      let schema = TableSchema("made", key: [], "", columns: columns.map(\.0))
      _ = try TableIO.write(Table(schema: schema, columns: columns.map(\.1)), to: "\(small.path)/data/\(name)")
    }
    let ids = (ColumnSchema("image_id", .string), Column.strings(["a/one.png", "b.png"]))
    try write(
      [ids, (ColumnSchema("sha256", .digest), .digests(["a", "b"].map { Digest(of: Array($0.utf8)) }))],
      "iterations/000/\(Catalogue.Pool.images.name)")
    try write(
      [(ColumnSchema("task_id", .string), .strings(["t1", "t2"])), ids],
      "iterations/000/\(Catalogue.Export.batch(1).name)")
    return small
  }

  @Test func entriesOfFormsGoAndEveryOtherByteStays() throws {
    let small = try tables()
    let head = "task_id,annotator,label,note\r\nt1,ben,dent,\"first line\nt2,is another\"\r\n"
    let tail = "t3,chi,good,b.png is fine\n"
    try small.write(head + "t2,chi,good,\"says \"\"no\"\"\"\r\n" + tail, to: "data/inbox/000/ben.csv")
    try small.write("t2,label\nt1,dent\n", to: "data/inbox/000/header.csv")
    try small.write(
      "image,label\n\"=HYPERLINK(\"\"b.png\"\")\",x\n/data/?d=b.png,dent\nhttp://x/b.png,dent",
      to: "data/inbox/000/more.csv")
    try small.write("t2", to: "data/inbox/000/notes.txt")
    let record = try erase(small, "b.png").record
    #expect(record.edits.map(\.path) == ["inbox/000/ben.csv", "inbox/000/more.csv"])
    #expect(record.edits.allSatisfy { $0.kind == .returned })
    #expect(try small.read("data/inbox/000/ben.csv") == head + tail)
    #expect(try small.read("data/inbox/000/header.csv") == "t2,label\nt1,dent\n")
    #expect(try small.read("data/inbox/000/more.csv") == "image,label\n\"=HYPERLINK(\"\"b.png\"\")\",x\n")
    #expect(try small.read("data/inbox/000/notes.txt") == "t2")
  }

  @Test func entriesOfJSONGoAndEveryOtherByteStays() throws {
    let small = try tables()
    let (one, three) = (#"{"id": 1, "data": {"task": "t1", "text": "a \" and [ , \\"}}"#, #"{"id":3,"note":"b.png!"}"#)
    try small.write(
      "[ \(one) ,\n {\"id\":2,\"data\":[{\"deep\":\"t2\"}]},\(three),\"t2\" ]\n", to: "data/inbox/000/chi.json")
    try small.write("[]", to: "data/inbox/000/empty.json")
    try small.write(#"[{"task":"t1","task":"t2"},7]"#, to: "data/inbox/000/twice.json")
    let record = try erase(small, "b.png").record
    #expect(record.edits.map(\.path) == ["inbox/000/chi.json", "inbox/000/twice.json"])
    #expect(try small.read("data/inbox/000/chi.json") == "[ \(one),\n\(three) ]\n")
    #expect(try small.read("data/inbox/000/twice.json") == "[7]")
  }

  @Test func whatALinkInTheInboxLeadsToIsLeftAndTold() throws {
    let small = try tables()
    try small.write("task_id,label\nt2,dent\n", to: "theirs/ben.csv")
    try Files.createDirectory("\(small.path)/data/inbox/000")
    try FileManager.default.createSymbolicLink(
      atPath: "\(small.path)/data/inbox/000/linked", withDestinationPath: "\(small.path)/theirs")
    let record = try erase(small, "b.png").record
    #expect(record.edits.isEmpty && record.remains.contains { $0.contains("the link inbox/000/linked leads to") })
    #expect(record.remains.contains { $0.hasPrefix("iteration 0 is open") })
    #expect(try small.read("theirs/ben.csv").contains("t2"))
  }
}
