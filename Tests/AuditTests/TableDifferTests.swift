import Audit
import Columnar
import Foundation
import Testing
import Texts

/// Tables are compared row by row, in one pass over both.
@Suite struct TableDifferTests {
  static let schema = TableSchema(
    "sample", key: ["id"], "",
    columns: [
      ColumnSchema("id", .string), ColumnSchema("rank", .int32), ColumnSchema("score", .double, nullable: true),
      ColumnSchema("probabilities", .list(.float)),
    ])

  struct Row: Equatable {
    var id: String
    var rank: Int32
    var score: Double?
    var probabilities: [Float]
  }

  static func table(_ rows: [Row], schema: TableSchema = schema) throws -> Table {
    let sorted = rows.sorted { $0.id.precedesByBytes($1.id) }
    var offsets = [0]
    for row in sorted { offsets.append((offsets.last ?? 0) + row.probabilities.count) }
    return try Table(
      schema: schema,
      columns: [
        .strings(sorted.map(\.id)), .int32s(sorted.map(\.rank)), .optionalDoubles(sorted.map(\.score)),
        .floatLists(values: sorted.flatMap(\.probabilities), offsets: offsets),
      ])
  }

  static func compare(
    _ old: [Row], _ new: [Row], tolerances: [String: Double] = [:], sample: Int = 1000, chunks: (Int, Int) = (7, 5)
  ) throws -> TableComparison {
    try TableDiffer(key: ["id"], tolerances: tolerances, sampleRows: sample).compare(
      TableStream(table(old), rows: chunks.0), TableStream(table(new), rows: chunks.1))
  }

  static let rows: [Row] = (0..<40).map { number -> Row in
    let score: Double? = number % 7 == 0 ? nil : Double(number) / 8
    return Row(id: "image-\(100 + number)", rank: Int32(number), score: score, probabilities: [0.5, Float(number)])
  }

  @Test func equalTablesAreTheSameHoweverTheyAreChunked() throws {
    for chunks in [(1, 40), (7, 5), (40, 40), (3, 3)] {
      let comparison = try Self.compare(Self.rows, Self.rows, chunks: chunks)
      #expect(comparison.isSame)
      #expect(comparison.oldRows == 40 && comparison.newRows == 40)
      #expect(comparison.columns.isEmpty && comparison.sample.isEmpty)
    }
  }

  @Test func aPlantedChangeIsFoundWithItsColumnAndValues() throws {
    var new = Self.rows
    new[23].rank = 99
    let comparison = try Self.compare(Self.rows, new)
    #expect(comparison.changed == 1 && comparison.added == 0 && comparison.removed == 0)
    #expect(comparison.columns.map(\.name) == ["rank"])
    #expect(comparison.columns.first?.largest == 76)
    let row = try #require(comparison.sample.first)
    #expect(row.key == [.text("image-123")])
    #expect(row.cells.map(\.column) == ["rank"])
    #expect(row.cells.first?.old == .whole(23) && row.cells.first?.new == .whole(99))
  }

