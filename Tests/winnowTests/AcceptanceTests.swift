import Foundation
import Testing

/// `winnow acceptance`: one look at the images that nobody has looked at.
@Suite struct AcceptanceTests {
  private struct Record: Decodable {
    struct Counts: Decodable {
      let rows: Int
      let images: Int
    }
    struct Figures: Decodable {
      struct Section: Decodable {
        struct Estimate: Decodable {
          let value: Double
          let low: Double
          let high: Double
        }
        let macro_f1: Estimate
      }
      let acceptance: Section
    }
    let number: Int
    let iteration: Int
    let chain: String
    let reason: String?
    let counts: Counts
    let figures: Figures
  }

  @Test func theSetIsOpenedOnceAndAgainOnlyForAReason() throws {
    let workshop = try Workshop.withFactory(sealed: 1)
    let chains = try workshop.chains()
    let rows = try workshop.read("labels/acceptance.csv").split(whereSeparator: \.isNewline).count - 1

    let first = try workshop.succeeds("acceptance", "--threads", "1")
    let lines = first.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("acceptance of iteration 1: macro-F1 "))
    #expect(lines[1].hasPrefix("on \(rows) images of ") && lines[1].contains("; monitoring said "))
    #expect(
      first.output.contains("class") && first.output.contains("micro_crack") && first.output.contains("precision"))
    #expect(lines.dropLast(2).allSatisfy { $0.count <= 80 }, "\(first.output)")
    #expect(first.output.contains("record: ") && workshop.has("data/iterations/001/acceptance-1.json"))

    let refused = try workshop.run(["acceptance"])
    #expect(refused.code == 2 && refused.output.isEmpty)
    #expect(refused.errors.contains("opened by iteration 1 on 20") && refused.errors.contains("acceptance-1.json"))
    #expect(refused.errors.contains("--reason"))
    #expect(try workshop.run(["acceptance", "--reason", " "]).code == 2)
    #expect(try workshop.run(["acceptance", "0", "--reason", "x"]).errors.contains("iteration 0 has no model"))
    #expect(try workshop.run(["acceptance", "7", "--reason", "x"]).errors.contains("iteration 7 is not sealed"))

    let again = try workshop.run(["acceptance", "1", "--reason", "the table was lost", "--json"])
    #expect(again.code == 0, "\(again.errors)")
    let record = try JSONDecoder().decode(Record.self, from: Data(again.output.utf8))
    #expect(record.number == 2 && record.iteration == 1 && record.reason == "the table was lost")
    #expect(record.chain == chains.last && record.counts.rows == rows && record.counts.images == rows)
    let estimate = record.figures.acceptance.macro_f1
    #expect(estimate.low <= estimate.value && estimate.value <= estimate.high)

    let log = try workshop.succeeds("log").output
    #expect(log.contains("the acceptance set was opened on 20"))
    #expect(log.contains("the acceptance set was opened once more on 20") && log.contains("the table was lost"))
    #expect(try workshop.chains() == chains)
    let verified = try workshop.succeeds("verify")
    #expect(verified.output.contains("everything is as it was written"))
    #expect(verified.output.contains("opened once more, on record: the table was lost"))
    #expect(try workshop.run(["diff", "0", "1"]).code == 1)

    // The record goes into an auditor's archive with the iteration.
    try workshop.succeeds("export-audit", "1", "--out", "audit.tar.zst")
    let archive = try workshop.succeeds("verify", "--archive", "audit.tar.zst")
    #expect(archive.output.contains("acceptance-2.json"))

    try workshop.write(workshop.read("labels/acceptance.csv") + "\n", to: "labels/acceptance.csv")
    let edited = try workshop.run(["acceptance", "--reason", "x"])
    #expect(edited.code == 3 && edited.errors.contains("were edited since iteration 1"), "\(edited.errors)")
  }
}
