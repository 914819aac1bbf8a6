/// The type of a column.
///
/// Tables of ours have the types down to `list`; those below it are in files of others alone, and a column of them becomes
/// one of ours when it is read as a schema declares it.
package indirect enum ColumnType: Sendable, Hashable {
  case bool
  case int32
  case int64
  case float
  case double
  /// UTF-8 text.
  case string
  /// 32 bytes, a SHA-256.
  case digest
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp
  /// A list; in tables of ours its elements are never missing.
  case list(ColumnType)

  /// Whole numbers below 2^32, held as `ColumnValues.int64`.
  case uint32
  /// Whole numbers below 2^64, held as `ColumnValues.int64` of the same bits: from 2^63 on they look negative there.
  case uint64
  /// Numbers of half precision, held as `ColumnValues.float`.
  case float16
  /// Bytes of any length.
  case binary
  /// Bytes of this length.
  case fixed(Int)
  /// Whole numbers to be divided by ten to the power of `scale`: `ColumnValues.int32`, `.int64`, or the two's complement
  /// with the highest byte first in `.fixed` or `.binary`, 32 bytes at the most.
  case decimal(precision: Int, scale: Int)
  /// Days since 1970-01-01, held as `ColumnValues.int32`.
  case date
  /// Times since midnight, milliseconds held as `ColumnValues.int32` and smaller units as `.int64`.
  case time(TimeUnit)
  /// Times since 1970-01-01T00:00:00, of UTC or of no known zone, held as `ColumnValues.int64`; never microseconds of UTC,
  /// which is `timestamp`.
  case foreignTimestamp(TimeUnit, utc: Bool)
  /// 16 bytes, held as `ColumnValues.fixed`.
  case uuid
  /// Nothing but missing values, held as zeros in `ColumnValues.int32`.
  case null
}

extension ColumnType {
  /// Whether tables of ours may have the type.
  package var isOurs: Bool {
    switch self {
    case .bool, .int32, .int64, .float, .double, .string, .digest, .timestamp: true
    case .list(let element): element.isOurs
    case .uint32, .uint64, .float16, .binary, .fixed, .decimal, .date, .time, .foreignTimestamp, .uuid, .null: false
    }
  }
}
