import Foundation
import Storage
import Testing

/// What comes after a seal: late answers and corrections enter the next iteration, and nothing sealed is edited.
@Suite struct AmendTests {
  /// Two sealed iterations; ben's answers to the second came after its seal.
  private static func late() throws -> Workshop {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1")
    try workshop.succeeds("annotate", "1", "--truth", "images/truth.csv")
    try FileManager.default.moveItem(
      atPath: "\(workshop.path)/data/inbox/001/ben-round-1.json", toPath: "\(workshop.path)/held.json")
    try workshop.succeeds("close", "1", "--reason", "ben is ill")
    try workshop.succeeds("run", "1")
    // Ana answers the second round, if there is one; nobody else is asked.
    try workshop.succeeds("annotate", "1", "--truth", "images/truth.csv")
    try workshop.succeeds("run", "1")
    #expect(try workshop.chains().count == 2)
    try FileManager.default.moveItem(
      atPath: "\(workshop.path)/held.json", toPath: "\(workshop.path)/data/inbox/001/ben-round-1.json")
    return workshop
  }

  /// The bytes of every file of iterations 0 and 1.
  private static func sealed(_ workshop: Workshop) throws -> [String] {
    try ["000", "001"].flatMap { name in
      let folder = "\(workshop.path)/data/iterations/\(name)"
      return try Files.walk(folder).map { "\(name)/\($0) \(try Files.digest(of: "\(folder)/\($0)").digest.hex)" }
    }
  }

  static func rows(_ workshop: Workshop, _ file: String) throws -> [[String: Any]] {
    try workshop.succeeds("show", file, "--json").output.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func lateAnswersAndCorrectionsEnterTheNextIteration() throws {
    let workshop = try Self.late()
    let before = try Self.sealed(workshop)
    let status = try workshop.succeeds("status")
    #expect(status.errors.contains("came after the seal, the next iteration takes it in"))
    #expect(status.errors.contains("ben-round-1.json"))
    #expect(
      try workshop.succeeds("verify", "--data", "data").output.contains("ben-round-1.json: no stage has taken it in"))

    let labels = try Self.rows(workshop, "data/iterations/001/ingest-2/labels.parquet")
    let image = try #require(labels.first { $0["label"] is String }?["image_id"] as? String)
    let label = try #require(labels.first { $0["image_id"] as? String == image }?["label"] as? String)
    let other = label == "dent" ? "scratch" : "dent"
    let kept = try workshop.succeeds(
      "correct", image, other, "--author", "lea", "--reason", "seen again", "--data", "data")
    #expect(kept.errors.contains("1 correction kept; iteration 2 takes it in"))
    let files = workshop.names("data/corrections")
    #expect(files.count == 1)
    #expect(try files.first == Files.digest(of: "\(workshop.path)/data/corrections/\(files[0])").digest.hex + ".json")
    #expect(try workshop.succeeds("verify", "--data", "data").output.contains("a correction that waits"))
    #expect(try workshop.succeeds("plan", "2").output.contains("amend     runs: has not run yet"))

    try workshop.completes(2)
    #expect(try Self.sealed(workshop) == before)
    // Kept verbatim, marked, and in training already.
    #expect(
      try Files.read("\(workshop.path)/data/iterations/002/amend/raw/001/ben-round-1.json")
        == Files.read("\(workshop.path)/data/inbox/001/ben-round-1.json"))
    let late = try Self.rows(workshop, "data/iterations/002/amend/annotations.parquet")
    #expect(!late.isEmpty && late.allSatisfy { $0["late_from"] as? Int == 1 && $0["annotator"] as? String == "ben" })
    let amended = try Self.rows(workshop, "data/iterations/002/amend/labels.parquet")
    let corrected = try #require(amended.first { $0["image_id"] as? String == image })
    #expect(corrected["label"] as? String == other)
    #expect(corrected["decided_by"] as? String == "correction")
    #expect(corrected["author"] as? String == "lea")
    #expect(corrected["superseded_label"] as? String == label)
    #expect(corrected["superseded_iteration"] as? Int == 1)
    let training = try Self.rows(workshop, "data/iterations/002/train/training.parquet")
    #expect(training.first { $0["image_id"] as? String == image }?["label"] as? String == other)
    // Votes of then and of now count together.
    let joint = amended.filter { $0["decided_by"] as? String != "correction" }
    #expect(joint.contains { ($0["votes"] as? Int ?? 0) >= 2 })

    let log = try workshop.succeeds("log").output
    #expect(log.contains("late answers of iteration 1, 1 correction"))
    let difference = try workshop.run(["diff", "1", "2"]).output
    #expect(difference.contains("amended   iteration 2 took in"))
    #expect(difference.contains("corrected by lea: seen again"))
    let verified = try workshop.succeeds("verify", "--data", "data").output
    #expect(verified.contains("came after the seal and was taken in by iteration 2, marked late"))
    #expect(try !workshop.succeeds("status").errors.contains("came after the seal"))
    #expect(try workshop.read("data/iterations/002/report/report.html").contains("id=\"amended\""))
    let trace = try workshop.succeeds("history", image).output
    #expect(trace.contains("iteration 1: \(label)"))
    #expect(trace.contains("iteration 2: \(other), corrected by lea: seen again; supersedes \(label) of iteration 1"))

    let reproduced = try workshop.succeeds("reproduce", "2")
    #expect(reproduced.output.contains("amend     the same, bit for bit"))
    #expect(reproduced.output.contains("iteration 2 is reproduced"))
    // The next iteration takes nothing in twice.
    try workshop.completes(3)
    #expect(!workshop.has("data/iterations/003/amend"))
  }

  @Test func aCorrectionIsRefusedByNameAndAllOrNoneAreKept() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    func correct(_ arguments: String...) throws -> Outcome {
      try workshop.run(["correct"] + arguments + ["--author", "lea", "--reason", "r", "--data", data.path])
    }
    let image = try #require(
      Self.rows(workshop, "data/iterations/000/ingest-2/labels.parquet").first?["image_id"] as? String)
    let wrong = try correct(image, "dentt")
    #expect(wrong.code == 3)
    #expect(wrong.errors.contains("did you mean 'dent'?"))
    #expect(try correct("images/none.png", "dent").errors.contains("has no label that could be corrected"))
    try workshop.write("image,label\n\(image),dent\nimages/none.png,dent\n", to: "corrections.csv")
    #expect(try correct("--file", "corrections.csv").code == 3)
    #expect(!FileManager.default.fileExists(atPath: "\(data.path)/corrections"))
    #expect(try workshop.run(["correct", image, "dent", "--data", data.path]).code == 2)
    try workshop.write("image,label\n\(image),dent\n", to: "corrections.csv")
    #expect(try correct("--file", "corrections.csv").code == 0)
    // A correction that was tampered with is damage.
    let name = try #require(try Files.list("\(data.path)/corrections").first)
    let path = "\(data.path)/corrections/\(name)"
    try Data(Files.read(path) + [0x20]).write(to: URL(fileURLWithPath: path))
    #expect(try data.verified().findings.map(\.path) == ["corrections/\(name)"])
  }
}
