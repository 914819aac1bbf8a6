/// A file's footer, as far as it is used here.
///
/// Names and numbers are those of `parquet.thrift`.
struct FileMetadata {
  var schema: [SchemaElement] = []
  var rowCount: Int = 0
  var rowGroups: [RowGroup] = []
  var keyValues: [KeyValue] = []
  var createdBy: String?
  var isEncrypted = false
  /// Whether the file says in which order the values of each column are compared; without that, minima and maxima mean
  /// nothing.
  var hasColumnOrders = false
}

/// A remark in a footer or a column chunk.
struct KeyValue {
  var key: String
  var value: String?
  /// Where the value is in the bytes that it was read from.
  var valueRange: Range<Int>?
}

/// A node of the schema's tree, flattened depth first.
struct SchemaElement {
  var name: String
  var type: PhysicalType?
  var typeLength: Int = 0
  var repetition: Repetition?
  var childCount: Int = 0
  var convertedType: Int32?
  var logicalType: LogicalType?
}

/// How values are stored.
enum PhysicalType: Int32 {
  case boolean = 0
  case int32 = 1
  case int64 = 2
  case int96 = 3
  case float = 4
  case double = 5
  case byteArray = 6
  case fixedLengthByteArray = 7
}

/// How often a node occurs in its parent.
enum Repetition: Int32 {
  case required = 0
  case optional = 1
  case repeated = 2
}

/// The rows that lie together.
struct RowGroup {
  var chunks: [ColumnChunk] = []
  var rowCount: Int = 0
  var byteCount: Int = 0
  /// Where it begins, and its bytes as stored.
  var fileOffset: Int?
  var compressedSize: Int?
  /// The columns, counted as leaves, that its rows ascend by.
  var sortingColumns: [Int] = []
}

/// Bytes of a file, as a footer claims that they are there.
struct FilePlace: Equatable, Sendable {
  var offset: Int
  var length: Int
}

extension PhysicalType {
  /// The name that the specification gives it.
  var name: String {
    switch self {
    case .boolean: "BOOLEAN"
    case .int32: "INT32"
    case .int64: "INT64"
    case .int96: "INT96"
    case .float: "FLOAT"
    case .double: "DOUBLE"
    case .byteArray: "BYTE_ARRAY"
    case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
    }
  }
}
