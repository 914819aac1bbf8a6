import Texts

extension FileMetadata {
  /// Reads a footer.
  init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var schema: [SchemaElement]?
    var rowCount: Int64?
    var rowGroups: [RowGroup]?
    var keyValues: [KeyValue] = []
    var createdBy: String?
    var isEncrypted = false
    var hasColumnOrders = false
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 2: schema = try reader.structures(kind) { (r) throws(ColumnarError) in try SchemaElement(&r) }
      case 3: rowCount = try reader.int64(kind)
      case 4: rowGroups = try reader.structures(kind) { (r) throws(ColumnarError) in try RowGroup(&r) }
      case 5: keyValues = try reader.structures(kind) { (r) throws(ColumnarError) in try KeyValue(&r) }
      case 6: createdBy = try reader.string(kind)
      case 7:
        // The only order that there is has the number 1; another is one that came after this was written.
        let orders = try reader.structures(kind) { (r) throws(ColumnarError) in try Self.isKnownOrder(&r) }
        hasColumnOrders = !orders.isEmpty && orders.allSatisfy(\.self)
      case 8:
        isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    guard let schema, let rowCount, let rowGroups else { throw ColumnarError(.thrift(.missingField)) }
    self.schema = schema
    self.rowCount = Int(rowCount)
    self.rowGroups = rowGroups
    self.keyValues = keyValues
    self.createdBy = createdBy
    self.isEncrypted = isEncrypted
    self.hasColumnOrders = hasColumnOrders
  }

  private static func isKnownOrder(_ reader: inout ThriftReader) throws(ColumnarError) -> Bool {
    var isKnown = false
    try reader.structure { (_, number, _) throws(ColumnarError) in
      isKnown = number == 1
      return false
    }
    return isKnown
  }
}

extension KeyValue {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var key: String?
    var value: String?
    var range: Range<Int>?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: key = try reader.string(kind)
      case 2:
        var copy = reader
        range = try reader.binaryRange(kind)
        // Some writers put bytes here that are no text; they are of no use to us.
        value = UTF8Form.text(try copy.binary(kind))
      default: return false
      }
      return true
    }
    guard let key else { throw ColumnarError(.thrift(.missingField)) }
    self.init(key: key, value: value, valueRange: range)
  }
}

extension RowGroup {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var chunks: [ColumnChunk]?
    var rowCount: Int64?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: chunks = try reader.structures(kind) { (r) throws(ColumnarError) in try ColumnChunk(&r) }
      case 3: rowCount = try reader.int64(kind)
      default: return false
      }
      return true
    }
    guard let chunks, let rowCount else { throw ColumnarError(.thrift(.missingField)) }
    self.chunks = chunks
    self.rowCount = Int(rowCount)
  }
}

extension ColumnChunk {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var chunk = ColumnChunk()
    var places: [Int?] = [nil, nil, nil, nil]
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: chunk.isElsewhere = try !reader.binary(kind).isEmpty
      case 3:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        try chunk.readMetadata(&reader)
      case 4, 6: places[number - 4] = Int(try reader.int64(kind))
      case 5, 7: places[number - 4] = Int(try reader.int32(kind))
      case 8:
        chunk.isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    guard chunk.type != nil || chunk.isEncrypted else { throw ColumnarError(.thrift(.missingField)) }
    if let offset = places[0], let length = places[1] {
      chunk.offsetIndex = FilePlace(offset: offset, length: length)
    }
    if let offset = places[2], let length = places[3] {
      chunk.columnIndex = FilePlace(offset: offset, length: length)
    }
    self = chunk
  }

  private mutating func readMetadata(_ reader: inout ThriftReader) throws(ColumnarError) {
    var chunk = self
    var seen = Set<Int>()
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      seen.insert(number)
      switch number {
      case 1:
        let code = try reader.int32(kind)
        guard let type = PhysicalType(rawValue: code) else {
          throw ColumnarError(.inconsistent(.columnChunk))
        }
        chunk.type = type
      case 2:
        let count = try reader.list(kind, of: .int32)
        for _ in 0..<count { chunk.encodings.append(try reader.int32(.int32)) }
      case 4: chunk.codec = try reader.int32(kind)
      case 5: chunk.valueCount = Int(try reader.int64(kind))
      case 6: chunk.uncompressedSize = Int(try reader.int64(kind))
      case 7: chunk.compressedSize = Int(try reader.int64(kind))
      case 8: chunk.keyValues = try reader.structures(kind) { (r) throws(ColumnarError) in try KeyValue(&r) }
      case 9: chunk.dataPageOffset = Int(try reader.int64(kind))
      case 11: chunk.dictionaryPageOffset = Int(try reader.int64(kind))
      case 12:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        chunk.statistics = try Statistics(&reader)
      default: return false
      }
      return true
    }
    guard seen.isSuperset(of: [1, 4, 5, 7, 9]) else { throw ColumnarError(.thrift(.missingField)) }
    self = chunk
  }
}

extension Statistics {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var statistics = Statistics()
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: statistics.signedMaximum = try reader.binary(kind)
      case 2: statistics.signedMinimum = try reader.binary(kind)
      case 3: statistics.nullCount = Int(try reader.int64(kind))
      case 5: statistics.maximum = try reader.binary(kind)
      case 6: statistics.minimum = try reader.binary(kind)
      default: return false
      }
      return true
    }
    self = statistics
  }
}
