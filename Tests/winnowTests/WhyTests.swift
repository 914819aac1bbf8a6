import Columnar
import Foundation
import Testing

/// `winnow why`: one image for every way to end, found in the tables themselves.
@Suite struct WhyTests {
  private struct Trace: Decodable {
    struct Score: Decodable {
      let value: Double?
      let rank: Int?
      let passed: Bool
      let candidateRank: Int?
    }
    struct Pick: Decodable {
      let rank: Int
      let share: String
      let inclusionProbability: Double?
      let others: [String]
      let standsFor: Int?
    }
    struct Considered: Decodable {
      let share: String
      let instead: String?
      let insteadDistance: Double?
      let fromGroup: [String]
    }
    struct Label: Decodable {
      let iteration: Int
      let label: String?
      let votes: [Vote]
    }
    struct Vote: Decodable { let annotator: String }
    struct Stratum: Decodable {
      let name: String
      let images: Int
      let picked: Int
    }

    let end: String
    let role: String?
    let copyOf: String?
    let fault: String?
    let pools: [Int]?
    let earlier: Label?
    let score: Score?
    let pick: Pick?
    let considered: Considered?
    let stratum: Stratum?
    let label: Label?
    let otherBatches: [Int]
  }

  private func trace(_ image: String, _ iteration: Int, in workshop: Workshop) throws -> Trace {
    let outcome = try workshop.succeeds("why", image, String(iteration), "--data", "data", "--json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Trace.self, from: Data(outcome.output.utf8))
  }

  private func words(_ image: String, _ iteration: Int, in workshop: Workshop) throws -> String {
    let lines = try workshop.succeeds("why", image, String(iteration)).output.split(separator: "\n")
    for line in lines { #expect(line.count <= 100, "\(line)") }
    return lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
  }

  private func table(_ name: String, in workshop: Workshop) throws -> Table {
    let reader = try TableReader(path: "\(workshop.path)/data/iterations/\(name).parquet")
    return try reader.read(as: reader.schema)
  }

  /// The ids of the rows whose texts in a column are these.
  private func ids(_ table: Table, _ column: String, _ value: String) throws -> [String] {
    let ids = try table.strings("image_id")
    let values = try table.optionalStrings(column)
    return (0..<table.rowCount).filter { values[$0] == value }.map { ids[$0] }
  }

  /// Two iterations with a copy, a file that is no picture and an image that came late.
  private func workshop(_ change: (String) -> String) throws -> Workshop {
    let workshop = try Workshop.withFactory(spec: change)
    let free = try ids(pool(workshop), "role", "pool")
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/images/\(free[0])", toPath: "\(workshop.path)/images/images/zz-copy.png")
    try workshop.write("no picture", to: "images/images/zz-broken.png")
    try workshop.completes(0)
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/images/\(free[1])", toPath: "\(workshop.path)/images/images/zz-late.png")
    // One more byte behind the end of a PNG file makes it another file.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(workshop.path)/images/images/zz-late.png"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    return workshop
  }

  private func pool(_ workshop: Workshop) throws -> Table {
    try workshop.succeeds("run", "0", "--until", "pool")
    return try table("000/pool/pool", in: workshop)
  }

  @Test func tellsWhereTheWayOfEachImageEnded() throws {
    let workshop = try workshop {
      $0.replacingOccurrences(of: "below: 0.2", with: "below: 0.6")
        .replacingOccurrences(of: "candidates: 4x", with: "candidates: 1.5x")
    }
    let before = try workshop.contents("data")
    #expect(try trace("images/zz-broken.png", 0, in: workshop).fault == "not_an_image")
    #expect(try workshop.contents("data") == before)

    try workshop.succeeds("run", "1", "--until", "train")
    let unlabelled = try #require(
      ids(table("001/pool/pool", in: workshop), "role", "pool").first { id in
        try trace(id, 0, in: workshop).end == "not_drawn"
      })
    #expect(try trace(unlabelled, 1, in: workshop).end == "not_scored")
    try workshop.succeeds("run", "1", "--until", "score")
    let early = try trace(unlabelled, 1, in: workshop)
    #expect(early.end == "no_batch")
    #expect(early.score?.rank != nil)
    try workshop.completes(1)

    let pool = try table("001/pool/pool", in: workshop)
    for role in ["monitoring", "acceptance", "calibration"] {
      let held = try trace(#require(ids(pool, "role", role).first), 1, in: workshop)
      #expect(held.end == "held_out" && held.role == role)
    }
    let copy = try trace("images/zz-copy.png", 1, in: workshop)
    #expect(copy.end == "copy" && copy.copyOf != nil)
    #expect(try trace("images/zz-broken.png", 1, in: workshop).end == "broken")
    let late = try trace("images/zz-late.png", 0, in: workshop)
    #expect(late.end == "not_in_pool" && late.pools == [1])

    let answered = try ids(table("000/ingest-2/labels", in: workshop), "decided_by", "unanimous")
    let labelled = try trace(#require(answered.first), 1, in: workshop)
    #expect(labelled.end == "labelled" && labelled.earlier?.iteration == 0)
    #expect((labelled.earlier?.votes.count ?? 0) >= 2)
    #expect(labelled.otherBatches == [0])

    try scoredImagesEndAtTheirScore(workshop)
    try picksTellWhatTookThem(workshop)
  }

  /// Every image that was scored and not picked ended at the threshold, at the cap or among the candidates; its rank is its
  /// place by score.
  private func scoredImagesEndAtTheirScore(_ workshop: Workshop) throws {
    let scores = try table("001/score/scores", in: workshop)
    let picked = try Set(table("001/cluster/selection", in: workshop).strings("image_id").strings)
    let candidates = try table("001/score/candidates", in: workshop)
    let chosen = try Set(candidates.strings("image_id").strings)
    let (ids, margins) = (try scores.strings("image_id").strings, try scores.doubles("margin"))
    let passed = try scores.bools("passed")
    let open = ids.indices.filter { !picked.contains(ids[$0]) }
    func check(_ row: Int?, _ end: String) throws {
      let row = try #require(row)
      let trace = try trace(ids[row], 1, in: workshop)
      #expect(trace.end == end)
      #expect(trace.score?.value == margins[row])
      #expect(trace.score?.rank == 1 + margins.count { $0 < margins[row] })
    }
    try check(open.first { !passed[$0] && !chosen.contains(ids[$0]) }, "past_threshold")
    try check(open.first { passed[$0] && !chosen.contains(ids[$0]) }, "cut")
    try check(open.first { chosen.contains(ids[$0]) }, "not_chosen")
    let past = try words(#require(open.first { !passed[$0] }.map { ids[$0] }), 1, in: workshop)
    #expect(past.contains("its score does not pass the threshold"))
    #expect(past.contains("below 0.6 was asked for: it is"))
    #expect(past.contains("it was not drawn either: 2 of \(ids.count - 18) were"))
  }

  private func picksTellWhatTookThem(_ workshop: Workshop) throws {
    let selection = try table("001/cluster/selection", in: workshop)
    let ids = try selection.strings("image_id").strings
    let shares = try selection.strings("share").strings
    for (share, probability) in [("uncertain", 1.0), ("random", nil)] {
      let row = try #require(shares.firstIndex(of: share))
      let trace = try trace(ids[row], 1, in: workshop)
      #expect(trace.end == "picked" && trace.pick?.share == share)
      #expect(trace.pick?.rank == Int(try selection.int32s("rank")[row]))
      if let probability { #expect(trace.pick?.inclusionProbability == probability) }
      #expect(trace.label?.iteration == 1 && trace.label?.votes.isEmpty == false)
      let output = try words(ids[row], 1, in: workshop)
      #expect(output.contains("is in the batch of iteration 1, at rank"))
      #expect(output.contains(share == "random" ? "in estimates it stands for" : "picked for certain"))
    }
  }

  @Test func tellsWhichImageWasPickedInstead() throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(
        of: "candidates: 4x, shares:", with: "candidates: 8x, near_duplicates: 0.2, per_group: 1, shares:"
      ).replacingOccurrences(of: "below: 0.2", with: "below: 0.95")
    }
    for iteration in 0...1 { try workshop.completes(iteration) }
    let considered = try table("001/cluster/considered", in: workshop)
    let instead = try considered.optionalStrings("instead")
    let rows = try considered.strings("image_id").strings
    for (fate, end, clause) in [
      ("near_duplicate", "near_duplicate", "near-duplicate"),
      ("group_cap", "group_cap", "its group has as many images in the batch as it may have"),
    ] {
      let image = try #require(try ids(considered, "fate", fate).first, "no image ended as \(fate)")
      let trace = try trace(image, 1, in: workshop)
      #expect(trace.end == end && trace.considered?.share == "uncertain")
      #expect(trace.considered?.instead == instead[rows.firstIndex(of: image) ?? 0])
      #expect(try words(image, 1, in: workshop).contains(clause))
    }
    try theOneInsteadIsReported(considered, in: workshop)
    // Whatever an image stands for names it in turn.
    let selection = try table("001/cluster/selection", in: workshop)
    let most = try #require(
      try selection.int32s("stands_for").enumerated().max { $0.element < $1.element }, "an empty batch")
    let pick = try trace(selection.strings("image_id")[most.offset], 1, in: workshop).pick
    #expect(most.element > 1)
    #expect(pick?.others.count == Int(most.element) - 1)
    let report = try workshop.read("data/iterations/001/report/report.html")
    #expect(report.contains("one is enough") && report.contains("A group may have 1 in the batch"))
  }

  /// Of an image whose group was full, those of it that are in the batch; of one in whose cluster another was picked, how far
  /// that one is from the centroid.
  private func theOneInsteadIsReported(_ considered: Table, in workshop: Workshop) throws {
    let selection = try table("001/cluster/selection", in: workshop)
    let ids = try selection.strings("image_id").strings
    let (groups, distances) = (try selection.optionalStrings("group"), try selection.optionalFloats("distance"))
    let full = try #require(try self.ids(considered, "fate", "group_cap").first)
    let pool = try table("001/pool/pool", in: workshop)
    let place = try #require(try pool.strings("image_id").strings.firstIndex(of: full))
    let group = try pool.optionalStrings("group")[place]
    #expect(
      try trace(full, 1, in: workshop).considered?.fromGroup
        == ids.indices.filter { groups[$0] == group }.map { ids[$0] })
    let (fates, clusters) = (try considered.strings("fate").strings, try considered.optionalInt32s("cluster"))
    let instead = try considered.optionalStrings("instead")
    for (fate, isNearer) in [("not_chosen", true), ("near_duplicate", false)] {
      guard
        let row = fates.indices.first(where: {
          fates[$0] == fate && instead[$0] != nil && (clusters[$0] != nil) == isNearer
        })
      else { continue }
      let trace = try trace(considered.strings("image_id")[row], 1, in: workshop)
      let other = try #require(ids.firstIndex { $0 == instead[row] })
      let expected = isNearer ? distances[other].map { Double($0) } : nil
      #expect(trace.considered?.insteadDistance.map { Float($0) } == expected.map { Float($0) })
    }
  }

  /// With votes for scores many images are equal: their ranks go on from those of the candidates.
  @Test(arguments: ["none", "entropy", "random"])
  func ranksOfEqualScoresGoOnFromTheCandidates(tiebreak: String) throws {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(
        of: "{measure: margin, below: 0.2, tiebreak: entropy}",
        with: "{measure: variation_ratio, tiebreak: \(tiebreak)}"
      ).replacingOccurrences(
        of: "{run: [winnow, hook, linear-probe]}", with: "{run: [winnow, hook, linear-probe], committee: 5}")
    }
    try workshop.completes(0)
    try workshop.succeeds("run", "1", "--until", "score")
    let candidates = try table("001/score/candidates", in: workshop)
    let scores = try table("001/score/scores", in: workshop)
    let values = try scores.doubles("score")
    let last = try #require(try candidates.optionalDoubles("score").last ?? nil)
    let entropies = try scores.doubles("entropy")
    let chosen = Set(try candidates.strings("image_id").strings)
    let equal = try scores.strings("image_id").strings.enumerated().filter { values[$0.offset] == last }
    #expect(equal.contains { chosen.contains($0.element) })
    let behind = equal.filter { !chosen.contains($0.element) }.sorted { entropies[$0.offset] > entropies[$1.offset] }
    #expect(behind.count > 3)
    var ranks: [Int] = []
    for (_, id) in behind.prefix(4) {
      let rank = try #require(try trace(id, 1, in: workshop).score?.rank)
      #expect(rank > chosen.count && rank <= chosen.count + behind.count)
      ranks.append(rank)
    }
    #expect(Set(ranks).count == ranks.count)
    if tiebreak == "entropy" { #expect(ranks == (1...4).map { chosen.count + $0 }) }
  }

  @Test func tellsOfTheFirstBatch() throws {
    let workshop = try workshop { $0 }
    let seed = try table("000/seed/selection", in: workshop).strings("image_id").strings
    let picked = try trace(seed[0], 0, in: workshop)
    #expect(picked.end == "picked" && picked.pick?.share == "seed")
    let stratum = try #require(picked.stratum)
    #expect(stratum.picked > 0 && stratum.picked <= stratum.images)
    let others = try ids(table("000/pool/pool", in: workshop), "group", stratum.name).filter { !seed.contains($0) }
    let left = try trace(#require(others.first), 0, in: workshop)
    #expect(left.end == "not_drawn" && left.stratum?.picked == stratum.picked)
    #expect(
      try words(others[0], 0, in: workshop)
        .contains("group \(stratum.name): \(stratum.picked) of \(stratum.images) images were drawn"))
  }

  @Test func namesTheIdsThatMayHaveBeenMeant() throws {
    let workshop = try Workshop.withFactory(images: 300)
    let id = try #require(ids(pool(workshop), "role", "pool").first)
    let file = try #require(id.split(separator: "/").last.map(String.init))
    for word in [file, "../somewhere/\(id)", id.replacingOccurrences(of: ".png", with: ".pgn"), String(id.dropLast(3))]
    {
      let outcome = try workshop.run(["why", word, "0"])
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("did you mean") && outcome.errors.contains("'\(id)'"), "\(outcome.errors)")
    }
    let none = try workshop.run(["why", "so etwas gibt es nicht", "0"])
    #expect(none.code == 3 && !none.errors.contains("did you mean"))
    let later = try workshop.run(["why", id, "3"])
    #expect(later.code == 2 && later.errors.contains("iteration 3 has not begun"))
  }
}
