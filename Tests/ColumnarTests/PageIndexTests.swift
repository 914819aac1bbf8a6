import Columnar
import Storage
import Testing

/// What stands in footers and page indexes, against the pages themselves.
@Suite struct PageIndexTests {
  /// A file taken apart.
  private struct Parsed {
    let bytes: [UInt8]
    let footer: ThriftTree
    let footerStart: Int

    init(_ path: String) throws {
      bytes = try Files.read(path)
      let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      footerStart = bytes.count - 8 - length
      footer = ThriftTree.parse(bytes[footerStart...]).tree
    }

    var groups: [ThriftTree] { footer[4]?.list ?? [] }
    func chunk(_ group: Int, _ column: Int) throws -> ThriftTree { try #require(groups[group][1]?.list[column]) }

    func index(_ chunk: ThriftTree, offset: Int, length: Int) throws -> ThriftTree {
      let start = try #require(chunk[offset]?.number)
      let count = try #require(chunk[length]?.number)
      let (tree, used) = ThriftTree.parse(bytes[start..<start + count])
      #expect(used == count)
      return tree
    }
    func offsets(_ chunk: ThriftTree) throws -> [ThriftTree] { try index(chunk, offset: 4, length: 5)[1]?.list ?? [] }
    func columns(_ chunk: ThriftTree) throws -> ThriftTree { try index(chunk, offset: 6, length: 7) }
  }

