/// A file's schema, mapped to our types as far as they go.
///
/// How lists are distinguished from structs is what the format's rules for backward compatibility say, as Arrow reads them:
/// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists.
struct FileSchema {
  /// A column at the top level.
  struct Entry {
    var name: String
    /// Nil if it cannot be read.
    var column: FileColumn?
    /// What it is if it cannot be read (`struct`, `list of map`).
    var unsupported: String
    /// Whether it cannot be read because it holds more than values and lists of them.
    var isStructure = false
  }

  /// How deep the tree may be: a list takes two nodes.
  static let maximumDepth = 64
  /// How many lists may lie within each other.
  static let maximumLists = 16

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
      switch error.cause {
      case .unsupported(let what): return Entry(name: name, column: nil, unsupported: what)
      case .structure(let what): return Entry(name: name, column: nil, unsupported: what, isStructure: true)
      default: throw error
      }
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
    // Whether the repetition of the node at hand is that of a list which is counted already.
    var isCounted = false
    while true {
      let node = elements[index]
      let isList = node.type == nil && node.logicalType == .list
      if !isCounted {
        if node.repetition == .optional {
          definition += 1
          if lists.isEmpty { nullable = true }
        } else if node.repetition == .repeated {
          // A repeated node without a list around it is a list that is never missing.
          guard !isList else { throw ColumnarError(.structure("repeated list")) }
          lists.append(ListLevel(present: definition, filled: definition + 1))
          definition += 1
        }
      }
      if node.type != nil {
        return try LeafType.column(node, definition: definition, lists: lists, nullable: nullable)
      }
      guard isList, node.childCount == 1 else { throw Self.structure(node, lists) }
      let middle = elements[index + 1]
      guard middle.repetition == .repeated else { throw Self.structure(node, lists) }
      lists.append(ListLevel(present: definition, filled: definition + 1))
      definition += 1
      guard lists.count <= Self.maximumLists else {
        throw ColumnarError(.unsupported("more than \(Self.maximumLists) lists within each other"))
      }
      // Two levels if the repeated node itself is the element, else three.
      isCounted = try isElement(index + 1, lists)
      index += isCounted ? 1 : 2
    }
  }

  /// Whether the repeated node of a list is its element; a struct is refused.
  private func isElement(_ index: Int, _ lists: [ListLevel]) throws(ColumnarError) -> Bool {
    let node = elements[index]
    if node.type != nil || node.logicalType == .list { return true }
    guard node.childCount == 1, node.logicalType != .map, node.name != "array", !node.name.hasSuffix("_tuple"),
      elements[index + 1].repetition != .repeated
    else { throw Self.structure(node, lists) }
    return false
  }

  private static func structure(_ node: SchemaElement, _ lists: [ListLevel]) -> ColumnarError {
    let what = node.logicalType == .map ? "map" : "struct"
    return ColumnarError(.structure(String(repeating: "list of ", count: lists.count) + what))
  }
}
