import Foundation
import Testing

/// What follows from how people work: who is found, warned, recalibrated and suspended, and what becomes of their labels.
@Suite struct PeopleTests {
  /// Three people; the forms are filled in by the test.
  private static func workshop(_ calibration: String, export: String = "") throws -> Workshop {
    let workshop = try Workshop.withFactory(images: 400) {
      $0.replacingOccurrences(
        of: "export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 3}",
        with: "export:  {to: csv, addresses: named, annotators_per_image: 2, calibration_per_session: 20\(export)}"
      ).replacingOccurrences(
        of: "calibration: {labels: labels/calibration.csv}",
        with: "calibration: {labels: labels/calibration.csv\(calibration)}"
      ).replacingOccurrences(of: "cluster: {method: kmeans, batch: 20", with: "cluster: {method: kmeans, batch: 24")
    }
    // A set that has fourteen defects among ten sound pictures: what is held out for the model is not in it.
    let heldOut = try ["monitoring", "acceptance"].flatMap { set in
      try workshop.read("labels/\(set).csv").split(whereSeparator: \.isNewline).compactMap {
        $0.split(separator: ",").first.map(String.init)
      }
    }
    let free = try truth(workshop).filter { !heldOut.contains($0.key) }.sorted { $0.key < $1.key }
    let chosen = free.filter { $0.value != "normal" }.prefix(14) + free.filter { $0.value == "normal" }.prefix(10)
    let rows = chosen.map { "\($0.key),\($0.value)" }.joined(separator: "\n")
    try workshop.write("image,label\n\(rows)\n", to: "labels/calibration.csv")
    return workshop
  }

