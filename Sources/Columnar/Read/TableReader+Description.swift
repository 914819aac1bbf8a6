/// What a file says about itself, for people.
package struct FileDescription: Sendable {
  /// A node of the schema's tree.
  package struct Node: Sendable {
    /// How many nodes it lies in, 0 for a column at the top level.
    package let depth: Int
    /// The name, as it is in the file.
    package let name: String
    /// `required`, `optional` or `repeated`.
    package let repetition: String
    /// How a leaf's values are stored (`FIXED_LEN_BYTE_ARRAY(16)`); empty for what has nodes below it.
    package let physical: String
    /// What it means (`TIMESTAMP(MICROS, UTC)`), empty if the file does not say.
    package let logical: String
  }

  /// A leaf's part of a row group.
  package struct Chunk: Sendable {
    /// The names from the top level down to the leaf, joined by dots.
    package let path: String
    /// The codec, by the name that the specification gives it.
    package let codec: String
    /// The encodings of values and levels, in the order of the file.
    package let encodings: [String]
    /// Bytes in the file, page headers included.
    package let compressedSize: Int
    /// Bytes unpacked.
    package let uncompressedSize: Int
    /// How many values there are, with those that are missing.
    package let values: Int
    /// How many of them are missing, nil if the file does not say.
    package let nulls: Int?
    /// The least value, nil if it is not known or the type has no order.
    package let minimum: StatisticValue?
    /// The greatest value.
    package let maximum: StatisticValue?
    /// Whether the file says where each page is.
    package let hasPageIndex: Bool
  }

  /// A row group.
  package struct Group: Sendable {
    /// How many rows it has.
    package let rows: Int
    /// A part for each leaf, in order.
    package let chunks: [Chunk]
  }

  /// The schema's tree, depth first, without its root.
  package let nodes: [Node]
  /// The row groups.
  package let groups: [Group]
}

extension TableReader {
  /// What the file says about itself.
  package var description: FileDescription {
    let leaves = LeafPath.all(metadata.schema)
    let groups = metadata.rowGroups.map { group in
      // As many as there are leaves: that was checked when the file was opened.
      FileDescription.Group(rows: group.rowCount, chunks: zip(group.chunks, leaves).map { chunk($0, $1) })
    }
    return FileDescription(nodes: LeafPath.nodes(metadata.schema), groups: groups)
  }

  private func chunk(_ chunk: ColumnChunk, _ leaf: LeafPath) -> FileDescription.Chunk {
    let bounds = chunk.statistics.flatMap { StatisticValue.bounds($0, of: leaf.element) }
    return FileDescription.Chunk(
      path: leaf.path.joined(separator: "."), codec: Codec.name(number: chunk.codec),
      encodings: chunk.encodings.map { ValueEncoding(rawValue: $0)?.name ?? "encoding \($0)" },
      compressedSize: chunk.compressedSize, uncompressedSize: chunk.uncompressedSize, values: chunk.valueCount,
      nulls: chunk.statistics?.nullCount, minimum: bounds?.minimum, maximum: bounds?.maximum,
      hasPageIndex: chunk.offsetIndex != nil)
  }
}

/// A leaf of a schema and the names that lead to it.
private struct LeafPath {
  let path: [String]
  let element: SchemaElement

  /// All leaves of a tree that was checked.
  static func all(_ elements: [SchemaElement]) -> [LeafPath] {
    var leaves: [LeafPath] = []
    visit(elements) { element, path in
      if element.type != nil { leaves.append(LeafPath(path: path, element: element)) }
    }
    return leaves
  }

  /// All nodes of a tree that was checked.
  static func nodes(_ elements: [SchemaElement]) -> [FileDescription.Node] {
    var nodes: [FileDescription.Node] = []
    visit(elements) { element, path in
      let repetition =
        switch element.repetition {
        case .optional: "optional"
        case .repeated: "repeated"
        case .required, nil: "required"
        }
      let length = element.type == .fixedLengthByteArray ? "(\(element.typeLength))" : ""
      nodes.append(
        FileDescription.Node(
          depth: path.count - 1, name: element.name, repetition: repetition,
          physical: element.type.map { $0.name + length } ?? "", logical: element.logicalType?.name ?? ""))
    }
    return nodes
  }

  private static func visit(_ elements: [SchemaElement], _ body: (SchemaElement, [String]) -> Void) {
    // The nodes on the way to the one at hand, and how many of each one's children are still to come.
    var path: [String] = []
    var left: [Int] = []
    for element in elements.dropFirst() {
      while left.last == 0 {
        left.removeLast()
        path.removeLast()
      }
      if let last = left.indices.last { left[last] -= 1 }
      path.append(element.name)
      body(element, path)
      if element.type == nil { left.append(element.childCount) } else { path.removeLast() }
    }
  }
}
