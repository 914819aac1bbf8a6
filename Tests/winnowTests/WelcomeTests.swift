import Foundation
import Testing

/// What a newcomer meets: a first spec, the doctor, and runs that know by themselves what is next.
@Suite struct WelcomeTests {
  /// A workshop with pictures of the factory in `images`, and nothing else.
  private static func bare(_ images: Int = 200) throws -> Workshop {
    let workshop = try Workshop()
    try workshop.succeeds("factory", "--out", "images", "--count", String(images))
    return workshop
  }

  private struct Answer: Decodable {
    struct Person: Decodable { let who: String; let answered: Int; let asked: Int }
    let outcome: String
    let exitCode: Int32
    let iteration: Int?
    let waitingFor: [Person]
    let reasons: [String]
    let error: String?
  }

  private static func answer(_ outcome: Outcome) throws -> Answer {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Answer.self, from: Data(outcome.output.utf8))
  }

  @Test func fromAFolderOfPicturesToTheSecondIteration() throws {
    let workshop = try Self.bare()
    let outcome = try workshop.succeeds(
      "init", "images", "--out", "spec.yaml", "--yes", "--annotators", "ana,ben", "--seniors", "ana")
    #expect(outcome.output == "spec.yaml\n")
    #expect(outcome.errors.contains("known labels: ") && outcome.errors.contains("winnow split --labels"))
    let missing = try workshop.run(["doctor"])
    #expect(missing.code == 1 && missing.output.contains("winnow split --labels FILE"))
    try workshop.succeeds("split", "--labels", "images/truth.csv")
    let tried = try workshop.succeeds("doctor", "--try")
    #expect(tried.output.contains("8 images embedded in") && tried.output.hasSuffix("nothing is wrong\n"))

    for iteration in 0...1 {
      var answer = try Self.answer(workshop.succeeds("run", "--json"))
      #expect(answer.outcome == "waiting" && answer.iteration == iteration && answer.exitCode == 0)
      #expect(answer.waitingFor.map(\.who) == ["ana", "ben"] && answer.waitingFor.allSatisfy { $0.asked > 0 })
      for _ in 0..<2 where answer.outcome == "waiting" {
        try workshop.succeeds("annotate", "--truth", "images/truth.csv")
        answer = try Self.answer(workshop.succeeds("run", "--json"))
      }
      #expect(answer.outcome == "sealed" && answer.iteration == iteration)
    }
    // What nobody named is the latest.
    #expect(try workshop.succeeds("report").output == workshop.succeeds("report", "1").output)
    #expect(try workshop.succeeds("plan").output.hasPrefix("iteration 1 is sealed: nothing of it runs again"))
    #expect(try workshop.succeeds("status").output.contains("sealed"))
    // A timer begins nothing where no image has come.
    let idle = try Self.answer(workshop.succeeds("run", "--if-new-images", "--json"))
    #expect(idle.outcome == "nothing_to_do" && idle.reasons == ["no_new_images"] && idle.iteration == 1)
    #expect(!workshop.has("data/images/iterations/002"))
  }

  @Test func questionsAreAskedAndTheEndOfTheirAnswersIsAnError() throws {
    let workshop = try Self.bare(60)
    let outcome = try workshop.run(["init", "images"])
    #expect(outcome.code == 2 && outcome.errors.contains("--yes takes what is proposed"))
    #expect(workshop.names("pipelines") == [])
    try workshop.write("name: shop\nannotators: [eva]\nto: label-studio\n", to: "answers.yaml")
    try workshop.succeeds("init", "images", "--answers", "answers.yaml")
    let spec = try workshop.read("pipelines/shop.yaml")
    #expect(spec.contains("- eva") && spec.contains("to: label-studio"))
    let again = try workshop.run(["init", "images", "--answers", "answers.yaml", "--classes", "a,b"])
    #expect(again.code == 2 && again.errors.contains("is there already"))
  }

  @Test func aFailureIsToldToProgramsToo() throws {
    let workshop = try Self.bare(60)
    try workshop.succeeds("init", "images", "--out", "spec.yaml", "--yes")
    let outcome = try workshop.run(["run", "--json"])
    let answer = try Self.answer(outcome)
    #expect(
      outcome.code == 3 && answer.outcome == "failed" && answer.exitCode == 3 && answer.error == "data.file_missing")
    #expect(outcome.errors.contains("winnow split"))
  }

  @Test func aMistypedCommandIsToldTheNearest() throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(["satus"])
    #expect(outcome.code == 2)
    #expect(outcome.errors == "winnow: error: there is no command 'satus'; did you mean 'status'?\n")
    #expect(try workshop.run(["supervise"]).errors.contains("supervise-hook") == false)
  }

  @Test func whatAPersonAnsweredIsNotReplacedByASimulation() throws {
    let workshop = try Self.bare(60)
    try workshop.succeeds(
      "init", "images", "--out", "spec.yaml", "--yes", "--annotators", "ana,ben", "--seniors", "ana")
    try workshop.succeeds("split", "--labels", "images/truth.csv")
    try workshop.succeeds("run")
    let text = try workshop.read("data/images/iterations/000/export-1/csv/ben.csv")
    let form = text.split(whereSeparator: \.isNewline).map(String.init)
    try #require(form.count > 3)
    // Two answers, of which one is no class; the rest is blank still.
    let rows = form.dropFirst().enumerated().map { index, row in
      row.replacing("ben,,,,", with: index == 0 ? "ben,normal,,," : index == 1 ? "ben,Krack,,," : "ben,,,,")
    }
    try workshop.write(([form[0]] + rows).joined(separator: "\n") + "\n", to: "data/images/inbox/000/mine.csv")
    let waiting = try workshop.succeeds("run")
    #expect(waiting.errors.contains("1 returned answer does not count: its label is no class of the spec"))
    #expect(waiting.errors.contains("mine.csv, row 2 (ben): 'Krack'") && !waiting.errors.contains("it has no label"))
    #expect(!waiting.errors.contains("everything is up to date"))
    let annotated = try workshop.succeeds("annotate", "--truth", "images/truth.csv")
    #expect(annotated.errors.contains("1 answer that ben gave stays"))
    #expect(workshop.names("data/images/inbox/000") == ["ana-round-1.csv", "ben-round-1.csv", "mine.csv"])
    let simulated = try workshop.read("data/images/inbox/000/ben-round-1.csv")
    let tasks = form.dropFirst().map { $0.prefix { $0 != "," } }
    #expect(!simulated.contains(tasks[0]) && tasks.dropFirst().allSatisfy(simulated.contains))
  }

  @Test func labelsComeOutAsOneTable() throws {
    let workshop = try Workshop.withFactory(images: 120, sealed: 0)
    let outcome = try workshop.succeeds("labels", "--spec", "spec.yaml")
    let rows = outcome.output.split(whereSeparator: \.isNewline)
    #expect(rows.first == "image,label,weight,decided_by,iteration,sha256")
    #expect(rows.count > 20 && outcome.errors.hasPrefix("\(rows.count - 1) labels"))
    try workshop.succeeds("labels", "--spec", "spec.yaml", "--out", "labels.csv")
    #expect(try workshop.read("labels.csv") == outcome.output)
    #expect(try workshop.run(["annotate", "0", "--spec", "spec.yaml", "--truth", "images/truth.csv"]).code == 2)
  }

  @Test func whoOnlyLooksLeavesNothingBehind() throws {
    let workshop = try Self.bare(60)
    try workshop.succeeds("init", "images", "--out", "spec.yaml", "--yes")
    try workshop.succeeds("split", "--labels", "images/truth.csv")
    try FileManager.default.removeItem(atPath: "\(workshop.path)/data/images")
    #expect(try workshop.succeeds("plan").output.contains("pool      runs: has not run yet"))
    #expect(try workshop.run(["annotate", "--truth", "images/truth.csv"]).code == 2)
    _ = try workshop.run(["doctor"])
    #expect(!workshop.has("data/images"))
  }

  @Test func theLockIsWaitedFor() throws {
    let workshop = try Workshop.withFactory(images: 120)
    try workshop.succeeds("run", "0", "--until", "pool", "--spec", "spec.yaml")
    // Somebody who has the directory for a second.
    let holder = try Process.run(
      URL(filePath: "/usr/bin/flock"), arguments: ["\(workshop.path)/data/lock", "sleep", "1.5"])
    Thread.sleep(forTimeInterval: 0.3)
    let refused = try workshop.run(["run", "--spec", "spec.yaml"])
    #expect(refused.code == 5)
    let waited = try workshop.run(["run", "--spec", "spec.yaml", "--wait", "60", "--json"])
    #expect(waited.code == 0 && waited.errors.contains("waiting for"))
    holder.waitUntilExit()
  }

  @Test func aPriceThatNobodyDeclaredIsNoCost() throws {
    let workshop = try Workshop.withFactory(images: 120) {
      $0.replacing(", price_per_vote: 0.25", with: "").replacing(
        "budget: {total: 1000, price_per_vote: 0.10}\n", with: "")
    }
    try workshop.completes(0)
    let status = try workshop.succeeds("status", "--spec", "spec.yaml").output
    #expect(status.contains("–") && !status.contains("0.00"))
    let page = try workshop.read("data/iterations/000/report/report.html")
    #expect(page.contains("no price declared") && page.contains("No price is declared, so no cost is counted"))
  }
}
