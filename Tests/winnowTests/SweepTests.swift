import Columnar
import Foundation
import Testing

/// `winnow sweep`: what it says is what the stages would do, and the iteration is not touched.
@Suite struct SweepTests {
  private struct Outcome: Decodable {
    struct Count: Decodable {
      let name: String
      let images: Int
    }
    struct Batch: Decodable {
      let size: Int
      let passed: Int?
      let cut: Int?
      let filled: Int?
      let candidates: Int?
      let predicted: [Count]
      let predictedDefects: Double?
      let groups: Int
      let largestGroup: Int
      let meanScore: Double?
      let shared: Int?
      let jaccard: Double?
    }
    let unlabelled: Int
    let own: Batch?
    let batches: [Batch]
    let shared: [[Int]]
    let same: [[Int]]
  }

  private func sweep(_ arguments: [String], in workshop: Workshop) throws -> Outcome {
    let outcome = try workshop.run(["sweep"] + arguments + ["--data", "data", "--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Outcome.self, from: Data(outcome.output.utf8))
  }

  private func batch(_ data: String, in workshop: Workshop) throws -> Set<String> {
    let reader = try TableReader(path: "\(workshop.path)/\(data)/iterations/001/cluster/selection.parquet")
    return Set(try reader.read(as: reader.schema).strings("image_id").strings)
  }

  @Test func isWhatTheStagesWouldDoAndTouchesNothing() throws {
    let workshop = try Workshop.withFactory(sealed: 1)
    let before = try workshop.contents("data")
    let outcome = try sweep(
      ["1", "--below", "0.2,0.9", "--method", "kmeans,rank", "--candidates", "2x,4x"], in: workshop)
    #expect(outcome.batches.count == 8)
    // The combination that the spec has: below 0.2, kmeans, 4x.
    #expect(outcome.batches[1].jaccard == 1 && outcome.batches[1].shared == 20)
    #expect(outcome.own?.passed == outcome.batches[1].passed)
    for batch in [outcome.own, outcome.batches[1]] { try isTheBatchThatIsThere(#require(batch), in: workshop) }
    // Threshold 0.9 passes more than the cap lets in, 0.2 fewer than there may be candidates.
    #expect(outcome.batches.contains { ($0.cut ?? 0) > 0 })
    for batch in outcome.batches {
      #expect((batch.passed ?? 0) - (batch.cut ?? 0) + (batch.filled ?? 0) == batch.candidates)
    }
    for (place, batch) in outcome.batches.enumerated() {
      #expect(batch.size == 20)
      #expect(outcome.shared[place][place] == 20)
      let shared = try #require(batch.shared)
      #expect(batch.jaccard == Double(shared) / Double(40 - shared))
      #expect(batch.predicted.reduce(0) { $0 + $1.images } == 20)
      for other in outcome.batches.indices { #expect(outcome.shared[place][other] == outcome.shared[other][place]) }
    }
    // The head of the ranking is the same under both thresholds and caps, and the batches of k-means are their own.
    #expect(outcome.same.contains([3, 4, 7, 8]))
    // The head of the ranking does not depend on how many candidates follow it, nor on a threshold further out.
    #expect(outcome.shared[2][3] == 20)
    #expect((outcome.batches[4].passed ?? 0) > (outcome.batches[0].passed ?? 0))
    for (one, other) in [(0, 1), (4, 5), (4, 7)] {
      #expect(outcome.batches[one].passed == outcome.batches[other].passed)
    }

    let page = "\(workshop.path)/sweep.html"
    let words = try workshop.succeeds("sweep", "1", "--below", "0.1,0.2", "--data", "data", "--html", page)
    for line in words.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    #expect(words.output.contains("the iteration's own"))
    let equal = try workshop.succeeds("sweep", "1", "--below", "0.000001,0.0000001", "--data", "data").output
    #expect(equal.contains("all 2 batches are the same (no image passes: each is the next in rank"))
    #expect(try workshop.read("sweep.html").contains("<svg class=\"mix\""))
    #expect(try workshop.contents("data") == before)

    // The same spec with another threshold and method, run for good elsewhere.
    try workshop.write(
      workshop.read("spec.yaml").replacingOccurrences(of: "below: 0.2", with: "below: 0.9")
        .replacingOccurrences(of: "method: kmeans", with: "method: rank")
        .replacingOccurrences(of: "candidates: 4x", with: "candidates: 2x"), to: "spec.yaml")
    let mine = try batch("data", in: workshop)
    try workshop.completes(0, data: "other")
    try workshop.succeeds("run", "1", "--until", "cluster", "--data", "other")
    let theirs = try batch("other", in: workshop)
    #expect(outcome.batches[6].shared == theirs.intersection(mine).count)
  }

  /// What is reported of a batch is what its table has.
  private func isTheBatchThatIsThere(_ batch: Outcome.Batch, in workshop: Workshop) throws {
    let reader = try TableReader(path: "\(workshop.path)/data/iterations/001/cluster/selection.parquet")
    let table = try reader.read(as: reader.schema)
    let rows = 0..<table.rowCount
    let (shares, predicted) = (try table.strings("share").strings, try table.optionalStrings("predicted"))
    let scores = try table.optionalDoubles("score")
    let chosen = rows.filter { shares[$0] != "random" }.compactMap { scores[$0] }
    #expect(chosen.count < rows.count)
    #expect(abs((batch.meanScore ?? .nan) - chosen.reduce(0, +) / Double(chosen.count)) < 1e-12)
    for count in batch.predicted { #expect(count.images == predicted.count { $0 == count.name }) }
    let defects = rows.count { predicted[$0] != "normal" }
    #expect(defects > 0 && defects * 2 != rows.count)
    #expect(batch.predictedDefects == Double(defects) / Double(rows.count))
    let groups = Dictionary(grouping: try table.optionalStrings("group").compactMap(\.self), by: { $0 })
    #expect(batch.groups == groups.count && batch.largestGroup == groups.values.map(\.count).max())
    #expect(batch.groups != batch.largestGroup)
  }

  @Test func saysWhatIsMissing() throws {
    let workshop = try Workshop.withFactory(images: 300, sealed: 0)
    let first = try workshop.run(["sweep", "0", "--below", "0.1", "--data", "data"])
    #expect(first.code == 2 && first.errors.contains("iteration 0 has no model"))
    let none = try workshop.run(["sweep", "1", "--below", "0.1", "--data", "data"])
    #expect(none.code == 2 && none.errors.contains("iteration 1 has not begun"))
    try workshop.succeeds("run", "1", "--until", "embed")
    let early = try workshop.run(["sweep", "1", "--below", "0.1", "--data", "data"])
    #expect(early.code == 2 && early.errors.contains("iteration 1 has no train yet; winnow run 1 --until score"))
    try workshop.succeeds("run", "1", "--until", "score")
    let unchosen = try sweep(["1", "--measure", "margin,entropy"], in: workshop)
    #expect(unchosen.own == nil && unchosen.batches.allSatisfy { $0.shared == nil })
    for (arguments, words) in [
      (["--below", "x"], "--below takes numbers from 0"), (["--method", "kmean"], "did you mean 'kmeans'?"),
      (["--measure", "entropy", "--below", "0.1"], "no measure of this sweep is"),
      (["--candidates", "0.5x"], "multiples from 1"),
      (["--below", (1...65).map { "0.\($0 + 100)" }.joined(separator: ",")], "65 combinations"),
    ] {
      let wrong = try workshop.run(["sweep", "1", "--data", "data"] + arguments)
      #expect(wrong.code == 2 && wrong.errors.contains(words), "\(arguments): \(wrong.errors)")
    }
  }
}
