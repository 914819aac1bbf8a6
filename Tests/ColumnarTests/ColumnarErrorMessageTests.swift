import Columnar
import ErrorChecks
import Testing

/// The message of each error of the module.
@Suite struct ColumnarErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Columnar",
      [
        ColumnarError(.noSuchColumn, file: hostile, column: hostile),
        ColumnarError(.columnCount(expected: 2, found: 1)),
        ColumnarError(.type(expected: "text", found: "float"), file: "a.parquet", column: "image_id"),
        ColumnarError(.length(expected: 3, found: 2), column: "label"),
        ColumnarError(.null, file: "a.parquet", column: "label", row: 4),
        ColumnarError(.nullElement, column: "members", row: 0),
        ColumnarError(.offsets),
        ColumnarError(.keyDescends, row: 7),
        ColumnarError(.keyRepeats, row: 7),
        ColumnarError(.noSuchRow(rows: 3), row: 5),
        ColumnarError(.notParquet, file: "a.parquet"),
        ColumnarError(.encrypted, file: "a.parquet"),
        ColumnarError(.schema(expected: "scores 1", found: "\u{1B}scores 9"), file: "a.parquet"),
        ColumnarError(.footerDigest, file: "a.parquet"),
        ColumnarError(.pageChecksum, file: "a.parquet", column: "score", rowGroup: 1, page: 2),
        ColumnarError(.inconsistent(.pageIndex), file: "a.parquet"),
        ColumnarError(.thrift(.endOfInput), file: "a.parquet"),
        ColumnarError(.compression(codec: "ZSTD"), file: "a.parquet"),
        ColumnarError(.outOfRange),
        ColumnarError(.int96OutOfRange, column: "captured_at", row: 3),
        ColumnarError(.notUTF8, column: "image_id", row: 3),
        ColumnarError(.tooLarge(bytes: 11, limit: 10)),
        ColumnarError(.codec("LZO"), file: "it's.parquet", writer: "parquet-mr"),
        ColumnarError(.codec("LZ4"), file: "a\\b.parquet", writer: ""),
        ColumnarError(.codec("BROTLI")),
        ColumnarError(.structure("map"), column: "tags"),
        ColumnarError(.unsupported("encoding BIT_PACKED of DOUBLE")),
        ColumnarError(.noParts, file: "scores"),
        ColumnarError(.nestedParts("part\u{1B}=1"), file: "scores"),
        ColumnarError(
          .partDiffers(first: "1.parquet", expected: "text", found: "float"), file: "2.parquet", column: "a"),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
