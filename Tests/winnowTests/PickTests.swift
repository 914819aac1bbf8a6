import Columnar
import Foundation
import Testing

/// `winnow pick` on files whose ids do not meet, whose rows are no distributions, or that name an image twice.
@Suite struct PickTests {
  private static let ids = (0..<40).map { "im\(1000 + $0).png" }

  /// Probabilities of two classes: the margin of image n is n / 40.
  private func probabilities(_ ids: [String] = ids, scaled: Float = 1) -> (TableSchema, [Column]) {
    let rows = ids.indices.flatMap { row -> [Float] in
      let half = Float(row % 40) / 80
      return [(0.5 + half) * scaled, (0.5 - half) * scaled]
    }
    let schema = TableSchema(
      "p", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("probabilities", .list(.float))])
    return (schema, [.strings(ids), .floatLists(values: rows, each: 2)])
  }

  private func write(_ table: (TableSchema, [Column]), _ name: String, in workshop: Workshop) throws {
    try TableIO.write(Table(schema: table.0, columns: table.1), to: "\(workshop.path)/\(name).parquet")
  }

  private func ids(_ ids: [String], group: String? = nil) -> (TableSchema, [Column]) {
    let columns = [ColumnSchema("image_id", .string)] + (group == nil ? [] : [ColumnSchema("group", .string)])
    return (
      TableSchema("ids", key: [], "", columns: columns),
      [.strings(ids)] + (group.map { name in [.strings(ids.map { _ in name })] } ?? [])
    )
  }

  private func pick(_ workshop: Workshop, _ arguments: String...) throws -> Outcome {
    try workshop.run(
      ["pick", "--measure", "margin", "--method", "rank", "--batch", "5", "--out", "out.parquet"] + arguments)
  }

  private func picked(_ workshop: Workshop) throws -> [String] {
    let schema = TableSchema("", key: [], "", columns: [ColumnSchema("image_id", .string)])
    return try TableIO.read(anybodys: "\(workshop.path)/out.parquet", schema: schema).strings("image_id").strings
  }

  @Test func aFileThatFitsNothingIsAnErrorThatSaysWhy() throws {
    let workshop = try Workshop()
    try write(probabilities(), "p", in: workshop)
    try write(ids(Self.ids.map { "images/" + $0 }), "lab", in: workshop)
    try write(ids(Self.ids.map { $0.uppercased() }, group: "run1"), "grp", in: workshop)
    let labelled = try pick(workshop, "--predictions", "p.parquet", "--labelled", "lab.parquet")
    #expect(labelled.code == 3)
    for part in ["none of its 40 ids", "'images/im1000.png'", "'im1000.png'", "the prefix 'images/' is one too many"] {
      #expect(labelled.errors.contains(part), "\(labelled.errors)")
    }
    let groups = try pick(workshop, "--predictions", "p.parquet", "--groups", "grp.parquet", "--per-group", "1")
    #expect(groups.code == 3 && groups.errors.contains("capital and small letters differ"), "\(groups.errors)")
    let vectors = TableSchema(
      "e", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("embedding", .list(.float))])
    try write((vectors, [.strings(["a", "b"]), .floatLists(values: [1, 0, 0, 1], each: 2)]), "e", in: workshop)
    let embeddings = try pick(workshop, "--predictions", "p.parquet", "--embeddings", "e.parquet")
    #expect(embeddings.code == 3 && embeddings.errors.contains("no likely cause was found"), "\(embeddings.errors)")
    #expect(!workshop.has("out.parquet"))
  }

  @Test func whatFitsIsCounted() throws {
    let workshop = try Workshop()
    try write(probabilities(), "p", in: workshop)
    try write(ids(Array(Self.ids[..<3]) + ["x/im1004.png", "im9.png"]), "lab", in: workshop)
    let outcome = try pick(workshop, "--predictions", "p.parquet", "--labelled", "lab.parquet")
    #expect(outcome.code == 0 && outcome.errors.contains("3 of 5 rows of lab.parquet match"), "\(outcome.errors)")
    #expect(try Set(picked(workshop)) == Set(Self.ids[3..<8]))
  }

  @Test func rowsAreCheckedAsThoseOfHooksAre() throws {
    let workshop = try Workshop()
    try write(probabilities(scaled: 0.5), "half", in: workshop)
    let sums = try pick(workshop, "--predictions", "half.parquet")
    #expect(
      sums.code == 3 && sums.errors.contains("half.parquet, row 1, image 'im1000.png': the probabilities sum to 0.5"),
      "\(sums.errors)")
    try write(probabilities(Self.ids + ["im1007.png"]), "twice", in: workshop)
    let twice = try pick(workshop, "--predictions", "twice.parquet")
    #expect(
      twice.code == 3 && twice.errors.contains("twice.parquet, row 41: image 'im1007.png' stands in row 8 already"),
      "\(twice.errors)")
    #expect(!workshop.has("out.parquet"))
  }

  @Test func halfPrecisionSumsAndFoldersOfPartsGiveTheSamePick() throws {
    let workshop = try Workshop()
    try write(probabilities(), "p", in: workshop)
    #expect(try pick(workshop, "--predictions", "p.parquet").code == 0)
    let expected = try picked(workshop)
    try FileManager.default.createDirectory(atPath: "\(workshop.path)/parts", withIntermediateDirectories: true)
    let all = probabilities(scaled: 0.9973)
    let table = try Table(schema: all.0, columns: all.1)
    for (part, rows) in [(0, 0..<15), (1, 15..<40)] {
      try TableIO.write(table.rows(Array(rows)), to: "\(workshop.path)/parts/part.\(part).parquet")
    }
    try workshop.write("", to: "parts/_SUCCESS")
    let outcome = try pick(workshop, "--predictions", "parts")
    #expect(
      outcome.code == 0 && outcome.errors.contains("of 40 of 40 rows sum to 0.9973, "),
      "\(outcome.errors)")
    #expect(try picked(workshop) == expected)
    let shown = try workshop.succeeds("show", "parts", "--json", "--columns", "image_id")
    #expect(shown.output.split(separator: "\n").count == 40)
    try TableIO.write(table.rows([3]), to: "\(workshop.path)/parts/part.2.parquet")
    let twice = try pick(workshop, "--predictions", "parts")
    #expect(
      twice.code == 3
        && twice.errors.contains("part.2.parquet, row 1: image 'im1003.png' stands in row 4 of parts/part.0.parquet"),
      "\(twice.errors)")
  }
}
