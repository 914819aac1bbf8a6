/// One list that a column's values lie in.
struct ListLevel: Equatable {
  /// The definition level from which on the list itself is there.
  var present: Int
  /// The definition level from which on it has an element.
  var filled: Int
}

/// How stored values become ours.
enum ValueMapping: Equatable {
  case asIs
  /// Unsigned 32 bits, widened.
  case unsigned32
  /// Unsigned 64 bits; the upper half is refused.
  case unsigned64
  /// Times to be multiplied to microseconds.
  case multiply(Int64)
  /// Times to be divided, rounding down, to microseconds.
  case divide(Int64)
  /// Nothing but missing values, whatever the type.
  case nothing
}

/// A column of a file that can be read: one leaf, in no, one or more lists.
struct FileColumn {
  var name: String
  /// The index among all leaves of the file, which is that of its chunks in a row group.
  var leaf: Int
  var physical: PhysicalType
  var typeLength: Int
  var mapping: ValueMapping
  /// The type as ours.
  var type: ColumnType
  /// Whether a row may lack a value.
  var nullable: Bool
  var maximumDefinition: Int
  var maximumRepetition: Int
  var lists: [ListLevel]
}

/// A file's schema, mapped to our types as far as they go.
struct FileSchema {
  /// A column at the top level.
  struct Entry {
    var name: String
    /// Nil if it cannot be read.
    var column: FileColumn?
    /// What it is if it cannot be read (`struct`, `decimal`).
    var unsupported: String
  }

  /// How deep the tree may be.
  static let maximumDepth = 16

  private(set) var entries: [Entry] = []
  /// The type of every leaf, in order.
  private(set) var leaves: [PhysicalType] = []

  private let elements: [SchemaElement]
  private var next = 0

  /// Reads the tree.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent(.schemaTree)` if it is no tree.
  init(_ elements: [SchemaElement]) throws(ColumnarError) {
    self.elements = elements
    let root = try take()
    guard root.type == nil, root.childCount >= 0 else { throw ColumnarError(.inconsistent(.schemaTree)) }
    for _ in 0..<root.childCount { entries.append(try column()) }
    guard next == elements.count else { throw ColumnarError(.inconsistent(.schemaTree)) }
  }

  private mutating func take() throws(ColumnarError) -> SchemaElement {
    guard next < elements.count else { throw ColumnarError(.inconsistent(.schemaTree)) }
    defer { next += 1 }
    return elements[next]
  }

  /// Reads a column at the top level with all that is below it.
  private mutating func column() throws(ColumnarError) -> Entry {
    let top = next
    let firstLeaf = leaves.count
    try walk(depth: 1)
    let name = elements[top].name
    do {
      var column = try mapped(top)
      column.name = name
      column.leaf = firstLeaf
      return Entry(name: name, column: column, unsupported: "")
    } catch {
      guard case .unsupported(let what) = error.cause else { throw error }
      return Entry(name: name, column: nil, unsupported: what)
    }
  }

  /// Passes a node and all that is below it, counting leaves.
  private mutating func walk(depth: Int) throws(ColumnarError) {
    guard depth <= Self.maximumDepth else { throw ColumnarError(.inconsistent(.schemaTree)) }
    let node = try take()
    guard node.repetition != nil else { throw ColumnarError(.inconsistent(.schemaTree)) }
    if let type = node.type {
      guard node.childCount == 0 else { throw ColumnarError(.inconsistent(.schemaTree)) }
      leaves.append(type)
    } else {
      guard node.childCount >= 0, node.childCount <= elements.count - next else {
        throw ColumnarError(.inconsistent(.schemaTree))
      }
      for _ in 0..<node.childCount { try walk(depth: depth + 1) }
    }
  }

  /// Maps the node `index`, whose tree was checked by `walk`, to one of our types.
  private func mapped(_ index: Int) throws(ColumnarError) -> FileColumn {
    var index = index
    var definition = 0
    var lists: [ListLevel] = []
    var nullable = false
    var isElement = false
    while true {
      let node = elements[index]
      if node.repetition == .optional {
        definition += 1
        if lists.isEmpty { nullable = true }
      } else if node.repetition == .repeated, !isElement {
        // A repeated node without a list around it is a list that is never missing.
        lists.append(ListLevel(present: definition, filled: definition + 1))
        definition += 1
      }
      isElement = false
      if node.type != nil {
        return try leaf(node, definition: definition, lists: lists, nullable: nullable)
      }
      guard node.repetition != .repeated, node.logicalType == .list || node.convertedType == 3,
        node.childCount == 1
      else {
        throw ColumnarError(.unsupported(Self.isMap(node) ? "map" : "struct"))
      }
      let middle = elements[index + 1]
      guard middle.repetition == .repeated else { throw ColumnarError(.unsupported("struct")) }
      lists.append(ListLevel(present: definition, filled: definition + 1))
      definition += 1
      if middle.type != nil {
        // Two levels: the repeated node is the element.
        index += 1
        isElement = true
      } else {
        guard middle.childCount == 1, middle.name != "array", middle.name != "\(node.name)_tuple" else {
          throw ColumnarError(.unsupported("list of struct"))
        }
        index += 2
      }
    }
  }

