import Columnar
import Foundation
import Storage
import Testing

/// Writes tables for other people's libraries to read: run with `WINNOW_INTEROP_FOLDER` set, then compare what pyarrow,
/// polars and DuckDB make of the files there.
@Suite struct InteropTests {
  static let folder = ProcessInfo.processInfo.environment["WINNOW_INTEROP_FOLDER"]

  @Test(.enabled(if: folder != nil)) func writesTablesForOthers() throws {
    let folder = try #require(Self.folder)
    try Files.createDirectory(folder)
    for (rows, rowGroupRows) in [(1, 1), (2, 1), (9, 4), (100, 7), (1000, 333), (70_000, 65_536)] {
      try TableIO.write(
        EveryType.table(rows), to: "\(folder)/every_\(rows).parquet", rowGroupRows: rowGroupRows)
    }
  }
}
