import Foundation
import Testing

/// `winnow embedders`: which vectors a model learns most from, by labels that are there.
@Suite struct EmbeddersTests {
  private struct Outcome: Decodable {
    struct Estimate: Decodable {
      let value: Double
      let low: Double
      let high: Double
    }
    struct Row: Decodable {
      let name: String
      let dimensions: Int
      let macro_f1: Estimate
      let gain: Estimate?
      let embedded: Int
    }
    let iteration: Int
    let images: Int
    let left_out: Int
    let groups: Int
    let rows: [Row]
  }

  private func outcome(_ text: String) throws -> Outcome {
    try JSONDecoder().decode(Outcome.self, from: Data(text.utf8))
  }

  private func succeeds(_ workshop: Workshop, _ arguments: [String]) throws -> String {
    let outcome = try workshop.run(arguments)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test func embeddersAreComparedOnTheLabelsSoFarAndNothingChanges() throws {
    let workshop = try Workshop.withFactory(sealed: 1)
    let before = try workshop.succeeds("verify")
    let log = try workshop.succeeds("log")
    let arguments = [
      "embedders", "{run: [winnow, hook, patch-embed], dimensions: 8, input_size: 16, filters: 4}", "patch-embed",
      "patch-embed",
    ]
    let first = try outcome(try succeeds(workshop, arguments + ["--json"]))
    #expect(first.rows.count == 3 && first.iteration == 1 && first.left_out == 0 && first.images > 50)
    #expect(first.rows.map(\.dimensions) == [32, 8, 512])
    #expect(first.rows[1].name == "patch-embed(dimensions=8, input_size=16, filters=4)")
    #expect(first.rows[0].embedded == 0, "its vectors are there already")
    #expect(first.rows[1].embedded == first.images && first.rows[0].gain == nil)
    for row in first.rows {
      #expect(row.macro_f1.low <= row.macro_f1.value && row.macro_f1.value <= row.macro_f1.high)
    }
    let gain = try #require(first.rows[1].gain)
    #expect(abs(gain.value - (first.rows[1].macro_f1.value - first.rows[0].macro_f1.value)) < 1e-9)
    #expect(gain.low <= gain.value && gain.value <= gain.high)

    // What was made is kept; the figures are the same again, with any number of threads.
    let again = try outcome(try succeeds(workshop, arguments + ["--json", "--threads", "1"]))
    #expect(again.rows.map(\.embedded) == [0, 0, 0])
    #expect(again.rows.map(\.macro_f1.value) == first.rows.map(\.macro_f1.value))
    let table = try succeeds(workshop, arguments)
    #expect(table.contains("2  patch-embed(dimensions=8") && table.contains("5 folds of whole groups"))

    #expect(try workshop.succeeds("log").output == log.output)
    #expect(try workshop.succeeds("verify").code == before.code)
    #expect(!workshop.has("data/staging/embedders-1"))
  }

  @Test func vectorsSideBySideAndLabelsOfAFile() throws {
    let workshop = try Workshop.withFactory()
    _ = try workshop.run(["run", "0"])
    let none = try workshop.run(["embedders", "patch-embed"])
    #expect(none.code == 3 && none.errors.contains("found 0 labels of 0 classes"), "\(none.errors)")
    let result = try outcome(
      try workshop.succeeds(
        "embedders", "patch-embed", "[{filters: 4, dimensions: 4}, {filters: 8, dimensions: 8, tiles: {size: 100}}]",
        "--labels", "images/truth.csv", "--json"
      ).output)
    #expect(result.rows.map(\.dimensions) == [32, 512, 12])
    #expect(result.rows[2].name.contains(" + ") && result.rows[2].name.contains("tiles.size=100"))
  }

  @Test func whatIsNoEmbedderIsRefusedBeforeAnythingRuns() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    func refused(_ arguments: String..., code: Int32 = 2, saying: String) throws {
      let outcome = try workshop.run(["embedders"] + arguments)
      #expect(outcome.code == code && outcome.errors.contains(saying), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    try refused("patch-embd", saying: "did you mean 'patch-embed'?")
    try refused("{run: [winnow, hook, patch-embed], filter: 4}", saying: "did you mean 'filters'?")
    try refused("{run: [nowhere]}", saying: "there is no program 'nowhere'")
    try refused("spec.yaml", saying: "only the spec's own embedder")
    try workshop.write("image,label\nimages/none.png,normal\n", to: "some.csv")
    try refused("patch-embed", "--labels", "some.csv", code: 3, saying: "images/none.png")
    try refused("patch-embed", "--labels", "gone.csv", code: 3, saying: "gone.csv")
  }

  /// Two embedders side by side, one of them on tiles: the same bits with any number of threads, and all that an auditor asks for.
  @Test func aPipelineWithTwoEmbeddersIsVerifiedAndReproduced() throws {
    func workshop() throws -> Workshop {
      try Workshop.withFactory(images: 160) {
        $0.replacingOccurrences(
          of: "{run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16}",
          with: """
            [{dimensions: 16, input_size: 32, filters: 8}, \
            {dimensions: 8, input_size: 32, filters: 4, tiles: {size: 60, overlap: 0.2}}]
            """)
      }
    }
    let one = try workshop()
    try one.completes(0)
    try one.completes(1, options: ["--threads", "1"])
    let two = try workshop()
    try two.completes(0)
    try two.completes(1, options: ["--threads", "2"])
    #expect(try one.chains() == two.chains())
    #expect(one.names("data/embeddings").count == 3)

    try one.completes(2)
    try one.succeeds("verify")
    #expect(try one.succeeds("reproduce", "2").output.contains("iteration 2 is reproduced"))
    // Nothing that an iteration is made of is collected.
    try one.succeeds("gc")
    try one.succeeds("verify")
  }
}