  private static func isMap(_ node: SchemaElement) -> Bool {
    node.logicalType == .map || node.convertedType == 1 || node.convertedType == 2
  }

  private func leaf(
    _ node: SchemaElement, definition: Int, lists: [ListLevel], nullable: Bool
  ) throws(ColumnarError) -> FileColumn {
    guard let physical = node.type else { throw ColumnarError(.inconsistent(.schemaTree)) }
    let (element, mapping) = try Self.map(node, physical)
    var type = element
    for _ in lists { type = .list(type) }
    return FileColumn(
      name: node.name, leaf: 0, physical: physical, typeLength: node.typeLength, mapping: mapping, type: type,
      nullable: nullable, maximumDefinition: definition, maximumRepetition: lists.count, lists: lists)
  }

  /// The type of ours that a leaf's values fit, and how to get there.
  private static func map(
    _ node: SchemaElement, _ physical: PhysicalType
  ) throws(ColumnarError) -> (ColumnType, ValueMapping) {
    switch (physical, try meaning(node)) {
    case (_, .null): return (.int32, .nothing)
    case (.boolean, nil): return (.bool, .asIs)
    case (.float, nil): return (.float, .asIs)
    case (.double, nil): return (.double, .asIs)
    case (.int32, nil), (.int32, .integer(_, true)), (.int32, .integer(8, _)), (.int32, .integer(16, _)):
      return (.int32, .asIs)
    case (.int32, .integer): return (.int64, .unsigned32)
    case (.int64, nil), (.int64, .integer(_, true)): return (.int64, .asIs)
    case (.int64, .integer): return (.int64, .unsigned64)
    case (.int64, .timestamp(_, .milliseconds)): return (.timestamp, .multiply(1000))
    case (.int64, .timestamp(_, .microseconds)): return (.timestamp, .asIs)
    case (.int64, .timestamp(_, .nanoseconds)): return (.timestamp, .divide(1000))
    case (.byteArray, .string), (.byteArray, .enumeration), (.byteArray, .json): return (.string, .asIs)
    case (.fixedLengthByteArray, nil) where node.typeLength == 32: return (.digest, .asIs)
    case (.byteArray, nil): throw ColumnarError(.unsupported("binary"))
    case (.fixedLengthByteArray, nil): throw ColumnarError(.unsupported("fixed[\(node.typeLength)]"))
    case (.int96, _): throw ColumnarError(.unsupported("int96"))
    case (_, .decimal): throw ColumnarError(.unsupported("decimal"))
    case (_, .date): throw ColumnarError(.unsupported("date"))
    case (_, .time): throw ColumnarError(.unsupported("time"))
    case (_, .uuid): throw ColumnarError(.unsupported("uuid"))
    case (_, .float16): throw ColumnarError(.unsupported("float16"))
    case (_, .bson): throw ColumnarError(.unsupported("bson"))
    default: throw ColumnarError(.unsupported("logical type"))
    }
  }

  /// The logical type, or the older converted type in its words.
  private static func meaning(_ node: SchemaElement) throws(ColumnarError) -> LogicalType? {
    if let known = node.logicalType { return known }
    switch node.convertedType {
    case nil: return nil
    case 0: return .string
    case 4: return .enumeration
    case 5: return .decimal
    case 6: return .date
    case 7, 8: return .time
    case 9: return .timestamp(utc: true, unit: .milliseconds)
    case 10: return .timestamp(utc: true, unit: .microseconds)
    case 11: return .integer(bits: 8, signed: false)
    case 12: return .integer(bits: 16, signed: false)
    case 13: return .integer(bits: 32, signed: false)
    case 14: return .integer(bits: 64, signed: false)
    case 15: return .integer(bits: 8, signed: true)
    case 16: return .integer(bits: 16, signed: true)
    case 17: return .integer(bits: 32, signed: true)
    case 18: return .integer(bits: 64, signed: true)
    case 19: return .json
    case 20: return .bson
    case .some(let code): throw ColumnarError(.unsupported("converted type \(code)"))
    }
  }
}
