import Columnar
import Foundation
import Testing

/// Every measure through the stages and through `pick`.
@Suite struct MeasureUseTests {
  private func workshop(score: String, train: String = "{run: [winnow, hook, linear-probe], committee: 5}") throws
    -> Workshop
  {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(of: "{measure: margin, below: 0.2, tiebreak: entropy}", with: score)
        .replacingOccurrences(of: "{run: [winnow, hook, linear-probe]}", with: train)
    }
    // Hooks are looked for before anything runs.
    try workshop.write("", to: "hook.sh")
    try workshop.completes(0)
    return workshop
  }

  @Test func aCommitteeGivesWhatItsMembersWouldTell() throws {
    let workshop = try workshop(score: "{measure: bald, density: {sample: 50}}")
    try workshop.succeeds("run", "1", "--until", "cluster")
    let folder = "data/iterations/001"
    let predictions = try TableReader(path: "\(workshop.path)/\(folder)/train/predictions.parquet")
    let members = try predictions.read(rowGroup: 0, columns: ["members"])[0]
    guard case .list(.list(_, let inner), let outer) = members.values else {
      Issue.record("no members")
      return
    }
    #expect(members.validity == nil)
    #expect(Set(zip(outer, outer.dropFirst()).map { $1 - $0 }) == [5])
    #expect(Set(zip(inner, inner.dropFirst()).map { $1 - $0 }) == [8])
    let scores = try TableReader(path: "\(workshop.path)/\(folder)/score/scores.parquet")
    let column = try scores.read(rowGroup: 0, columns: ["score"])[0]
    #expect(column.validity?.contains(false) != true)
    let figures = try workshop.read("\(folder)/score/candidates.json")
    #expect(figures.contains("\"density_sample\" : 50") && figures.contains("\"cutoff_by\" : \"cap\""))
    // Other thresholds need no other model.
    let spec = try workshop.read("spec.yaml")
    for score in [
      "{measure: consensus_kl, reduce: max, top_probability: [0.3, 0.9]}", "{measure: gradient_norm, expected: true}",
      "{measure: combined, uncertainty: vote_entropy}", "{measure: expected_error_reduction}",
    ] {
      try workshop.write(
        spec.replacingOccurrences(of: "{measure: bald, density: {sample: 50}}", with: score), to: "spec.yaml")
      let outcome = try workshop.succeeds("run", "1", "--until", "cluster", "--threads", "1")
      #expect(!outcome.errors.contains("train runs"))
      let picked = try workshop.read(folder + "/score/candidates.json")
      #expect(picked.contains("\"candidates\" : "))
    }
  }

  @Test func aHookWithoutMembersIsReportedWhatToWrite() throws {
    let workshop = try workshop(
      score: "{measure: bald, probabilities: raw}", train: "{run: [sh, hook.sh]}")
    try workshop.write(
      #"""
      out=$(sed -n 's/.*"predictions" : "\(.*\)".*/\1/p' "$WINNOW_REQUEST")
      cp "$(dirname "$0")/table.parquet" "$out"
      """#, to: "hook.sh")
    try workshop.succeeds("run", "1", "--until", "embed")
    try writePredictions(workshop, members: nil)
    let outcome = try workshop.run(["run", "1"])
    #expect(outcome.code == 4, "\(outcome.errors)")
    for part in ["stage 'score'", "measure 'bald'", "'members'", "'sh hook.sh'", "committee: 5", "least_confidence"] {
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
    }
    #expect(!workshop.has("data/iterations/001/score"))
    #expect(workshop.names("data/staging").isEmpty)
  }

  @Test(
    arguments: [
      (1, [[1, 0, 0, 0, 0, 0, 0, 0]], "row 2", "1 member of a committee, expected 2"),
      (
        2, [[1, 0, 0, 0, 0, 0, 0, 0], [.nan, 1, 0, 0, 0, 0, 0, 0]], "row 3",
        "member 2: the number at position 0 is not finite"
      ),
      (0, [[1, 0], [1, 0]], "row 1", "member 1: 2 probabilities, expected one for each of the 8 classes"),
    ] as [(Int, [[Float]], String, String)])
  func membersThatCannotBeAreNamed(_ wrong: (row: Int, members: [[Float]], place: String, says: String)) throws {
    let workshop = try workshop(
      score: "{measure: bald, probabilities: raw}", train: "{run: [sh, hook.sh]}")
    try workshop.write(
      #"""
      out=$(sed -n 's/.*"predictions" : "\(.*\)".*/\1/p' "$WINNOW_REQUEST")
      cp "$(dirname "$0")/table.parquet" "$out"
      """#, to: "hook.sh")
    try workshop.succeeds("run", "1", "--until", "embed")
    try writePredictions(workshop) { row in
      row == wrong.row ? wrong.members : [[1, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0]]
    }
    let outcome = try workshop.run(["run", "1"])
    #expect(outcome.code == 4, "\(outcome.errors)")
    for part in ["stage 'train'", wrong.place, "image 'images/", wrong.says] {
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
    }
    #expect(!workshop.has("data/iterations/001/train"))
  }

  /// Every method, within caps and beside other shares.
  private static let methods: [[String]] = [
    "kmeans", "kcenter", "rank", "badge", "typiclust", "probcover", "dbscan", "ranked_batch", "uncertain_per_cluster",
  ].map {
    [
      "margin", "--method", $0, "--diverse", "0.2", "--near-duplicates", "0.002", "--balance", "0.1", "--candidates",
      "2x",
    ]
  }

  @Test func aPickDoesNotDependOnRowsGroupsAndThreads() throws {
    let workshop = try Workshop()
    let order = Array(0..<240)
    let shuffled = order.map { ($0 * 77 + 5) % 240 }
    try writePickTables(workshop, "a", order, rowGroupRows: 1000)
    try writePickTables(workshop, "b", shuffled, rowGroupRows: 17)
    for options in [
      ["bald"], ["consensus_kl", "--reduce", "max"], ["vote_entropy"], ["variation_ratio", "--density", "1"],
      ["gradient_norm"], ["gradient_norm", "--expected", "--above", "0.1"],
      ["cost_sensitive", "--costs", "[[0, 1, 1], [9, 0, 1], [1, 1, 0]]"],
      ["combined", "--weight", "0.3", "--uncertainty", "bald"], ["expected_error_reduction"],
      ["margin", "--density", "2", "--density-sample", "40"],
      ["margin", "--top-probability", "0.4", "0.6", "--below", "0.3"],
      ["random"],
    ] + Self.methods {
      var found: [[String]] = []
      for (name, threads) in [("a", "1"), ("b", "1"), ("b", "4")] {
        let outcome = try workshop.run(
          [
            "pick", "--predictions", "\(name)-p.parquet", "--embeddings", "\(name)-e.parquet", "--labelled",
            "\(name)-l.parquet", "--batch", "12", "--random", "0.25", "--out", "out.parquet", "--scores",
            "scores.parquet", "--threads", threads, "--measure",
          ] + options)
        #expect(outcome.code == 0, "\(options): \(outcome.errors)")
        found.append([
          try workshop.succeeds("show", "out.parquet", "--json").output,
          try workshop.succeeds("show", "scores.parquet", "--json").output,
        ])
      }
      #expect(found[0] == found[1] && found[1] == found[2], "\(options)")
    }
  }

  @Test(arguments: [
    (["--measure", "bold"], "--measure 'bold': expected one of margin"),
    (["--measure", "bald", "--below", "0.2", "--reduce", "max"], "--below does not go with measure 'bald'"),
    (["--measure", "bald", "--below", "0.2", "--reduce", "max"], "--reduce does not go with measure 'bald'"),
    (["--top-probability", "0.6", "0.4"], "two numbers from 0 to 1, the lower first"),
    (["--measure", "cost_sensitive", "--costs", "[[0, 1], [2]]"], "--costs takes a list of rows"),
    (["--measure", "combined"], "needs --predictions and --embeddings"),
  ])
  func optionsThatDoNotGoTogetherAreReported(_ options: [String], _ says: String) throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(
      ["pick", "--predictions", "p.parquet", "--method", "rank", "--batch", "2", "--out", "o.parquet"] + options)
    #expect(outcome.code == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test func aPickWithoutMembersSaysWhatIsMissing() throws {
    let workshop = try Workshop()
    try Self.write(
      ["a", "b"], probabilities: [1, 0, 0.5, 0.5], classes: 2, members: nil, to: "\(workshop.path)/p.parquet")
    let outcome = try workshop.run([
      "pick", "--predictions", "p.parquet", "--method", "rank", "--batch", "1", "--measure", "bald", "--out",
      "o.parquet",
    ])
    #expect(outcome.code == 3, "\(outcome.errors)")
    #expect(outcome.errors.contains("--measure bald looks at the column 'members'"), "\(outcome.errors)")
    #expect(!workshop.has("o.parquet"))
  }

  /// Writes a table for the hook to copy, with a row for every image that will be asked about.
  private func writePredictions(_ workshop: Workshop, members: ((Int) -> [[Float]])?) throws {
    let pool = TableSchema(
      "pool", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("role", .string)])
    let table = try TableIO.read("\(workshop.path)/data/iterations/001/pool/pool.parquet", schema: pool)
    let roles = try table.strings("role").strings
    let ids = try table.strings("image_id").strings
    let asked = ids.indices.filter { roles[$0] != "acceptance" }.map { ids[$0] }
    let lists = members.map { make in asked.indices.map(make) }
    try Self.write(
      asked, probabilities: asked.flatMap { _ in [1, 0, 0, 0, 0, 0, 0, 0] as [Float] }, classes: 8, members: lists,
      to: "\(workshop.path)/table.parquet")
  }

  /// Writes predictions, embeddings and labelled images for a pick, in an order of rows.
  private func writePickTables(_ workshop: Workshop, _ name: String, _ order: [Int], rowGroupRows: Int) throws {
    func row(_ seed: Int) -> [Float] {
      let raw = (0..<3).map { Float((seed * (31 + 7 * $0) + $0 * 3) % 11) + 0.5 }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
    let ids = order.map { "images/\($0).png" }
    try Self.write(
      ids, probabilities: order.flatMap { row($0) }, classes: 3,
      members: order.map { image in (0..<4).map { row(image * 5 + $0) } }, rowGroupRows: rowGroupRows,
      to: "\(workshop.path)/\(name)-p.parquet")
    let embeddings = TableSchema(
      "hook_embeddings", key: [], "",
      columns: [ColumnSchema("image_id", .string), ColumnSchema("embedding", .list(.float))])
    let vectors = order.flatMap { image in (0..<5).map { Float((image * (13 + $0)) % 29) / 10 } }
    _ = try TableIO.write(
      Table(schema: embeddings, columns: [.strings(ids), .floatLists(values: vectors, each: 5)]),
      to: "\(workshop.path)/\(name)-e.parquet", rowGroupRows: rowGroupRows)
    let labelled = TableSchema("labelled", key: [], "", columns: [ColumnSchema("image_id", .string)])
    let known = order.filter { $0 % 6 == 0 }.map { "images/\($0).png" }
    _ = try TableIO.write(
      Table(schema: labelled, columns: [.strings(known)]), to: "\(workshop.path)/\(name)-l.parquet")
  }

  private static func write(
    _ ids: [String], probabilities: [Float], classes: Int, members: [[[Float]]]?, rowGroupRows: Int = 65_536,
    to path: String
  ) throws {
    var schema = [ColumnSchema("image_id", .string), ColumnSchema("probabilities", .list(.float))]
    var columns: [Column] = [.strings(ids), .floatLists(values: probabilities, each: classes)]
    if let members {
      var (inner, outer, values) = ([0], [0], [Float]())
      for row in members {
        for member in row {
          values += member
          inner.append(values.count)
        }
        outer.append(inner.count - 1)
      }
      schema.append(ColumnSchema("members", .list(.list(.float))))
      columns.append(Column(.list(.list(.float(values), offsets: inner), offsets: outer)))
    }
    _ = try TableIO.write(
      Table(schema: TableSchema("predictions", version: 2, key: [], "", columns: schema), columns: columns), to: path,
      rowGroupRows: rowGroupRows)
  }
}
