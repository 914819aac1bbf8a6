extension FileMetadata {
  /// The footer's bytes.
  func encoded() -> [UInt8] {
    var writer = ThriftWriter()
    writer.structure { writer in
      writer.int32(1, 2)
      writer.structures(2, schema) { $1.write(&$0) }
      writer.int64(3, rowCount)
      writer.structures(4, Array(rowGroups.enumerated())) { $1.element.write(&$0, ordinal: $1.offset) }
      writer.structures(5, keyValues) { $1.write(&$0) }
      if let createdBy { writer.string(6, createdBy) }
      // Minima and maxima are ordered as each type defines; without this they would be ignored.
      writer.structures(7, schema.filter { $0.type != nil }) { writer, _ in writer.structure(1) { _ in } }
    }
    return writer.bytes
  }
}

extension KeyValue {
  fileprivate func write(_ writer: inout ThriftWriter) {
    writer.string(1, key)
    if let value { writer.string(2, value) }
  }
}

extension SchemaElement {
  fileprivate func write(_ writer: inout ThriftWriter) {
    if let type { writer.int32(1, type.rawValue) }
    if type == .fixedLengthByteArray { writer.int32(2, Int32(typeLength)) }
    if let repetition { writer.int32(3, repetition.rawValue) }
    writer.string(4, name)
    if type == nil { writer.int32(5, Int32(childCount)) }
    if let convertedType { writer.int32(6, convertedType) }
    switch logicalType {
    case .string: writer.structure(10) { $0.structure(1) { _ in } }
    case .list: writer.structure(10) { $0.structure(3) { _ in } }
    case .timestamp(let utc, let unit):
      writer.structure(10) { writer in
        writer.structure(8) { writer in
          writer.bool(1, utc)
          writer.structure(2) { $0.structure(unit.rawValue) { _ in } }
        }
      }
    default: break
    }
  }
}

extension RowGroup {
  fileprivate func write(_ writer: inout ThriftWriter, ordinal: Int) {
    writer.structures(1, chunks) { $1.write(&$0) }
    writer.int64(2, byteCount)
    writer.int64(3, rowCount)
    if !sortingColumns.isEmpty {
      writer.structures(4, sortingColumns) { writer, column in
        writer.int32(1, Int32(truncatingIfNeeded: column))
        writer.bool(2, false)
        writer.bool(3, true)
      }
    }
    if let fileOffset { writer.int64(5, fileOffset) }
    if let compressedSize { writer.int64(6, compressedSize) }
    if let ordinal = Int16(exactly: ordinal) { writer.int16(7, ordinal) }
  }
}

extension ColumnChunk {
  fileprivate func write(_ writer: inout ThriftWriter) {
    writer.int64(2, 0)
    writer.structure(3) { writer in
      writer.int32(1, type?.rawValue ?? 0)
      writer.int32s(2, encodings)
      writer.strings(3, path)
      writer.int32(4, codec)
      writer.int64(5, valueCount)
      writer.int64(6, uncompressedSize)
      writer.int64(7, compressedSize)
      writer.structures(8, keyValues) { $1.write(&$0) }
      writer.int64(9, dataPageOffset)
      if let dictionaryPageOffset { writer.int64(11, dictionaryPageOffset) }
      if let statistics { writer.structure(12) { statistics.write(&$0) } }
    }
    if let offsetIndex {
      writer.int64(4, offsetIndex.offset)
      writer.int32(5, Int32(truncatingIfNeeded: offsetIndex.length))
    }
    if let columnIndex {
      writer.int64(6, columnIndex.offset)
      writer.int32(7, Int32(truncatingIfNeeded: columnIndex.length))
    }
  }
}

extension Statistics {
  fileprivate func write(_ writer: inout ThriftWriter) {
    if let nullCount { writer.int64(3, nullCount) }
    if let maximum { writer.binary(5, maximum) }
    if let minimum { writer.binary(6, minimum) }
    if let isMaximumExact { writer.bool(7, isMaximumExact) }
    if let isMinimumExact { writer.bool(8, isMinimumExact) }
  }
}
