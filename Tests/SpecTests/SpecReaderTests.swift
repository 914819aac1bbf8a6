import Spec
import Testing

struct SpecReaderTests {
  @Test func readsTheExample() throws {
    let spec = try Specs.read(Specs.example).spec
    #expect(spec.name == "pcb")
    #expect(spec.data == "../data/pcb")
    #expect(spec.randomSeed == 20_261_120)
    #expect(spec.classes == ["normal", "short", "open", "mousebite", "spur", "copper", "pinhole"])
    #expect(spec.negativeClass == "normal")
    #expect(spec.rareClasses == ["copper", "pinhole"])
    #expect(spec.productionRates == [ClassRate(name: "normal", rate: 0.94)])
    #expect(spec.pool.root == "../../shared/data/pcb")
    #expect(spec.pool.images == ["images/*.png"])
    #expect(spec.pool.metadata == "metadata.csv")
    #expect(spec.holdout.acceptance == "../data/labels/pcb/acceptance.csv")
    #expect(spec.calibration?.agreement == 0.85)
    #expect(spec.annotators.map(\.id) == ["ana", "ben", "chi"])
    #expect(spec.annotators.map(\.senior) == [true, false, false])
    #expect(spec.annotators.map(\.pricePerVote) == [0.25, 0.10, 0.10])
    #expect(spec.annotators.map(\.labelStudio) == [[], [], []])
    #expect(spec.budget.total == 600)
    #expect(spec.budget.pricePerGPUHour == 4)
    #expect(spec.stages.seed.by == "group")
    #expect(spec.stages.seed.method == .stratified)
    #expect(spec.stages.embed[0].hook.run == ["winnow", "hook", "patch-embed"])
    #expect(spec.stages.score.below == 0.2)
    #expect(spec.stages.score.tiebreak == .entropy)
    #expect(spec.stages.cluster.candidates == 4)
    #expect(spec.stages.cluster.shares.random == 0.05)
    #expect(spec.stages.export.calibrationPerSession == 20)
    #expect(spec.stages.ingest.escalate == [.disagreement, .lowConfidence])
    #expect(spec.stages.report.stopWhen.macroF1 == 0.9)
    #expect(spec.stages.report.stopWhen.plateau == Plateau(rounds: 3, gain: 0.005))
  }

  @Test func takesPlainWordsForTextAsTheyAreWritten() throws {
    let text = Specs.short.replacing("[good, bad]", with: "[1, no, true, 2026-01-01, \"null\", 0x1F]")
    #expect(try Specs.read(text).spec.classes == ["1", "no", "true", "2026-01-01", "null", "0x1F"])
  }

  @Test func toldAllAtOnceAndInOrder() throws {
    let mistakes = Specs.mistakes(Specs.short + "stages: {score: {below: 7}}\nnmae: x\nbudget: {total: -1}\n")
    #expect(mistakes.map(\.position.line) == [7, 8, 9])
    #expect(mistakes.map(\.suggestion) == [nil, "name", nil])
    #expect(mistakes.map(\.place) == [.stage("score"), .file, .section("budget")])
  }

  @Test func aMistakeIsData() throws {
    let mistake = try #require(Specs.mistakes(Specs.example.replacing("below", with: "treshold")).first)
    #expect(mistake.file == "spec.yaml")
    #expect(mistake.position == SourcePosition(line: 26, column: 30, length: 8))
    #expect(mistake.place == .stage("score"))
    #expect(mistake.suggestion == "below")
    guard case .unknownKey("treshold", _) = mistake.code else {
      Issue.record("\(mistake.code)")
      return
    }
  }

  @Test func listsNoMoreThanFiveHundredMistakes() throws {
    let keys = (0..<1_000).map { "key_number_\($0): 1\n" }.joined()
    let mistakes = Specs.mistakes(Specs.short + keys)
    #expect(mistakes.count == 501)
    #expect(mistakes.last?.code == .more(500))
  }

  @Test func nothingIsReportedInManyWays() throws {
    let spec = try Specs.short(
      """
      negative_class: ~
      production_rates:
      holdout: null
      calibration:
      budget: {total: null}
      stages:
        seed:
        embed: {}
        score: {below: null, tiebreak: null}
        report: {stop_when: {plateau: null}}
      """)
    var expected = try Specs.read(Specs.short).spec
    expected.stages.score.tiebreak = nil
    #expect(spec == expected)
  }

  @Test func acceptsAStageThatNamesItsOwnKind() throws {
    #expect(try Specs.short("stages: {score: {kind: score, below: 0.3}}").stages.score.below == 0.3)
  }

  @Test func acceptsRatesThatAddUpToOne() throws {
    let text = Specs.short.replacing("[good, bad]", with: "[a, b, c, d, e, f, g, h, i, j]")
    let rates = "abcdefghij".map { "\($0): 0.1" }.joined(separator: ", ")
    #expect(try Specs.read(text + "production_rates: {\(rates)}\n").spec.productionRates.count == 10)
  }

  @Test func keepsParametersAsCanonicalJSON() throws {
    let spec = try Specs.short(
      """
      stages:
        train:
          parameters:
            zeta: [1, 2.50, -0.0, 1e3, "1", yes, true, ~, {b: 1, a: "é\\n\\"\\x1b"}]
            Alpha: 0x10
            epochs: 12345678901234567890
      """)
    let json =
      #"{"Alpha":"0x10","epochs":1.2345678901234567e+19,"zeta":[1,2.5,-0.0,1000.0,"1","yes",true,null,"#
      + #"{"a":"é\n\"\u001b","b":1}]}"#
    #expect(spec.stages.train.parameters == json)
  }

  @Test func keepsWhatAHookRuns() throws {
    let hook = try Specs.short(
      """
      stages:
        embed:
          run: [python3, -c, "import sys\\nprint(1)"]
          files: [hooks/a.py]
          timeout_s: 1.5
          environment: [CUDA_VISIBLE_DEVICES]
      """
    ).stages.embed[0]
    #expect(hook.hook.run == ["python3", "-c", "import sys\nprint(1)"])
    #expect(hook.hook.files == ["hooks/a.py"])
    #expect(hook.hook.timeout == 1.5)
    #expect(hook.hook.environment == ["CUDA_VISIBLE_DEVICES"])
    #expect(!hook.fit)
  }

  @Test func keepsOversamplingInDeclaredOrder() throws {
    let seed = try Specs.short("stages: {seed: {by: line, oversample: {run-7: 4, run-1: 2.5}}}").stages.seed
    #expect(
      seed.oversample == [Oversample(value: "run-7", factor: 4), Oversample(value: "run-1", factor: 2.5)])
  }
}
