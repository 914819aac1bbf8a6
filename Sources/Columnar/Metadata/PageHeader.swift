/// What stands before a page.
struct PageHeader {
  /// What a page holds.
  enum Kind {
    /// Levels and values, compressed together.
    case dataV1(values: Int, encoding: Int32, definitionEncoding: Int32, repetitionEncoding: Int32)
    /// Levels, uncompressed, then values.
    case dataV2(
      values: Int, nulls: Int, rows: Int, encoding: Int32, definitionBytes: Int, repetitionBytes: Int,
      isCompressed: Bool)
    /// The dictionary of the chunk.
    case dictionary(values: Int, encoding: Int32)
    /// Something to be skipped.
    case other
  }

  var kind: Kind
  var uncompressedSize: Int
  var compressedSize: Int
  /// The CRC-32 of the page's bytes as stored.
  var checksum: UInt32?

  /// Makes a header.
  init(_ kind: Kind, uncompressedSize: Int, compressedSize: Int, checksum: UInt32?) {
    self.kind = kind
    self.uncompressedSize = uncompressedSize
    self.compressedSize = compressedSize
    self.checksum = checksum
  }

  /// Reads a header.
  init(_ reader: inout ThriftReader) throws(ColumnarError) {
    var type: Int32?
    var uncompressed: Int32?
    var compressed: Int32?
    var checksum: UInt32?
    var v1: Kind?
    var v2: Kind?
    var dictionary: Kind?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: type = try reader.int32(kind)
      case 2: uncompressed = try reader.int32(kind)
      case 3: compressed = try reader.int32(kind)
      case 4: checksum = UInt32(bitPattern: try reader.int32(kind))
      case 5 where kind == .structure: v1 = try Self.readV1(&reader)
      case 7 where kind == .structure: dictionary = try Self.readDictionary(&reader)
      case 8 where kind == .structure: v2 = try Self.readV2(&reader)
      default: return false
      }
      return true
    }
    guard let type, let uncompressed, let compressed else { throw ColumnarError(.thrift(.missingField)) }
    guard uncompressed >= 0, compressed >= 0 else { throw ColumnarError(.inconsistent(.pageSize)) }
    let wanted: Kind? =
      switch type {
      case 0: v1
      case 1: .other
      case 2: dictionary
      case 3: v2
      default: throw ColumnarError(.inconsistent(.pageHeader))
      }
    guard let wanted else { throw ColumnarError(.thrift(.missingField)) }
    self.init(
      wanted, uncompressedSize: Int(uncompressed), compressedSize: Int(compressed), checksum: checksum)
  }

  /// The header's bytes; only what is written here is supported.
  func encoded() -> [UInt8] {
    var writer = ThriftWriter()
    writer.structure { writer in
      let type: Int32 =
        switch kind {
        case .dataV1: 0
        case .other: 1
        case .dictionary: 2
        case .dataV2: 3
        }
      writer.int32(1, type)
      writer.int32(2, Int32(truncatingIfNeeded: uncompressedSize))
      writer.int32(3, Int32(truncatingIfNeeded: compressedSize))
      if let checksum { writer.int32(4, Int32(bitPattern: checksum)) }
      switch kind {
      case .dataV1(let values, let encoding, let definition, let repetition):
        writer.structure(5) { writer in
          writer.int32(1, Int32(truncatingIfNeeded: values))
          writer.int32(2, encoding)
          writer.int32(3, definition)
          writer.int32(4, repetition)
        }
      case .dictionary(let values, let encoding):
        writer.structure(7) { writer in
          writer.int32(1, Int32(truncatingIfNeeded: values))
          writer.int32(2, encoding)
        }
      case .dataV2, .other: break
      }
    }
    return writer.bytes
  }

  private static func readV1(_ reader: inout ThriftReader) throws(ColumnarError) -> Kind {
    var numbers: [Int32?] = [nil, nil, nil, nil]
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      guard (1...4).contains(number) else { return false }
      numbers[number - 1] = try reader.int32(kind)
      return true
    }
    guard let values = numbers[0], let encoding = numbers[1], let definition = numbers[2],
      let repetition = numbers[3]
    else { throw ColumnarError(.thrift(.missingField)) }
    guard values >= 0 else { throw ColumnarError(.inconsistent(.pageValues)) }
    return .dataV1(
      values: Int(values), encoding: encoding, definitionEncoding: definition, repetitionEncoding: repetition)
  }

  private static func readV2(_ reader: inout ThriftReader) throws(ColumnarError) -> Kind {
    var numbers: [Int32?] = [nil, nil, nil, nil, nil, nil]
    var isCompressed = true
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1...6: numbers[number - 1] = try reader.int32(kind)
      case 7: isCompressed = try reader.bool(kind)
      default: return false
      }
      return true
    }
    guard let values = numbers[0], let nulls = numbers[1], let rows = numbers[2], let encoding = numbers[3],
      let definition = numbers[4], let repetition = numbers[5]
    else { throw ColumnarError(.thrift(.missingField)) }
    guard values >= 0, nulls >= 0, nulls <= values, rows >= 0, definition >= 0, repetition >= 0 else {
      throw ColumnarError(.inconsistent(.pageValues))
    }
    return .dataV2(
      values: Int(values), nulls: Int(nulls), rows: Int(rows), encoding: encoding,
      definitionBytes: Int(definition), repetitionBytes: Int(repetition), isCompressed: isCompressed)
  }

  private static func readDictionary(_ reader: inout ThriftReader) throws(ColumnarError) -> Kind {
    var values: Int32?
    var encoding: Int32?
    try reader.structure { (reader, number, kind) throws(ColumnarError) in
      switch number {
      case 1: values = try reader.int32(kind)
      case 2: encoding = try reader.int32(kind)
      default: return false
      }
      return true
    }
    guard let values, let encoding else { throw ColumnarError(.thrift(.missingField)) }
    guard values >= 0 else { throw ColumnarError(.inconsistent(.dictionary)) }
    return .dictionary(values: Int(values), encoding: encoding)
  }
}
