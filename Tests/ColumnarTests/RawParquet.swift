import Columnar
import Storage

/// Parquet files of one column and one page whose bytes are given, so that any encoding can be stored rightly and wrongly.
struct RawParquet {
  /// The numbers that the format gives to physical types.
  enum Physical: Int {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixed = 7
  }

  /// The numbers that the format gives to encodings.
  enum Encoding: Int {
    case plain = 0
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case rleDictionary = 8
    case byteStreamSplit = 9
  }

  var physical: Physical
  /// The length of values of fixed length.
  var length = 0
  /// The older annotation, 0 for text.
  var converted: Int?
  var encoding: Encoding
  /// The values that the page header claims, and the rows.
  var count: Int
  /// How definition levels are stored; nil for a column whose rows all have a value.
  var levels: Encoding?
  /// What the page holds: levels, then values.
  var page: [UInt8]
  /// The nodes from the column at the top level down to the leaf, which is not among them.
  var groups: [Node] = []
  /// The rows, nil if they are as many as the values.
  var rows: Int?
  /// What the chunk says of its values, nil if that is what the page says.
  var counted: Int?

  /// A node of the schema above the leaf.
  struct Node {
    var name: String
    /// 0 required, 1 optional, 2 repeated.
    var repetition: Int
    /// Whether it is annotated as a list.
    var isList = false
  }

  /// The leaf's name and how often it occurs in its parent, nil for a column without lists.
  var leaf: Node?

  /// The file's bytes.
  var bytes: [UInt8] {
    var header = Thrift()
    header.int(1, 0)
    header.int(2, page.count)
    header.int(3, page.count)
    header.structure(5) { header in
      header.int(1, count)
      header.int(2, encoding.rawValue)
      header.int(3, (levels ?? .rle).rawValue)
      header.int(4, Encoding.rle.rawValue)
    }
    header.end()
    let data = header.bytes + page
    var footer = Thrift()
    footer.int(1, 2)
    let leaf = leaf ?? Node(name: "x", repetition: levels == nil ? 0 : 1)
    footer.list(2, groups.count + 2) { element in
      element.text(4, "schema")
      element.int(5, 1)
      element.end()
      for group in groups {
        element.int(3, group.repetition)
        element.text(4, group.name)
        element.int(5, 1)
        if group.isList { element.int(6, 3) }
        element.end()
      }
      element.int(1, physical.rawValue)
      if physical == .fixed { element.int(2, length) }
      element.int(3, leaf.repetition)
      element.text(4, leaf.name)
      if let converted { element.int(6, converted) }
      element.end()
    }
    footer.int(3, rows ?? count, wide: true)
    footer.list(4, 1) { group in
      group.list(1, 1) { chunk in
        chunk.structure(3) { chunk in
          chunk.int(1, physical.rawValue)
          chunk.int(4, 0)
          chunk.int(5, counted ?? count, wide: true)
          chunk.int(6, data.count, wide: true)
          chunk.int(7, data.count, wide: true)
          chunk.int(9, 4, wide: true)
        }
        chunk.end()
      }
      group.int(3, rows ?? count, wide: true)
      group.end()
    }
    footer.end()
    let size = (0..<4).map { UInt8(truncatingIfNeeded: footer.bytes.count >> (8 * $0)) }
    return Array("PAR1".utf8) + data + footer.bytes + size + Array("PAR1".utf8)
  }

  /// Reads the column as it is in the file.
  func read(memoryLimit: Int? = nil) throws -> Column {
    let folder = try TemporaryFolder()
    let path = folder.file("raw.parquet")
    try Files.writeAtomically(bytes, to: path)
    let reader = try TableReader(path: path, memoryLimit: memoryLimit)
    return try reader.read(rowGroup: 0, columns: reader.columnNames)[0]
  }
}

/// Thrift's compact protocol, as far as a file needs it.
private struct Thrift {
  private(set) var bytes: [UInt8] = []
  private var last = 0

  mutating func int(_ field: Int, _ value: Int, wide: Bool = false) {
    begin(field, wide ? 6 : 5)
    bytes += varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))))
  }

  mutating func text(_ field: Int, _ value: String) {
    begin(field, 8)
    bytes += varint(UInt64(value.utf8.count)) + Array(value.utf8)
  }

  mutating func structure(_ field: Int, _ body: (inout Thrift) -> Void) {
    begin(field, 12)
    nested(body)
    bytes.append(0)
  }

  /// A list of `count` structures, each of which `body` ends.
  mutating func list(_ field: Int, _ count: Int, _ body: (inout Thrift) -> Void) {
    begin(field, 9)
    bytes += count < 15 ? [UInt8(count) << 4 | 12] : [0xFC] + varint(UInt64(count))
    nested(body)
  }

  /// Ends a structure.
  mutating func end() {
    bytes.append(0)
    last = 0
  }

  private mutating func nested(_ body: (inout Thrift) -> Void) {
    let outer = last
    last = 0
    body(&self)
    last = outer
  }

  private mutating func begin(_ field: Int, _ kind: UInt8) {
    bytes.append(UInt8(field - last) << 4 | kind)
    last = field
  }
}

/// A number of seven bits a byte, the lowest first.
func varint(_ value: UInt64) -> [UInt8] {
  var rest = value
  var bytes: [UInt8] = []
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(rest)]
}

/// The same with the sign in the lowest bit.
func zigzag(_ value: Int64) -> [UInt8] { varint(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }
