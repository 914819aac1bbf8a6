import Columnar
import Foundation
import Testing

/// Shares and shadows of a batch, recomputed from the tables of the stages before.
@Suite struct BatchShareTests {
  private func spec(_ cluster: String, score: String = "{measure: margin, below: 0.2, tiebreak: entropy}") -> String {
    Workshop.spec.replacing(
      "cluster: {method: kmeans, batch: 20, candidates: 4x, shares: {random: 0.1}}", with: "cluster: {\(cluster)}"
    ).replacing("{measure: margin, below: 0.2, tiebreak: entropy}", with: score)
  }

  private func table(_ name: String, in workshop: Workshop, data: String = "data") throws -> Table {
    let reader = try TableReader(path: "\(workshop.path)/\(data)/iterations/\(name).parquet")
    return try reader.read(as: reader.schema)
  }

  private struct Pick {
    let image: String
    let share: String
    let predicted: String?
    let forClass: String?
  }

  /// The batch in the order of its ranks.
  private func picks(_ iteration: String, in workshop: Workshop, data: String = "data") throws -> [Pick] {
    let table = try table("\(iteration)/cluster/selection", in: workshop, data: data)
    let (ids, shares) = (try table.strings("image_id").strings, try table.strings("share").strings)
    let (predicted, forClass) = (try table.optionalStrings("predicted"), try table.optionalStrings("for_class"))
    let ranks = try table.int32s("rank")
    return ids.indices.sorted { ranks[$0] < ranks[$1] }.map {
      Pick(image: ids[$0], share: shares[$0], predicted: predicted[$0], forClass: forClass[$0])
    }
  }

  @Test func aShadowIsWhatTheBatchWouldHaveBeen() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    let rest = "batch: 20, candidates: 3x, per_group: 4, shares: {random: 0.1}"
    try workshop.write(
      spec("method: kmeans, \(rest), shadow: [{method: badge}, {measure: entropy, method: kcenter}]"), to: "spec.yaml")
    try workshop.succeeds("run", "1", "--until", "cluster")
    let shadows = try table("001/cluster/shadows", in: workshop)
    let (names, ids) = (try shadows.strings("strategy").strings, try shadows.strings("image_id").strings)
    let ranks = try shadows.int32s("rank")
    var batches = [try picks("001", in: workshop).filter { $0.share == "uncertain" }.map(\.image)]
    for (name, method, score) in [
      ("badge", "badge", "{measure: margin, below: 0.2, tiebreak: entropy}"),
      ("entropy/kcenter", "kcenter", "{measure: entropy}"),
    ] {
      try workshop.write(spec("method: \(method), \(rest)", score: score), to: "spec.yaml")
      try workshop.succeeds("run", "1", "--until", "cluster")
      let expected = try picks("001", in: workshop).filter { $0.share == "uncertain" }.map(\.image)
      let found = names.indices.filter { names[$0] == name }.sorted { ranks[$0] < ranks[$1] }.map { ids[$0] }
      #expect(expected.count == 18 && found == expected, "\(name)")
      #expect(!batches.contains { Set($0) == Set(expected) })
      batches.append(expected)
    }
  }

  @Test func rareClassesTakeTurnsTheRarestFirstAsFarAsTheirRunsHaveRoom() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1", "--until", "score")
    let scores = try table("001/score/scores", in: workshop)
    let (ids, predicted) = (try scores.strings("image_id").strings, try scores.strings("predicted").strings)
    let (margins, entropies) = (try scores.doubles("margin"), try scores.doubles("entropy"))
    let counts = Dictionary(grouping: predicted, by: { $0 }).mapValues(\.count).sorted {
      ($0.value, $0.key) < ($1.value, $1.key)
    }
    let (least, most) = (try #require(counts.first), try #require(counts.last))
    // More than caps leave room for: who looked at the first five alone would find too few.
    #expect(least.value < most.value && most.value > 100)
    try workshop.write(
      spec("method: rank, batch: 20, per_group: 1, shares: {random: 0.1, rare: 0.25}").replacing(
        "negative_class: normal\n", with: ""
      )
      .replacing("production_rates", with: "rare_classes: [\(most.key), \(least.key)]\nproduction_rates"),
      to: "spec.yaml")
    try workshop.succeeds("run", "1", "--until", "cluster")
    let pool = try table("001/pool/pool", in: workshop)
    let runs = Dictionary(
      zip(try pool.strings("image_id").strings, try pool.optionalStrings("group")),
      uniquingKeysWith: { first, _ in first })
    let lists = [least.key, most.key].map { name in
      ids.indices.filter { predicted[$0] == name }.sorted {
        (margins[$0], -entropies[$0]) < (margins[$1], -entropies[$1])
      }
    }
    var expected: [String] = []
    var full: Set<String> = []
    for turn in 0..<lists[1].count {
      for list in lists where list.indices.contains(turn) && expected.count < 5 {
        if let run = runs[ids[list[turn]]] ?? nil, !full.insert(run).inserted { continue }
        expected.append(ids[list[turn]])
      }
    }
    let rare = try picks("001", in: workshop).filter { $0.share == "rare" }
    #expect(rare.map(\.image) == expected)
    #expect(rare.first?.forClass == least.key && rare.allSatisfy { $0.forClass == $0.predicted })
  }

  @Test func aClassIsAskedAboutAgainOnceItHasNotBeenForLong() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try FileManager.default.copyItem(atPath: "\(workshop.path)/data", toPath: "\(workshop.path)/plain")
    let classes = [
      "normal", "scratch", "discoloration", "foreign_particle", "edge_chip", "dent", "contamination", "micro_crack",
    ]
    let raw = "{measure: margin, below: 0.2, tiebreak: entropy, probabilities: raw}"

    // Within one iteration all are due: each gets the image most probably of it.
    try workshop.write(spec("batch: 20, every_class_within: 1", score: raw), to: "spec.yaml")
    try workshop.completes(1)
    let first = try picks("001", in: workshop)
    let coverage = first.filter { $0.share == "coverage" }
    #expect(coverage.map(\.forClass) == classes)
    let open = Set(try table("001/score/scores", in: workshop).strings("image_id").strings)
    let predictions = try table("001/train/predictions", in: workshop)
    let ids = try predictions.strings("image_id").strings
    let (values, offsets) = try predictions.floatLists("probabilities")
    var taken: Set<String> = []
    for (place, pick) in coverage.enumerated() {
      let greatest = ids.indices.filter { open.contains(ids[$0]) && !taken.contains(ids[$0]) }
        .map { values[offsets[$0] + place] }.max()
      let row = try #require(ids.firstIndex { $0 == pick.image })
      #expect(values[offsets[row] + place] == greatest)
      taken.insert(pick.image)
    }
    #expect(Set(first.compactMap(\.predicted)).count < classes.count, "some are asked about for their class alone")

    // What was picked for a class was asked about, whatever the model takes it for: none is due in the next iteration.
    try workshop.write(spec("batch: 20, every_class_within: 2", score: raw), to: "spec.yaml")
    try workshop.succeeds("run", "2", "--until", "cluster")
    #expect(try picks("002", in: workshop).allSatisfy { $0.share != "coverage" })

    // Without it those are due that no pick of the iteration before was taken for.
    try workshop.write(spec("batch: 20", score: raw), to: "spec.yaml")
    try workshop.completes(1, data: "plain")
    let predicted = try picks("001", in: workshop, data: "plain").map(\.predicted)
    try workshop.write(spec("batch: 20, every_class_within: 2", score: raw), to: "spec.yaml")
    try workshop.succeeds("run", "2", "--until", "cluster", "--data", "plain")
    let due = try picks("002", in: workshop, data: "plain").filter { $0.share == "coverage" }.map(\.forClass)
    #expect(!due.isEmpty && due == classes.filter { !predicted.contains($0) })
  }
}
