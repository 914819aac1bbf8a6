import Draws
import Labelling
import Testing

/// Properties that hold for any mix of rows.
@Suite struct IntakePropertyTests {
  /// Four files of random annotations, good and bad.
  private func files(_ stream: inout DrawStream) throws -> [[ReturnedRow]] {
    func pick(_ items: [String], _ stream: inout DrawStream) -> String { items[stream.below(items.count)] }
    var files: [[ReturnedRow]] = []
    for file in 0..<4 {
      var tasks: [String] = []
      for _ in 0..<8 {
        var annotations: [String] = []
        for _ in 0..<stream.below(6) {
          if stream.below(20) == 0 {
            annotations.append("[]")
            continue
          }
          let label = pick(["normal", "scratch", "dent", "cannot_tell", "what"], &stream)
          let confidence = pick(["Low", "High", "Sure"], &stream)
          annotations.append(
            Fixtures.annotation(
              id: "\(stream.below(60))",
              by: pick(["1", "2", "7", "\"chi@example.com\"", #"{"id": 2, "email": "b@x.org"}"#], &stream),
              updatedBy: pick(["1", "2", "null"], &stream),
              result: stream.below(6) == 0 ? "[]" : Fixtures.result(label, confidence),
              cancelled: stream.below(8) == 0, groundTruth: stream.below(12) == 0,
              updatedAt: "2026-11-20T23:54:\(10 + stream.below(12)).000000Z"))
        }
        let drafts = stream.below(5) == 0 ? [Fixtures.draft(id: "\(stream.below(4))")] : []
        tasks.append(Fixtures.task(pick(["t1", "t2", "c1", "t9"], &stream), annotations, drafts: drafts))
      }
      files.append(try LabelStudio.parse(Fixtures.export(tasks), file: "file\(file).json"))
    }
    return files
  }

  private func places(_ result: IntakeResult) -> [String] {
    result.votes.map { "\($0.file)#\($0.index)" } + result.calibration.map { "\($0.file)#\($0.index)" }
      + result.rejected.map { "\($0.row.file)#\($0.row.index)" }
  }

  @Test func everyRowEndsInExactlyOneTable() throws {
    var stream = DrawStream(seed: 1)
    for _ in 0..<40 {
      let rows = try files(&stream).flatMap { $0 }
      let result = try Fixtures.intake().sort(rows)
      #expect(places(result).sorted() == rows.map { "\($0.file)#\($0.index)" }.sorted())
      #expect(result.votes.allSatisfy { !$0.calibration && $0.imageID != "c.png" })
      #expect(
        result.calibration.allSatisfy { $0.calibration && $0.imageID == "c.png" && $0.updatedBy == nil })
    }
  }

  @Test func onePersonHasOneAnswerToATask() throws {
    var stream = DrawStream(seed: 2)
    for _ in 0..<40 {
      let result = try Fixtures.intake().sort(files(&stream).flatMap { $0 })
      let answers = (result.votes + result.calibration).map { "\($0.taskID) \($0.annotator)" }
      #expect(Set(answers).count == answers.count)
    }
  }

  @Test func theOrderOfFilesDoesNotMatter() throws {
    var stream = DrawStream(seed: 3)
    for _ in 0..<40 {
      let files = try files(&stream)
      let intake = try Fixtures.intake()
      let result = intake.sort(files.flatMap { $0 })
      let shuffled = stream.shuffled(stream.shuffled(files).flatMap { $0 })
      #expect(intake.sort(shuffled) == result)
    }
  }

  @Test func takingInAgainAddsNothing() throws {
    var stream = DrawStream(seed: 4)
    for _ in 0..<40 {
      let rows = try files(&stream).flatMap { $0 }
      var known = KnownRows()
      known.add(rows)
      let again = try Fixtures.intake(known: known).sort(rows)
      #expect(again.votes.isEmpty && again.calibration.isEmpty)
      #expect(again.rejected.count == rows.count)
      #expect(again.rejected.allSatisfy { $0.reason == .duplicate || $0.reason == .malformed })
    }
  }

  @Test func everyReasonOccurs() throws {
    var stream = DrawStream(seed: 5)
    var reasons = Set<RejectReason>()
    for _ in 0..<40 {
      reasons.formUnion(try Fixtures.intake().sort(files(&stream).flatMap { $0 }).rejected.map(\.reason))
    }
    // The others take more than one file, or another form.
    let others: Set<RejectReason> = [.unknownImage, .ambiguousImage, .withdrawn, .unordered, .unreadable]
    #expect(reasons == Set(RejectReason.allCases).subtracting(others))
  }
}
