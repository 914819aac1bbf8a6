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

/// A column's part of a row group.
struct ColumnChunk {
  var type: PhysicalType?
  var encodings: [Int32] = []
  var path: [String] = []
  var codec: Int32 = 0
  var valueCount: Int = 0
  var uncompressedSize: Int = 0
  var compressedSize: Int = 0
  var dataPageOffset: Int = 0
  var dictionaryPageOffset: Int?
  var statistics: Statistics?
  var keyValues: [KeyValue] = []
  var isElsewhere = false
  var isEncrypted = false
  /// Where each page is, and its first row.
  var offsetIndex: FilePlace?
  /// What is known of each page's values.
  var columnIndex: FilePlace?

  /// Where its bytes begin.
  var start: Int {
    if let dictionaryPageOffset, dictionaryPageOffset > 0 { return min(dictionaryPageOffset, dataPageOffset) }
    return dataPageOffset
  }
}

/// Bytes of a file, as a footer claims that they are there.
struct FilePlace: Equatable, Sendable {
  var offset: Int
  var length: Int
}

/// What is known of a column chunk's values.
struct Statistics {
  var minimum: [UInt8]?
  var maximum: [UInt8]?
  var nullCount: Int?
  /// Whether the bounds are values that occur, not shortened ones.
  var isMinimumExact: Bool?
  var isMaximumExact: Bool?
  /// The bounds of old writers, who compared all values as signed ones.
  var signedMinimum: [UInt8]?
  var signedMaximum: [UInt8]?
}

/// How the values of a page are encoded.
enum ValueEncoding: Int32 {
  case plain = 0
  case plainDictionary = 2
  case rle = 3
  case bitPacked = 4
  case deltaBinaryPacked = 5
  case deltaLengthByteArray = 6
  case deltaByteArray = 7
  case rleDictionary = 8
  case byteStreamSplit = 9

  /// The name that the specification gives it.
  var name: String {
    switch self {
    case .plain: "PLAIN"
    case .plainDictionary: "PLAIN_DICTIONARY"
    case .rle: "RLE"
    case .bitPacked: "BIT_PACKED"
    case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
    case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
    case .deltaByteArray: "DELTA_BYTE_ARRAY"
    case .rleDictionary: "RLE_DICTIONARY"
    case .byteStreamSplit: "BYTE_STREAM_SPLIT"
    }
  }
}
