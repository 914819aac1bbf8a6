/// Any thrift structure in the compact protocol, taken apart without knowing what it means.
///
/// Independent of the library's own reader, so that what the writer writes is judged by the specification:
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
enum ThriftTree {
  case bool(Bool)
  case number(Int)
  case binary([UInt8])
  case list([ThriftTree])
  case structure([Int: ThriftTree])

  /// A field of a structure.
  subscript(field: Int) -> ThriftTree? {
    if case .structure(let fields) = self { fields[field] } else { nil }
  }
  var number: Int? { if case .number(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var binary: [UInt8]? { if case .binary(let value) = self { value } else { nil } }
  var list: [ThriftTree] { if case .list(let values) = self { values } else { [] } }
  var text: String? { binary.map { String(decoding: $0, as: UTF8.self) } }

  /// Takes a structure apart.
  ///
  /// - Returns: The structure and how many bytes it has.
  static func parse(_ bytes: ArraySlice<UInt8>) -> (tree: ThriftTree, count: Int) {
    var rest = bytes
    let tree = structure(&rest)
    return (tree, bytes.count - rest.count)
  }

  private static func structure(_ rest: inout ArraySlice<UInt8>) -> ThriftTree {
    var fields: [Int: ThriftTree] = [:]
    var last = 0
    while let header = rest.popFirst(), header != 0 {
      last = header >> 4 == 0 ? zigzag(&rest) : last + Int(header >> 4)
      switch header & 15 {
      case 1: fields[last] = .bool(true)
      case 2: fields[last] = .bool(false)
      default: fields[last] = value(header & 15, &rest)
      }
    }
    return .structure(fields)
  }

  private static func value(_ kind: UInt8, _ rest: inout ArraySlice<UInt8>) -> ThriftTree {
    switch kind {
    case 1, 2: return .bool(rest.popFirst() == 1)
    case 3: return .number(Int(Int8(bitPattern: rest.popFirst() ?? 0)))
    case 4, 5, 6: return .number(zigzag(&rest))
    case 8:
      let count = varint(&rest)
      defer { rest = rest.dropFirst(count) }
      return .binary(Array(rest.prefix(count)))
    case 9, 10:
      let header = rest.popFirst() ?? 0
      let count = header >> 4 == 15 ? varint(&rest) : Int(header >> 4)
      return .list((0..<count).map { _ in value(header & 15, &rest) })
    default: return structure(&rest)
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> Int {
    var value = 0
    var shift = 0
    while let byte = rest.popFirst() {
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return value
  }

  private static func zigzag(_ rest: inout ArraySlice<UInt8>) -> Int {
    let value = varint(&rest)
    return Int(bitPattern: UInt(bitPattern: value) >> 1) ^ -(value & 1)
  }
}