  private static func truth(_ workshop: Workshop) throws -> [String: String] {
    var truth: [String: String] = [:]
    for line in try workshop.read("images/truth.csv").split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      truth[cells[0]] = cells[1]
    }
    return truth
  }

  /// Runs an iteration to its seal; `answer` says what a person calls an image that shows a class.
  private static func complete(
    _ workshop: Workshop, _ iteration: Int, answer: (String, String) -> String
  ) throws {
    let truth = try truth(workshop)
    let number = String(format: "%03d", iteration)
    for round in 1...3 {
      let outcome = try workshop.succeeds("run", "\(iteration)", "--spec", "spec.yaml")
      if outcome.errors.contains("is sealed") { return }
      for name in workshop.names("data/iterations/\(number)/export-\(round)/csv") where name.hasSuffix(".csv") {
        let person = String(name.dropLast(4))
        let lines = try workshop.read("data/iterations/\(number)/export-\(round)/csv/\(name)")
          .split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let filled = lines.enumerated().map { row, cells in
          var cells = cells.map(String.init)
          if row > 0 { cells[3] = answer(person, truth[cells[1]] ?? "") }
          return cells.joined(separator: ",")
        }
        try workshop.write(filled.joined(separator: "\n") + "\n", to: "data/inbox/\(number)/\(person)-\(round).csv")
      }
    }
    Issue.record("iteration \(iteration) did not come to its seal")
  }

  private struct Quality: Decodable {
    struct Person: Decodable {
      struct Done: Decodable {
        let step: String
        let since: Int
        let reason: String?
      }
      let id: String
      let standing: String
      let intervention: Done?
    }
    struct Judgement: Decodable {
      struct Fault: Decodable {
        let annotator: String
        let kind: String
        let label: String?
        let answered: String?
      }
      let faults: [Fault]
    }
    let annotators: [Person]
    let judgement: Judgement
  }

  private static func quality(_ workshop: Workshop, _ iteration: Int) throws -> Quality {
    let text = try workshop.read("data/iterations/\(String(format: "%03d", iteration))/report/quality.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Quality.self, from: Data(text.utf8))
  }

  @Test func whoErrsIsWarnedRecalibratedAndSuspendedAndTheLabelsAreAskedAgain() throws {
    let workshop = try Self.workshop(
      ", interventions: [warning, recalibration, suspension], recalibration: 16")
    // Ben calls everything normal.
    func answer(_ person: String, _ truth: String) -> String { person == "ben" ? "normal" : truth }
    func ben(_ iteration: Int) throws -> Quality.Person? {
      try Self.quality(workshop, iteration).annotators.first { $0.id == "ben" }
    }
    try Self.complete(workshop, 0, answer: answer)
    #expect(try Self.quality(workshop, 0).judgement.faults.allSatisfy { $0.annotator == "ben" })
    #expect(try ben(0)?.intervention?.step == "warning")
    #expect(try ben(0)?.intervention?.since == 1)
    try Self.complete(workshop, 1, answer: answer)
    #expect(try ben(1)?.intervention?.step == "recalibration")
    #expect(
      try Self.quality(workshop, 1).annotators.filter { $0.id != "ben" }.allSatisfy {
        $0.intervention?.step ?? "none" == "none"
      })

    // Somebody who is to be recalibrated has a sheet of calibration images alone; nothing on it tells.
    try workshop.succeeds("run", "2", "--spec", "spec.yaml")
    let sheet = try workshop.read("data/iterations/002/export-1/csv/ben.csv").split(whereSeparator: \.isNewline)
    #expect(sheet.count == 17)
    let known = Set(
      try workshop.read("labels/calibration.csv").split(whereSeparator: \.isNewline).dropFirst().compactMap {
        $0.split(separator: ",").first.map(String.init)
      })
    #expect(sheet.dropFirst().allSatisfy { known.contains(String($0.split(separator: ",")[1])) })
    try Self.complete(workshop, 2, answer: answer)
    #expect(try ben(2)?.intervention?.step == "suspension")
    let standings = try workshop.succeeds("annotators", "--spec", "spec.yaml")
    #expect(standings.output.contains("ben"), "\(standings.output)")
    #expect(standings.output.contains("suspended from iteration 3 on"), "\(standings.output)")

    // What Ben's votes had decided is taken back when the next iteration begins, on record, and he is handed nothing.
    let before = try workshop.succeeds("labels", "--spec", "spec.yaml").output.split(whereSeparator: \.isNewline)
    try workshop.succeeds("run", "3", "--spec", "spec.yaml")
    #expect(!workshop.has("data/iterations/003/export-1/csv/ben.csv"))
    let after = try workshop.succeeds("labels", "--spec", "spec.yaml").output.split(whereSeparator: \.isNewline)
    #expect(after.count < before.count)
    let amended = try workshop.succeeds("show", "data/iterations/003/amend/labels.parquet", "--json").output
    #expect(amended.contains("without the votes of ben, suspended"), "\(amended.prefix(500))")
    try Self.complete(workshop, 3, answer: answer)
    // The reason stands in the spec: from then on he works again.
    try workshop.write(
      workshop.read("spec.yaml").replacingOccurrences(of: "{id: ben}", with: "{id: ben, reinstated: 4}"),
      to: "spec.yaml")
    try workshop.succeeds("run", "4", "--spec", "spec.yaml")
    #expect(workshop.has("data/iterations/004/export-1/csv/ben.csv"))
    #expect(try workshop.succeeds("verify", "--spec", "spec.yaml").code == 0)
  }

  @Test func labelsWithoutAPersonsVotesAreListedWithEveryVote() throws {
    let workshop = try Self.workshop("")
    // Chi calls dents scratches; the senior says what they are.
    try Self.complete(workshop, 0) { $0 == "chi" && $1 == "dent" ? "scratch" : $1 }
    let replay = try workshop.succeeds("annotators", "--without", "ana", "--json", "--spec", "spec.yaml")
    struct Replay: Decodable {
      struct Flip: Decodable {
        struct Vote: Decodable {
          let annotator: String
          let is_left_out: Bool
        }
        let label: String?
        let without: String?
        let votes: [Vote]
      }
      let votes: Int
      let flips: [Flip]
    }
    let found = try JSONDecoder().decode(Replay.self, from: Data(replay.output.utf8))
    #expect(found.votes > 0)
    #expect(
      found.flips.allSatisfy { $0.label != $0.without && $0.votes.contains { $0.annotator == "ana" && $0.is_left_out } }
    )
    #expect(try workshop.run(["annotators", "--without", "eva", "--spec", "spec.yaml"]).code == 2)
    // A report that is not there is not replaced by another without a word.
    let none = try workshop.run(["annotators", "7", "--spec", "spec.yaml"])
    #expect(none.code == 2 && none.errors.contains("iteration 7 has no report"), "\(none.errors)")
    let unknown = try workshop.run(["annotators", "--without", "bem", "--spec", "spec.yaml"])
    #expect(unknown.errors.contains("did you mean 'ben'"), "\(unknown.errors)")
    let names = try workshop.succeeds("report", "--pseudonyms", "page.html", "--spec", "spec.yaml").output
    let page = try workshop.read("page.html")
    for id in ["ana", "ben", "chi"] {
      #expect(names.contains(",\(id)"))
      #expect(!page.contains("<b>\(id)</b>") && !page.contains(">\(id) and "))
    }
    #expect(page.contains("person 1") && page.contains("person 3"))
    // Nobody has less to say for it: the report stays what it was.
    try workshop.succeeds("verify", "--spec", "spec.yaml")
  }

  @Test func whoJoinsLaterIsGivenCalibrationImagesFirst() throws {
    let workshop = try Self.workshop(", qualification: 12")
    try Self.complete(workshop, 0) { $1 }
    try workshop.write(
      workshop.read("spec.yaml").replacingOccurrences(of: "- {id: chi}", with: "- {id: chi}\n  - {id: dan}"),
      to: "spec.yaml")
    try Self.complete(workshop, 1) { $1 }
    func sheet(_ iteration: String, _ person: String) throws -> Int {
      try workshop.read("data/iterations/\(iteration)/export-1/csv/\(person).csv").split(whereSeparator: \.isNewline)
        .count
    }
    #expect(try sheet("001", "dan") == 13)
    #expect(try Self.quality(workshop, 1).annotators.first { $0.id == "dan" }?.intervention?.step == "none")
    try workshop.succeeds("run", "2", "--spec", "spec.yaml")
    let known = try workshop.read("labels/calibration.csv")
    let rows = try workshop.read("data/iterations/002/export-1/csv/dan.csv").split(whereSeparator: \.isNewline)
      .dropFirst()
    #expect(rows.contains { !known.contains($0.split(separator: ",")[1]) })
  }

  @Test func tasksGoToWhoIsGoodAtThem() throws {
    let workshop = try Self.workshop("", export: ", routing: skill, routing_random: 0.25")
    func answer(_ person: String, _ truth: String) -> String {
      person == "chi" && truth != "normal" ? "normal" : truth
    }
    try Self.complete(workshop, 0, answer: answer)
    try Self.complete(workshop, 1, answer: answer)
    let rows = try workshop.succeeds(
      "show", "data/iterations/001/export-1/assignments.parquet", "--json", "--rows", "1000"
    ).output
    #expect(rows.contains("skill") && rows.contains("random"), "\(rows.prefix(400))")
    let text = try workshop.read("data/iterations/001/report/quality.json")
    #expect(text.contains("\"routing\""))
  }

  @Test func votesMayWeighByWhoGaveThem() throws {
    for consensus in ["weighted", "dawid_skene"] {
      let workshop = try Self.workshop("")
      try workshop.write(
        workshop.read("spec.yaml")
          + "  ingest:  {consensus: \(consensus), escalate: [low_certainty], certainty: 0.9}\n", to: "spec.yaml")
      // Ben errs on every other class of calibration images and of the batch alike.
      func answer(_ person: String, _ truth: String) -> String {
        person == "ben" && truth != "normal" && truth.utf8.count % 2 == 0 ? "normal" : truth
      }
      try Self.complete(workshop, 0, answer: answer)
      try Self.complete(workshop, 1, answer: answer)
      let labels = try workshop.succeeds(
        "show", "data/iterations/001/ingest-2/labels.parquet", "--json", "--rows", "1000"
      ).output
      #expect(labels.contains("posterior"), "\(consensus): \(labels.prefix(300))")
      try workshop.succeeds("verify", "--spec", "spec.yaml")
    }
  }
}
