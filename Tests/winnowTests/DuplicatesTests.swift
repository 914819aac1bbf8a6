import Columnar
import Foundation
import Testing

/// `winnow duplicates` on files of other people and on an embedding store.
@Suite struct DuplicatesTests {
  private static let schema = TableSchema(
    "vectors", key: [], "",
    columns: [ColumnSchema("image_id", .string, ""), ColumnSchema("embedding", .list(.float), "")])

  private func write(_ rows: [(String, [Float])], in workshop: Workshop, _ name: String) throws {
    var offsets = [0]
    for row in rows { offsets.append(offsets[offsets.count - 1] + row.1.count) }
    let table = try Table(
      schema: Self.schema,
      columns: [.strings(rows.map(\.0)), .floatLists(values: rows.flatMap(\.1), offsets: offsets)])
    try TableIO.write(table, to: "\(workshop.path)/\(name)", rowGroupRows: 3)
  }

  /// Rows as `image leader size`.
  private func groups(_ workshop: Workshop, _ name: String) throws -> [String] {
    let reader = try TableReader(path: "\(workshop.path)/\(name)")
    let table = try reader.read(as: TableSchema("duplicates", key: [], "", columns: reader.schema.columns))
    let (images, leaders) = (try table.strings("image_id"), try table.strings("leader"))
    let (sizes, distances) = (try table.int32s("group_size"), try table.floats("distance"))
    return (0..<table.rowCount).map { row in
      "\(images[row]) \(leaders[row]) \(sizes[row])\(distances[row] == 0 ? "" : " apart")"
    }
  }

  /// c and e are equal, a is near them, g and d are near each other, f is alone, b and h are zeros.
  private static let rows: [(String, [Float])] = [
    ("g", [0, 1, 0.1]), ("c", [1, 0, 0]), ("a", [1, 0.1, 0]), ("f", [0, 0, 1]), ("e", [2, 0, 0]), ("d", [0, 1, 0]),
    ("h", [0, 0, 0]), ("b", [0, 0, 0]),
  ]

  @Test func leadersAreTheFirstByIdWhateverTheOrderOfRows() throws {
    let workshop = try Workshop()
    try write(Self.rows, in: workshop, "one.parquet")
    try write(Self.rows.reversed(), in: workshop, "two.parquet")
    for name in ["one", "two"] {
      let outcome = try workshop.succeeds(
        "duplicates", "--embeddings", "\(name).parquet", "--distance", "0.02", "--out", "\(name)-groups.parquet")
      #expect(outcome.output.contains("8 images of 3 dimensions") && outcome.output.contains("3 groups"))
      #expect(
        try groups(workshop, "\(name)-groups.parquet") == [
          "a a 3", "b b 2", "c a 3 apart", "d d 2", "e a 3 apart", "g d 2 apart", "h b 2",
        ])
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/one-groups.parquet"))
        == Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/two-groups.parquet")))
  }

