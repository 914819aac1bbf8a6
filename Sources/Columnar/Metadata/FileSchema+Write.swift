extension SchemaElement {
  /// The tree of a table of ours, flattened.
  static func tree(_ schema: TableSchema) -> [SchemaElement] {
    var elements = [SchemaElement(name: "schema", childCount: schema.columns.count)]
    for column in schema.columns {
      append(&elements, column.name, column.type, column.nullable ? .optional : .required)
    }
    return elements
  }

  private static func append(
    _ elements: inout [SchemaElement], _ name: String, _ type: ColumnType, _ repetition: Repetition
  ) {
    if case .list(let element) = type {
      elements.append(
        SchemaElement(
          name: name, repetition: repetition, childCount: 1, convertedType: 3, logicalType: .list))
      elements.append(SchemaElement(name: "list", repetition: .repeated, childCount: 1))
      append(&elements, "element", element, .required)
      return
    }
    var leaf = SchemaElement(name: name, type: type.physical, repetition: repetition)
    switch type {
    case .string:
      leaf.convertedType = 0
      leaf.logicalType = .string
    case .timestamp:
      leaf.convertedType = 10
      leaf.logicalType = .timestamp(utc: true, unit: .microseconds)
    case .digest: leaf.typeLength = 32
    default: break
    }
    elements.append(leaf)
  }
}

extension ColumnType {
  /// The type that the innermost values are stored as.
  var physical: PhysicalType {
    switch self {
    case .bool: .boolean
    case .int32, .date, .null, .time(.milliseconds): .int32
    case .int64, .timestamp, .uint32, .uint64, .time, .foreignTimestamp: .int64
    case .float, .float16: .float
    case .double: .double
    case .string, .binary: .byteArray
    case .digest, .fixed, .uuid, .decimal: .fixedLengthByteArray
    case .list(let element): element.physical
    }
  }

  /// The path of the innermost values below a column called `name`.
  func path(_ name: String) -> [String] {
    guard case .list(let element) = self else { return [name] }
    return [name, "list"] + element.path("element")
  }

  /// How many lists the values lie in.
  var depth: Int {
    guard case .list(let element) = self else { return 0 }
    return 1 + element.depth
  }
}