  private func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { state, byte in
      (0..<8).reduce(state ^ UInt32(byte)) { state, _ in state >> 1 ^ (state & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  @Test(arguments: [(0, 65_536), (1, 10), (1000, 300), (20_000, 65_536)])
  func offsetsLeadToEveryPageAndLeaveNoGap(rows: Int, rowGroupRows: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.parquet")
    try TableIO.write(EveryType.table(rows), to: path, rowGroupRows: rowGroupRows)
    let file = try Parsed(path)
    var position = 4
    var places: [(start: Int, count: Int)] = []
    for group in file.groups {
      let groupRows = try #require(group[3]?.number)
      #expect(group[5]?.number == position)
      let first = position
      for chunk in group[1]?.list ?? [] {
        let metadata = try #require(chunk[3])
        if let dictionary = metadata[11]?.number {
          #expect(dictionary == position)
          let (header, count) = ThriftTree.parse(file.bytes[position...])
          position += count + (header[3]?.number ?? 0)
        }
        #expect(metadata[9]?.number == position)
        var row = 0
        var values = 0
        let pages = try file.offsets(chunk)
        for (number, page) in pages.enumerated() {
          #expect(page[1]?.number == position)
          #expect(page[3]?.number == row)
          let (header, count) = ThriftTree.parse(file.bytes[position...])
          let body = position + count..<position + count + (header[3]?.number ?? 0)
          #expect(page[2]?.number == body.upperBound - position)
          #expect(UInt32(bitPattern: Int32(truncatingIfNeeded: header[4]?.number ?? 0)) == crc(file.bytes[body]))
          values += header[5]?[1]?.number ?? 0
          position = body.upperBound
          row = number + 1 < pages.count ? pages[number + 1][3]?.number ?? 0 : groupRows
        }
        #expect(metadata[5]?.number == values)
        let start = metadata[11]?.number ?? metadata[9]?.number ?? 0
        #expect(metadata[7]?.number == position - start)
        for (offset, length, key) in [(6, 7, "winnow.column_index_crc32"), (4, 5, "winnow.offset_index_crc32")] {
          guard let start = chunk[offset]?.number, let count = chunk[length]?.number else { continue }
          places.append((start, count))
          let noted = metadata[8]?.list.first { $0[1]?.text == key }
          #expect(noted?[2]?.text == String(crc(file.bytes[start..<start + count])))
        }
      }
      #expect(group[6]?.number == position - first)
    }
    for place in places.sorted(by: { $0.start < $1.start }) {
      #expect(place.start == position)
      position += place.count
    }
    #expect(position == file.footerStart)
  }

  @Test func boundsOfPagesHoldAndAscend() throws {
    let folder = try TemporaryFolder()
    let rows = 40_000
    let schema = TableSchema(
      "t", key: ["id"], "",
      columns: [
        ColumnSchema("id", .string), ColumnSchema("down", .int32), ColumnSchema("mixed", .double, nullable: true),
        ColumnSchema("none", .string, nullable: true), ColumnSchema("nan", .float),
        ColumnSchema("list", .list(.int32)),
      ])
    var mixed: [Double?] = []
    for row in 0..<rows {
      let value = Double((row * 7919) % 1000)
      mixed.append(row % 3 == 0 ? nil : value - 500)
    }
    let identifiers: [String] = (0..<rows).map { row in "id\(1_000_000 + row)" }
    let descending: [Int32] = (0..<Int32(rows)).map { row in -row }
    let ones = [Int32](repeating: 1, count: rows)
    let missing = [String?](repeating: nil, count: rows)
    let noNumbers = [Float](repeating: .nan, count: rows)
    let table = try Table(
      schema: schema,
      columns: [
        .strings(identifiers), .int32s(descending), .optionalDoubles(mixed), .optionalStrings(missing),
        .floats(noNumbers), .int32Lists(values: ones, offsets: Array(0...rows)),
      ])
    let path = folder.file("t.parquet")
    try TableIO.write(table, to: path)
    let file = try Parsed(path)
    #expect(file.groups[0][4]?.list.compactMap { $0[1]?.number } == [0])

    let ids = try file.columns(file.chunk(0, 0))
    let idPages: [Int] = try file.offsets(file.chunk(0, 0)).compactMap { $0[3]?.number }
    #expect(idPages.count > 1)
    #expect(ids[4]?.number == 1)
    let minima: [String] = ids[2]?.list.compactMap { $0.text } ?? []
    let maxima: [String] = ids[3]?.list.compactMap { $0.text } ?? []
    let ends: [Int] = Array(idPages.dropFirst()) + [rows]
    #expect(minima == idPages.map { first in "id\(1_000_000 + first)" })
    #expect(maxima == ends.map { end in "id\(999_999 + end)" })

    let down = try file.columns(file.chunk(0, 1))
    #expect(down[4]?.number == 2)

    let doubles = try file.columns(file.chunk(0, 2))
    let firstRows: [Int] = try file.offsets(file.chunk(0, 2)).compactMap { $0[3]?.number }
    let starts = firstRows + [rows]
    #expect(firstRows.count > 1)
    for page in 0..<starts.count - 1 {
      let part = mixed[starts[page]..<starts[page + 1]]
      let present: [Double] = part.compactMap { $0 }
      #expect(doubles[5]?.list[page].number == part.count - present.count)
      #expect(try number(#require(doubles[2]?.list[page].binary)) == present.min())
      #expect(try number(#require(doubles[3]?.list[page].binary)) == present.max())
    }
    let none = try file.columns(file.chunk(0, 3))
    #expect(none[1]?.list.allSatisfy { $0.bool == true } == true)
    #expect(none[2]?.list.allSatisfy { $0.binary == [] } == true)
    // Nothing but NaN has no bounds, and lists have none at all; both have offsets.
    for column in [4, 5] {
      #expect(try file.chunk(0, column)[6] == nil)
      #expect(try !file.offsets(file.chunk(0, column)).isEmpty)
    }
  }

  @Test func longTextsAreShortenedAndStillBound() throws {
    let folder = try TemporaryFolder()
    let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("x", .string)])
    // The last whole character within 64 bytes is the highest before the surrogates.
    let high = String(repeating: "b", count: 61) + "\u{D7FF}" + "tail"
    let low = String(repeating: "a", count: 62) + "é" + "tail"
    let path = folder.file("t.parquet")
    try TableIO.write(Table(schema: schema, columns: [.strings([high, low])]), to: path)
    let file = try Parsed(path)
    let statistics = try #require(file.chunk(0, 0)[3]?[12])
    #expect(statistics[5]?.text == String(repeating: "b", count: 61) + "\u{E000}")
    #expect(statistics[6]?.text == String(repeating: "a", count: 62) + "é")
    #expect(statistics[7]?.bool == false)
    #expect(statistics[8]?.bool == false)
    let top = String(repeating: "\u{10FFFF}", count: 17)
    try TableIO.write(Table(schema: schema, columns: [.strings([top])]), to: path)
    let other = try Parsed(path).chunk(0, 0)
    #expect(other[3]?[12]?[5] == nil)
    #expect(other[6] == nil)
    try TableIO.write(Table(schema: schema, columns: [.strings(["b", "a"])]), to: path)
    let exact = try #require(Parsed(path).chunk(0, 0)[3]?[12])
    #expect(exact[5]?.text == "b" && exact[6]?.text == "a")
    #expect(exact[7]?.bool == true && exact[8]?.bool == true)
  }

  private func number(_ bytes: [UInt8]) -> Double {
    Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }
}
