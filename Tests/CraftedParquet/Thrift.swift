/// A value in thrift's compact protocol that may lie about itself.
///
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
package indirect enum Thrift {
  case bool(Bool)
  case int8(Int8)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case binary([UInt8])
  /// Elements of one kind; `claimed` is the count that is written, the true one if it is nil.
  case list([Thrift], claimed: UInt64? = nil)
  /// Fields with their numbers, in any order.
  case structure([(Int, Thrift)])
  /// Bytes as they are, as a value of a kind.
  case raw([UInt8], kind: UInt8)

  /// A text.
  package static func text(_ text: String) -> Thrift { .binary(Array(text.utf8)) }

  /// The value's bytes, without a field's header.
  package var bytes: [UInt8] {
    switch self {
    case .bool(let value): [value ? 1 : 2]
    case .int8(let value): [UInt8(bitPattern: value)]
    case .int16(let value): Self.zigzag(Int64(value))
    case .int32(let value): Self.zigzag(Int64(value))
    case .int64(let value): Self.zigzag(value)
    case .binary(let bytes): Self.varint(UInt64(bytes.count)) + bytes
    case .list(let elements, let claimed):
      [0xF0 | (elements.first?.kind ?? 12)] + Self.varint(claimed ?? UInt64(elements.count))
        + elements.flatMap(\.bytes)
    case .structure(let fields): fields.flatMap(Self.field) + [0]
    case .raw(let bytes, _): bytes
    }
  }

  /// A number as thrift writes those without a sign.
  package static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func zigzag(_ value: Int64) -> [UInt8] {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// A field in the long form, whose header does not depend on the field before.
  private static func field(_ number: Int, _ value: Thrift) -> [UInt8] {
    let header = [value.kind] + zigzag(Int64(number))
    if case .bool = value { return header }
    return header + value.bytes
  }

  private var kind: UInt8 {
    switch self {
    case .bool(let value): value ? 1 : 2
    case .int8: 3
    case .int16: 4
    case .int32: 5
    case .int64: 6
    case .binary: 8
    case .list: 9
    case .structure: 12
    case .raw(_, let kind): kind
    }
  }
}
