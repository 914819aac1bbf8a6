/// Which of our types a leaf's values are.
enum LeafType {
  /// A column of a leaf and the lists that it lies in.
  ///
  /// - Throws: `ColumnarError` with cause `unsupported` if the meaning does not fit how the values are stored.
  static func column(
    _ node: SchemaElement, definition: Int, lists: [ListLevel], nullable: Bool
  ) throws(ColumnarError) -> FileColumn {
    guard let physical = node.type else { throw ColumnarError(.inconsistent(.schemaTree)) }
    if physical == .fixedLengthByteArray, node.typeLength <= 0 || node.typeLength > 1 << 20 {
      throw ColumnarError(.unsupported("FIXED_LEN_BYTE_ARRAY of length \(node.typeLength)"))
    }
    guard let (element, mapping) = map(node, physical) else {
      throw ColumnarError(.unsupported("\(node.logicalType?.name ?? "no type") of \(physical.name)"))
    }
    var type = element
    for _ in lists { type = .list(type) }
    return FileColumn(
      name: node.name, leaf: 0, physical: physical, typeLength: node.typeLength, mapping: mapping, type: type,
      nullable: nullable, maximumDefinition: definition, maximumRepetition: lists.count, lists: lists)
  }

  /// The type that a leaf's values have, and how to get there; nil if they cannot mean what the file says.
  private static func map(_ node: SchemaElement, _ physical: PhysicalType) -> (ColumnType, ValueMapping)? {
    switch (physical, node.logicalType) {
    case (_, .null): (.null, .nothing)
    case (_, nil), (_, .other), (.fixedLengthByteArray, .interval): (stored(node, physical), bare(physical))
    case (.int32, .integer(let bits, let signed)) where bits <= 32:
      signed || bits < 32 ? (.int32, .asIs) : (.uint32, .unsigned32)
    case (.int64, .integer(64, let signed)): signed ? (.int64, .asIs) : (.uint64, .unsigned64)
    case (.int32, .date): (.date, .asIs)
    case (.int32, .time(_, .milliseconds)): (.time(.milliseconds), .asIs)
    case (.int64, .time(_, let unit)) where unit != .milliseconds: (.time(unit), .asIs)
    case (.int64, .timestamp(true, .microseconds)): (.timestamp, .asIs)
    case (.int64, .timestamp(let utc, let unit)): (.foreignTimestamp(unit, utc: utc), .asIs)
    case (_, .decimal(let precision, let scale)): decimal(physical, node.typeLength, precision, scale)
    case (.byteArray, .string), (.byteArray, .enumeration), (.byteArray, .json): (.string, .asIs)
    case (.byteArray, .bson): (.binary, .asIs)
    case (.fixedLengthByteArray, .uuid) where node.typeLength == 16: (.uuid, .asIs)
    case (.fixedLengthByteArray, .float16) where node.typeLength == 2: (.float16, .float16)
    default: nil
    }
  }

  /// The type of values of which only the storage is declared.
  private static func stored(_ node: SchemaElement, _ physical: PhysicalType) -> ColumnType {
    switch physical {
    case .boolean: .bool
    case .int32: .int32
    case .int64: .int64
    case .int96: .foreignTimestamp(.nanoseconds, utc: false)
    case .float: .float
    case .double: .double
    case .byteArray: .binary
    case .fixedLengthByteArray:
      node.typeLength == 32 && node.logicalType == nil ? .digest : .fixed(node.typeLength)
    }
  }

  private static func bare(_ physical: PhysicalType) -> ValueMapping { physical == .int96 ? .int96 : .asIs }

  /// A decimal; Arrow knows none of more than 76 digits, nor of more than 32 bytes.
  private static func decimal(
    _ physical: PhysicalType, _ length: Int, _ precision: Int, _ scale: Int
  ) -> (ColumnType, ValueMapping)? {
    let most =
      switch physical {
      case .int32: 9
      case .int64: 18
      case .byteArray: 76
      case .fixedLengthByteArray: length <= 32 ? 76 : 0
      default: 0
      }
    guard precision > 0, precision <= most, scale >= 0, scale <= precision else { return nil }
    return (.decimal(precision: precision, scale: scale), physical == .byteArray ? .decimal : .asIs)
  }
}