  @Test func whatAMergeFindsIsWhatLookingUpEveryRowFinds() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<60 {
      let old = Self.rows.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
      var new = Self.rows.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
      for index in new.indices where Int.random(in: 0..<3, using: &random) == 0 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: new[index].rank += 1
        case 1: new[index].score = new[index].score == nil ? 1 : nil
        case 2: new[index].probabilities[1] += 1
        default: new[index].probabilities.append(0)
        }
      }
      let before = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
      let after = Dictionary(uniqueKeysWithValues: new.map { ($0.id, $0) })
      let chunks = (Int.random(in: 1...9, using: &random), Int.random(in: 1...9, using: &random))
      let comparison = try Self.compare(old, new, chunks: chunks)
      #expect(comparison.added == after.keys.count { before[$0] == nil })
      #expect(comparison.removed == before.keys.count { after[$0] == nil })
      #expect(comparison.changed == after.values.count { row in before[row.id].map { $0 != row } ?? false })
      let keys = comparison.sample.map { $0.key.map(\.text).joined() }
      #expect(keys == keys.sorted())
      #expect(keys.count == comparison.added + comparison.removed + comparison.changed)
      let cells = comparison.columns.reduce(0) { $0 + $1.cells }
      #expect(cells == comparison.sample.reduce(0) { $0 + $1.cells.count })
    }
  }

  @Test func theSampleIsBounded() throws {
    let comparison = try Self.compare([], Self.rows, sample: 5)
    #expect(comparison.added == 40)
    #expect(comparison.sample.count == 5)
    #expect(comparison.sample.allSatisfy { $0.kind == .added })
  }

  @Test func numbersWithinTheToleranceAreTheSame() throws {
    var new = Self.rows
    new[1].score = 1.0 / 8 + 1e-9
    new[2].probabilities[0] += 0.01
    #expect(try Self.compare(Self.rows, new).changed == 2)
    #expect(try Self.compare(Self.rows, new, tolerances: ["score": 1e-6]).changed == 1)
    #expect(try Self.compare(Self.rows, new, tolerances: ["score": 1e-6, "probabilities": 0.02]).isSame)
    #expect(try Self.compare(Self.rows, new, tolerances: ["score": 1e-6, "probabilities": 0.001]).changed == 1)
  }

  @Test func valuesAreComparedAsTheContentDigestHasThem() throws {
    func one(_ value: Double?) -> [Row] { [Row(id: "a", rank: 0, score: value, probabilities: [])] }
    #expect(try Self.compare(one(.nan), one(Double(bitPattern: 0x7FF8_0000_0000_0001))).isSame)
    #expect(try Self.compare(one(0), one(-0.0)).changed == 1)
    #expect(try Self.compare(one(nil), one(0)).changed == 1)
    #expect(try Self.compare(one(nil), one(nil)).isSame)
    let accent = [Row(id: "é", rank: 0, score: 0, probabilities: [])]
    let combined = [Row(id: "e\u{301}", rank: 0, score: 0, probabilities: [])]
    let comparison = try Self.compare(accent, combined)
    #expect(comparison.added == 1 && comparison.removed == 1)
  }

  @Test func columnsThatOnlyOneHasAreNamedAndTheOthersCompared() throws {
    let other = TableSchema(
      "sample", key: ["id"], "",
      columns: [ColumnSchema("id", .string), ColumnSchema("rank", .int64), ColumnSchema("extra", .bool)])
    let new = try Table(
      schema: other, columns: [.strings(["a"]), .int64s([0]), .bools([true])])
    let old = try Self.table([Row(id: "a", rank: 0, score: 0, probabilities: [])])
    let comparison = try TableDiffer(key: ["id"]).compare(TableStream(old), TableStream(new))
    #expect(comparison.columnsAdded == ["extra"])
    #expect(comparison.columnsRemoved == ["score", "probabilities"])
    #expect(comparison.columnsRetyped == ["rank"])
    #expect(comparison.changed == 0 && !comparison.isSame)
  }

  @Test func withoutAKeyRowsAreComparedByPosition() throws {
    let old = try Self.table(Array(Self.rows.prefix(3)))
    var changed = Array(Self.rows.prefix(5))
    changed[1].rank = -1
    let comparison = try TableDiffer(key: [], sampleRows: 9)
      .compare(TableStream(old, rows: 2), TableStream(Self.table(changed), rows: 4))
    #expect(comparison.key.isEmpty)
    #expect(comparison.added == 2 && comparison.changed == 1)
    #expect(comparison.sample.first?.key == [.whole(1)])
  }

  @Test func aTableThatDoesNotAscendIsRefused() throws {
    let unsorted = try Table(
      schema: Self.schema,
      columns: [
        .strings(["b", "a"]), .int32s([0, 0]), .optionalDoubles([nil, nil]),
        .floatLists(values: [], offsets: [0, 0, 0]),
      ])
    let repeated = try Table(
      schema: Self.schema,
      columns: [
        .strings(["a", "a"]), .int32s([0, 0]), .optionalDoubles([nil, nil]),
        .floatLists(values: [], offsets: [0, 0, 0]),
      ])
    let fine = try Self.table(Self.rows)
    for rows in [1, 2] {
      #expect(throws: ColumnarError(.keyDescends, column: "id", row: 1)) {
        try TableDiffer(key: ["id"]).compare(TableStream(unsorted, rows: rows), TableStream(fine))
      }
      #expect(throws: ColumnarError(.keyRepeats, column: "id", row: 1)) {
        try TableDiffer(key: ["id"]).compare(TableStream(fine), TableStream(repeated, rows: rows))
      }
    }
  }
}
