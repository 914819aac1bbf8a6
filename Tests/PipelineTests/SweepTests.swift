import Pipeline
import Stages
import Storage
import Testing

/// Batches that an iteration would have under other rules.
@Suite struct SweepTests {
  private func sweep(_ small: SmallPipeline, _ plan: SweepPlan = SweepPlan()) throws -> SweepOutcome {
    try #require(try Sweep(small.directory(), 1, threads: 2)).run(plan)
  }

  private func error(_ small: SmallPipeline, _ plan: SweepPlan) -> SweepError? {
    do {
      _ = try sweep(small, plan)
      return nil
    } catch {
      return error as? SweepError
    }
  }

  @Test func theSpecsOwnRulesGiveTheBatchThatThereIs() async throws {
    let small = try await PreparedPipelines.shared()
    let outcome = try sweep(small)
    let (own, batch) = (try #require(outcome.own), try #require(outcome.batches.first))
    #expect(outcome.batches.count == 1 && outcome.shared == [[5]] && outcome.same.isEmpty)
    #expect(batch.shared == 5 && batch.jaccard == 1 && own.combination == nil && own.shared == nil)
    #expect(batch.passed == own.passed && batch.cut == own.cut && batch.candidates == own.candidates)
    #expect(batch.shares == own.shares && batch.predicted == own.predicted && batch.meanScore == own.meanScore)
    #expect(batch.combination?.measure == "margin" && batch.combination?.below == 0.3)
    #expect(batch.combination?.method == "rank" && batch.combination?.candidates == 2)
    #expect(outcome.unlabelled == (try small.table("001/score/scores").rowCount) && outcome.negativeClass == "good")
  }

  @Test func theFiguresOfABatchAreThoseOfItsImages() async throws {
    let small = try await PreparedPipelines.shared()
    let table = try small.table("001/cluster/selection")
    let shares = try table.strings("share").strings
    let scores = try table.optionalDoubles("score")
    let measured = zip(shares, scores).filter { $0.0 != "random" }.compactMap(\.1)
    let own = try #require(try sweep(small).own)
    #expect(abs((own.meanScore ?? 0) - measured.reduce(0, +) / Double(measured.count)) < 1e-12)
    #expect(own.shares.map { "\($0.name) \($0.images)" } == ["uncertain 4", "random 1"])
    let predicted = try table.optionalStrings("predicted").compactMap(\.self)
    #expect(own.predicted.map(\.name) == SmallPipeline.classes)
    #expect(own.predicted.map(\.images) == SmallPipeline.classes.map { name in predicted.count { $0 == name } })
    let sound = predicted.count { $0 == "good" }
    #expect(own.predictedDefects == Double(predicted.count - sound) / Double(predicted.count))
    let groups = Dictionary(grouping: try table.optionalStrings("group").compactMap(\.self)) { $0 }.mapValues(\.count)
    #expect(own.groups == groups.count && own.largestGroup == groups.values.max())
  }

  @Test func everyCombinationIsTriedInOrder() async throws {
    let small = try await PreparedPipelines.shared()
    let plan = SweepPlan(
      below: [0.1, 0.3], measures: [.margin, .entropy], methods: [.rank, .kcenter], candidates: [2, 4])
    var moved: [Int] = []
    let sweep = try #require(try Sweep(small.directory(), 1, threads: 2))
    let outcome = try sweep.run(plan) { place, count in
      moved.append(place)
      #expect(count == 12)
    }
    #expect(moved == Array(0..<12))
    let combinations = outcome.batches.compactMap(\.combination)
    #expect(combinations.map(\.measure) == Array(repeating: "margin", count: 8) + Array(repeating: "entropy", count: 4))
    #expect(combinations.map(\.below) == [0.1, 0.1, 0.1, 0.1, 0.3, 0.3, 0.3, 0.3] + Array(repeating: nil, count: 4))
    #expect(combinations.allSatisfy { $0.above == nil })
    #expect(combinations[..<4].map(\.method) == ["rank", "rank", "kcenter", "kcenter"])
    #expect(combinations[..<4].map(\.candidates) == [2, 4, 2, 4])
    let margins = try small.table("001/score/scores").optionalDoubles("margin").map { $0 ?? .nan }
    #expect(outcome.batches[0].passed == margins.count { $0 < 0.1 })
    #expect(outcome.batches[4].passed == margins.count { $0 < 0.3 })
    #expect(outcome.batches[8].passed == margins.count)
    // By rank the same four are asked for, out of however many candidates.
    #expect(outcome.shared[4][5] == 5 && outcome.jaccard(4, 5) == 1)
    let same = try #require(outcome.same.first { $0.contains(5) })
    #expect(same.contains(6))
    for (one, row) in outcome.shared.enumerated() {
      #expect(row[one] == outcome.batches[one].size)
      for (other, shared) in row.enumerated() {
        #expect(shared == outcome.shared[other][one])
        let either = outcome.batches[one].size + outcome.batches[other].size - shared
        #expect(outcome.jaccard(one, other) == Double(shared) / Double(either))
      }
    }
  }

  @Test func anotherMeasureHasNoThresholdOfTheSpecs() async throws {
    let small = try await PreparedPipelines.withAmendments()
    try small.edit("{measure: margin, below: 0.3,", "{measure: entropy, above: 1.08, tiebreak: margin,")
    try await small.run(1, .until("score"))
    let outcome = try sweep(small, SweepPlan(measures: [.entropy, .leastConfidence, .margin]))
    #expect(outcome.own == nil && outcome.batches.allSatisfy { $0.shared == nil && $0.jaccard == nil })
    let combinations = outcome.batches.compactMap(\.combination)
    #expect(combinations.map(\.above) == [1.08, nil, nil] && combinations.map(\.below) == [nil, nil, nil])
    #expect(outcome.batches[1].passed == outcome.unlabelled && outcome.batches[2].passed == outcome.unlabelled)
    #expect((outcome.batches[0].passed ?? 0) < outcome.unlabelled)
    let above = try sweep(small, SweepPlan(above: [1.0, 1.09], measures: [.entropy, .leastConfidence]))
    #expect(above.batches.compactMap { $0.combination?.above } == [1.0, 1.09, 1.0, 1.09])
  }

  @Test func whatCannotBeTriedIsRefused() async throws {
    let small = try await PreparedPipelines.shared()
    #expect(error(small, SweepPlan(measures: [.bald])) == .noColumn(measure: "bald"))
    #expect(error(small, SweepPlan(above: [0.3])) == .unusedThreshold(below: false))
    #expect(error(small, SweepPlan(below: [0.3], measures: [.entropy])) == .unusedThreshold(below: true))
    let many = SweepPlan(below: (1...65).map { Double($0) / 100 })
    #expect(error(small, many) == .tooMany(combinations: 65, limit: 64))
    #expect(throws: SweepError.firstIteration) { try Sweep(small.directory(), 0, threads: 1) }
    #expect(try Sweep(small.directory(), 2, threads: 1) == nil)
    let early = try await PreparedPipelines.withAmendments()
    try await early.run(1, .until("train"))
    #expect(throws: SweepError.notReady(iteration: 1, missing: "score")) {
      try Sweep(early.directory(), 1, threads: 1)
    }
  }
}
