extension SchemaElement {
  /// Reads a node; a converted type without a logical one is put into the words of the latter.
  init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var element = SchemaElement(name: "")
    var isNamed = false
    var precision = 0
    var scale = 0
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
      case 7: scale = Int(try reader.int32(kind))
      case 8: precision = Int(try reader.int32(kind))
      case 10:
        guard kind == .structure else { throw ColumnarError(.thrift(.type)) }
        element.logicalType = try LogicalType(&reader)
      default: return false
      }
      return true
    }
    guard isNamed else { throw ColumnarError(.thrift(.missingField)) }
    if let code = element.convertedType, element.logicalType == nil || element.logicalType == .other {
      element.logicalType = LogicalType(converted: code, precision: precision, scale: scale) ?? .other
    }
    self = element
  }
}

extension LogicalType {
  /// Reads the union: the number of its only field says which type it is.
  fileprivate init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var type = LogicalType.other
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      guard kind == .structure else { return false }
      switch number {
      case 1: type = .string
      case 2: type = .map
      case 3: type = .list
      case 4: type = .enumeration
      case 5:
        type = try Self.decimal(&reader)
        return true
      case 6: type = .date
      case 7:
        if let (utc, unit) = try Self.time(&reader) { type = .time(utc: utc, unit: unit) }
        return true
      case 8:
        if let (utc, unit) = try Self.time(&reader) { type = .timestamp(utc: utc, unit: unit) }
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

  private static func decimal(_ reader: inout ThriftReader) throws(ColumnarError) -> LogicalType {
    var scale: Int32 = 0
    var precision: Int32 = 0
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: scale = try reader.int32(kind)
      case 2: precision = try reader.int32(kind)
      default: return false
      }
      return true
    }
    return .decimal(precision: Int(precision), scale: Int(scale))
  }

  /// Whether a time is of UTC, and its unit; nil if that came after this was written.
  private static func time(_ reader: inout ThriftReader) throws(ColumnarError) -> (utc: Bool, unit: TimeUnit)? {
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
    return unit.map { (utc, $0) }
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
