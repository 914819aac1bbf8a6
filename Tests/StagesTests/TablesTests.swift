import Columnar
import Stages
import Testing

@Suite struct TablesTests {
  @Test func everyTableHasANameOfItsOwn() {
    #expect(Set(Tables.all.map(\.name)).count == Tables.all.count)
  }

  @Test(arguments: Tables.all)
  func everyColumnIsNamedTypedAndExplained(_ table: TableSchema) {
    #expect(!table.meaning.isEmpty)
    #expect(Set(table.columns.map(\.name)).count == table.columns.count)
    for key in table.key { #expect(table.index(of: key) != nil, "\(table.name) has no column \(key)") }
    for column in table.columns {
      #expect(column.meaning.hasSuffix("."), "\(table.name).\(column.name)")
      #expect(column.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(table.name).\(column.name)")
    }
  }

  @Test(arguments: Tables.all)
  func anEmptyTableIsWrittenAndReadBack(_ table: TableSchema) throws {
    let path = "/tmp/winnow-tables-\(table.name)-\(UInt64.random(in: 0 ... .max)).parquet"
    defer { unlinkFile(path) }
    _ = try TableIO.write(Table.empty(table), to: path)
    #expect(try TableIO.read(path, schema: table).rowCount == 0)
  }
}
