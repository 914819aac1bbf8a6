extension FileMetadata {
  /// Reads a footer.
  init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var schema: [SchemaElement]?
    var rowCount: Int64?
    var rowGroups: [RowGroup]?
    var keyValues: [KeyValue] = []
    var createdBy: String?
    var isEncrypted = false
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 2: schema = try reader.structures(kind) { (r) throws(ColumnarError) in try SchemaElement(&r) }
      case 3: rowCount = try reader.int64(kind)
      case 4: rowGroups = try reader.structures(kind) { (r) throws(ColumnarError) in try RowGroup(&r) }
      case 5: keyValues = try reader.structures(kind) { (r) throws(ColumnarError) in try KeyValue(&r) }
      case 6: createdBy = try reader.string(kind)
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
        value = String(validating: try copy.binary(kind), as: UTF8.self)
      default: return false
      }
      return true
    }
    guard let key else { throw ColumnarError(.thrift(.missingField)) }
    self.init(key: key, value: value, valueRange: range)
  }
}

extension SchemaElement {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var element = SchemaElement(name: "")
    var isNamed = false
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1:
        let code = try reader.int32(kind)
        guard let type = PhysicalType(rawValue: code) else {
          throw ColumnarError(.unsupported("physical type \(code)"))
        }
        element.type = type
      case 2: element.typeLength = Int(try reader.int32(kind))
      case 3:
        let code = try reader.int32(kind)
        guard let repetition = Repetition(rawValue: code) else {
          throw ColumnarError(.inconsistent(.schemaTree))
        }
        element.repetition = repetition
      case 4:
        element.name = try reader.string(kind)
        isNamed = true
      case 5: element.childCount = Int(try reader.int32(kind))
      case 6: element.convertedType = try reader.int32(kind)
      case 10:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        element.logicalType = try LogicalType(&reader)
      default: return false
      }
      return true
    }
    guard isNamed else { throw ColumnarError(.thrift(.missingField)) }
    self = element
  }
}

extension LogicalType {
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var type = LogicalType.other
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      guard kind == .structure else { return false }
      switch number {
      case 1: type = .string
      case 2: type = .map
      case 3: type = .list
      case 4: type = .enumeration
      case 5: type = .decimal
      case 6: type = .date
      case 7: type = .time
      case 8:
        type = try Self.timestamp(&reader)
        return true
      case 10:
        type = try Self.integer(&reader)
        return true
      case 11: type = .null
      case 12: type = .json
      case 13: type = .bson
      case 14: type = .uuid
      case 15: type = .float16
      default: type = .other
      }
      return false
    }
    self = type
  }

  private static func timestamp(_ reader: inout ThriftReader) throws(ColumnarError) -> LogicalType {
    var utc = false
    var unit: TimeUnit?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: utc = try reader.bool(kind)
      case 2:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        try reader.structure { (_, number, _) throws(ColumnarError) in
          unit = TimeUnit(rawValue: number)
          return false
        }
      default: return false
      }
      return true
    }
    guard let unit else { return .other }
    return .timestamp(utc: utc, unit: unit)
  }

  private static func integer(_ reader: inout ThriftReader) throws(ColumnarError) -> LogicalType {
    var bits: Int8 = 0
    var signed = true
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: bits = try reader.int8(kind)
      case 2: signed = try reader.bool(kind)
      default: return false
      }
      return true
    }
    return .integer(bits: Int(bits), signed: signed)
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
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: chunk.isElsewhere = try !reader.binary(kind).isEmpty
      case 3:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        try chunk.readMetadata(&reader)
      case 8:
        chunk.isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    guard chunk.type != nil || chunk.isEncrypted else { throw ColumnarError(.thrift(.missingField)) }
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