  @Test func aPriorityChoosesWhoLeads() throws {
    let workshop = try Workshop()
    try write(Self.rows, in: workshop, "one.parquet")
    let ranks = TableSchema(
      "ranks", key: [], "", columns: [ColumnSchema("image_id", .string, ""), ColumnSchema("rank", .int32, "")])
    try TableIO.write(
      Table(schema: ranks, columns: [.strings(["nobody", "g", "e", "c"]), .int32s([1, 2, 3, 4])]),
      to: "\(workshop.path)/ranks.parquet")
    try workshop.succeeds(
      "duplicates", "--embeddings", "one.parquet", "--distance", "0", "--priority", "ranks.parquet", "--out",
      "equal.parquet")
    #expect(try groups(workshop, "equal.parquet") == ["b b 2", "c e 2", "e e 2", "h b 2"])
    let outcome = try workshop.succeeds(
      "duplicates", "--embeddings", "one.parquet", "--distance", "0.02", "--priority", "ranks.parquet", "--out",
      "near.parquet", "--json")
    #expect(
      try groups(workshop, "near.parquet") == [
        "a e 3 apart", "b b 2", "c e 3", "d g 2 apart", "e e 3", "g g 2", "h b 2",
      ])
    let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(report["images"] as? Int == 8 && report["groups"] as? Int == 3 && report["duplicates"] as? Int == 4)
    #expect(report["equal"] as? Int == 2 && report["largest_group"] as? Int == 3 && report["cut_short"] as? Int == 0)
  }

  @Test func anIterationsImagesAreFoundInTheEmbeddingStore() throws {
    let workshop = try Workshop.withFactory(images: 120, sealed: 0)
    try workshop.succeeds("run", "1", "--until", "embed")
    let outcome = try workshop.succeeds(
      "duplicates", "--data", "data", "--iteration", "1", "--distance", "1", "--out", "groups.parquet")
    #expect(outcome.output.contains("120 images of 32 dimensions"))
    #expect(try groups(workshop, "groups.parquet").count > 100)
  }

  @Test func aTableWithoutRowsHasNoGroups() throws {
    let workshop = try Workshop()
    try write([], in: workshop, "none.parquet")
    try workshop.succeeds("duplicates", "--embeddings", "none.parquet", "--distance", "0.1", "--out", "groups.parquet")
    #expect(try groups(workshop, "groups.parquet").isEmpty)
  }

  @Test(
    arguments: [
      ([("a", [1, 2]), ("b", [1])], "the vector of 'b' has 1 element, others have 2"),
      ([("b", [1, 2]), ("a", [1, 2]), ("b", [3, 4])], "the image 'b' has two rows"),
      ([("a", [1, 2]), ("b", [1, .nan])], "the vector of 'b' holds a NaN or an infinity"),
      ([("a", []), ("b", [1])], "the vector of 'a' has no elements"),
    ] as [([(String, [Float])], String)])
  func wrongVectorsAreNamed(_ rows: [(String, [Float])], _ words: String) throws {
    let workshop = try Workshop()
    try write(rows, in: workshop, "x.parquet")
    let outcome = try workshop.run([
      "duplicates", "--embeddings", "x.parquet", "--distance", "0.1", "--out", "y.parquet",
    ])
    #expect(outcome.code == 3 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!workshop.has("y.parquet"))
  }

  @Test func aTableWithoutTheColumnsIsNamed() throws {
    let workshop = try Workshop()
    let other = TableSchema("other", key: [], "", columns: [ColumnSchema("image_id", .string, "")])
    try TableIO.write(Table(schema: other, columns: [.strings(["a"])]), to: "\(workshop.path)/x.parquet")
    let outcome = try workshop.run([
      "duplicates", "--embeddings", "x.parquet", "--distance", "0.1", "--out", "y.parquet",
    ])
    #expect(outcome.code == 3 && outcome.errors.contains("x.parquet, column 'embedding': there is no such column"))
    let missing = try workshop.run([
      "duplicates", "--embeddings", "z.parquet", "--distance", "0.1", "--out", "y.parquet",
    ])
    #expect(missing.code == 3 && missing.errors.contains("z.parquet"))
  }

  @Test(arguments: [
    (["--embeddings", "x.parquet", "--distance", "1.5"], "--distance takes a cosine distance from 0 to 1"),
    (["--embeddings", "x.parquet", "--distance=-0.1"], "--distance takes"),
    (["--embeddings", "x.parquet", "--distance", "nan"], "--distance takes"),
    (["--embeddings", "x.parquet"], "--distance"),
    (["--distance", "0.1"], "either --embeddings or --data"),
    (
      ["--embeddings", "x.parquet", "--data", "d", "--iteration", "1", "--distance", "0.1"],
      "either --embeddings or --data"
    ),
    (["--data", "d", "--distance", "0.1"], "--data and --iteration go together"),
  ])
  func aWrongCommandLineIsReportedBeforeAnythingRuns(_ arguments: [String], _ words: String) throws {
    let workshop = try Workshop()
    let outcome = try workshop.run(["duplicates", "--out", "y.parquet"] + arguments)
    #expect(outcome.code == 2 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}
