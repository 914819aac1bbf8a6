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
