import Columnar
import Storage
import Testing

@Suite struct TableTests {
  private let schema = TableSchema(
    "t", key: ["id", "n"], "",
    columns: [
      ColumnSchema("id", .string), ColumnSchema("n", .int32), ColumnSchema("x", .double, nullable: true),
      ColumnSchema("l", .list(.float)),
    ])

  private func table() throws -> Table {
    try Table(
      schema: schema,
      columns: [
        .strings(["b", "a", "b", "ä"]), .int32s([2, 7, -1, 0]), .optionalDoubles([1, nil, 3, 4]),
        .floatLists(values: [1, 2, 3], offsets: [0, 1, 1, 3, 3]),
      ])
  }

  @Test func checksColumns() {
    #expect(cause { _ = try Table(schema: schema, columns: []) } == .columnCount(expected: 4, found: 0))
    let columns = [
      Column.strings(["a"]), .int32s([1]), .doubles([1]), .floatLists(values: [], offsets: [0, 0]),
    ]
    #expect(cause { _ = try Table(schema: schema, columns: columns) } == nil)
    func with(_ index: Int, _ column: Column) -> ColumnarError? {
      var changed = columns
      changed[index] = column
      do {
        _ = try Table(schema: schema, columns: changed)
        return nil
      } catch {
        return error as? ColumnarError
      }
    }
    #expect(with(1, .int64s([1])) == ColumnarError(.type(expected: "int32", found: "int64"), column: "n"))
    #expect(with(1, .int32s([1, 2])) == ColumnarError(.length(expected: 1, found: 2), column: "n"))
    #expect(with(1, .optionalInt32s([nil])) == ColumnarError(.null, column: "n", row: 0))
    #expect(with(3, .floatLists(values: [1], offsets: [0, 2])) == ColumnarError(.offsets, column: "l"))
    #expect(with(3, .floatLists(values: [], offsets: [])) == ColumnarError(.offsets, column: "l"))
    #expect(
      with(0, .strings(StringArray(bytes: [65], offsets: [0, 0]))) == ColumnarError(.offsets, column: "id"))
  }

  @Test func accessorsCheckNameTypeAndValues() throws {
    let table = try table()
    #expect(try table.strings("id").strings == ["b", "a", "b", "ä"])
    #expect(try table.optionalDoubles("x") == [1, nil, 3, 4])
    #expect(try table.floatLists("l").offsets == [0, 1, 1, 3, 3])
    #expect(throws: ColumnarError(.noSuchColumn, column: "y")) { try table.doubles("y") }
    #expect(throws: ColumnarError(.type(expected: "string", found: "int32"), column: "n")) {
      try table.strings("n")
    }
    #expect(throws: ColumnarError(.null, column: "x", row: 1)) { try table.doubles("x") }
  }

  @Test func sortsByKey() throws {
    let table = try table()
    #expect(try !table.isSortedByKey())
    let sorted = try table.sortedByKey()
    #expect(try sorted.strings("id").strings == ["a", "b", "b", "ä"])
    #expect(try sorted.int32s("n") == [7, -1, 2, 0])
    #expect(try sorted.optionalDoubles("x") == [nil, 3, 1, 4])
    #expect(try sorted.floatLists("l").values == [2, 3, 1])
    #expect(try sorted.isSortedByKey())
  }

  @Test func gathersRows() throws {
    let table = try table()
    let gathered = try table.rows([3, 0, 0])
    #expect(try gathered.strings("id").strings == ["ä", "b", "b"])
    #expect(try gathered.floatLists("l").offsets == [0, 0, 1, 2])
    #expect(throws: ColumnarError(.noSuchRow(rows: 4), row: 4)) { try table.rows([4]) }
    #expect(throws: ColumnarError(.noSuchRow(rows: 4), row: -1)) { try table.rows([-1]) }
  }

  @Test func findsTextsByBinarySearch() {
    let texts = StringArray(["a", "b", "bb", "ä"])
    #expect(texts.firstIndexInSorted(of: "bb") == 2)
    #expect(texts.firstIndexInSorted(of: "c") == nil)
    #expect(StringArray().firstIndexInSorted(of: "") == nil)
  }
}
