import Texts

/// Reads thrift's compact protocol, trusting nothing.
///
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md. No count is believed beyond the
/// bytes that are left, every element taking one at least; nesting is limited. So time and memory are linear in the input.
struct ThriftReader {
  /// How deep structures may be nested; Parquet needs fewer than ten.
  static let maximumDepth = 32

  /// The kind of a value.
  enum Kind: UInt8 {
    case yes = 1
    case no = 2
    case int8 = 3
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
    case uuid = 13
  }

  private let bytes: [UInt8]
  private let end: Int
  private var depth = 0
  /// Where the next byte is read.
  private(set) var position: Int

  /// Reads `bytes` within `range`, which lies inside.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads a structure; `field` is called for each of its fields with number and kind, and says whether it has read it.
  mutating func structure(
    _ field: (inout ThriftReader, Int, Kind) throws(ColumnarError) -> Bool
  ) throws(ColumnarError) {
    guard depth < Self.maximumDepth else { throw ColumnarError(.thrift(.depth)) }
    depth += 1
    var number = 0
    while true {
      let header = try byte()
      if header == 0 { break }
      let kind = try Self.kind(header & 15)
      let step = Int(header >> 4)
      number = step == 0 ? Int(try int16()) : number + step
      guard number <= Int(Int16.max) else { throw ColumnarError(.thrift(.number)) }
      if try !field(&self, number, kind) { try skip(kind) }
    }
    depth -= 1
  }

  /// Reads the header of a list whose elements are of `expected` kind.
  mutating func list(_ kind: Kind, of expected: Kind) throws(ColumnarError) -> Int {
    guard kind == .list || kind == .set else { throw ColumnarError(.thrift(.type)) }
    let (count, element) = try listHeader()
    guard count == 0 || element == expected else { throw ColumnarError(.thrift(.type)) }
    return count
  }

  /// Reads a list of structures.
  mutating func structures<Element>(
    _ kind: Kind, _ read: (inout ThriftReader) throws(ColumnarError) -> Element
  ) throws(ColumnarError) -> [Element] {
    let count = try list(kind, of: .structure)
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// Reads a list of whole numbers of 64 bits.
  mutating func int64s(_ kind: Kind) throws(ColumnarError) -> [Int64] {
    let count = try list(kind, of: .int64)
    var elements: [Int64] = []
    for _ in 0..<count { elements.append(try zigzag()) }
    return elements
  }

  /// Reads a list of bytes.
  mutating func binaries(_ kind: Kind) throws(ColumnarError) -> [[UInt8]] {
    let count = try list(kind, of: .binary)
    var elements: [[UInt8]] = []
    for _ in 0..<count { elements.append(try binary(.binary)) }
    return elements
  }

  /// Reads a list of truth values; each is a byte, and writers do not agree on the number of their type.
  mutating func bools(_ kind: Kind) throws(ColumnarError) -> [Bool] {
    guard kind == .list || kind == .set else { throw ColumnarError(.thrift(.type)) }
    let (count, element) = try listHeader()
    guard count == 0 || element == .yes || element == .no else { throw ColumnarError(.thrift(.type)) }
    var elements: [Bool] = []
    for _ in 0..<count { elements.append(try byte() == 1) }
    return elements
  }

  /// Reads a whole number of 32 bits.
  mutating func int32(_ kind: Kind) throws(ColumnarError) -> Int32 {
    guard kind == .int32 else { throw ColumnarError(.thrift(.type)) }
    guard let value = Int32(exactly: try zigzag()) else { throw ColumnarError(.thrift(.number)) }
    return value
  }

  /// Reads a whole number of 64 bits.
  mutating func int64(_ kind: Kind) throws(ColumnarError) -> Int64 {
    guard kind == .int64 else { throw ColumnarError(.thrift(.type)) }
    return try zigzag()
  }

  /// Reads a whole number of 8 bits.
  mutating func int8(_ kind: Kind) throws(ColumnarError) -> Int8 {
    guard kind == .int8 else { throw ColumnarError(.thrift(.type)) }
    return Int8(bitPattern: try byte())
  }

  /// The truth value that a field's kind is.
  func bool(_ kind: Kind) throws(ColumnarError) -> Bool {
    guard kind == .yes || kind == .no else { throw ColumnarError(.thrift(.type)) }
    return kind == .yes
  }

  /// Reads the length of bytes and skips them.
  ///
  /// - Returns: Where they are.
  mutating func binaryRange(_ kind: Kind) throws(ColumnarError) -> Range<Int> {
    guard kind == .binary else { throw ColumnarError(.thrift(.type)) }
    let count = try varint()
    guard count <= UInt64(end - position) else { throw ColumnarError(.thrift(.endOfInput)) }
    let range = position..<position + Int(count)
    position = range.upperBound
    return range
  }

  /// Reads bytes.
  mutating func binary(_ kind: Kind) throws(ColumnarError) -> [UInt8] {
    Array(bytes[try binaryRange(kind)])
  }

  /// Reads a text.
  mutating func string(_ kind: Kind) throws(ColumnarError) -> String {
    guard let text = UTF8Form.text(try binary(kind)) else {
      throw ColumnarError(.notUTF8)
    }
    return text
  }

  /// Reads a value and forgets it.
  mutating func skip(_ kind: Kind) throws(ColumnarError) {
    guard depth < Self.maximumDepth else { throw ColumnarError(.thrift(.depth)) }
    depth += 1
    defer { depth -= 1 }
    switch kind {
    case .yes, .no: return
    case .int8: _ = try byte()
    case .int16, .int32, .int64: _ = try varint()
    case .double: try advance(8)
    case .uuid: try advance(16)
    case .binary: _ = try binaryRange(kind)
    case .list, .set:
      let (count, element) = try listHeader()
      for _ in 0..<count { try skipElement(element) }
    case .map:
      let count = try varint()
      guard count <= UInt64(end - position) else { throw ColumnarError(.thrift(.size)) }
      guard count > 0 else { return }
      let kinds = try byte()
      let key = try Self.kind(kinds >> 4)
      let value = try Self.kind(kinds & 15)
      for _ in 0..<count {
        try skipElement(key)
        try skipElement(value)
      }
    case .structure: try structure { _, _, _ throws(ColumnarError) in false }
    }
  }

  private mutating func skipElement(_ kind: Kind) throws(ColumnarError) {
    // A truth value in a list is a byte, in a field it is the kind itself.
    if kind == .yes || kind == .no { _ = try byte() } else { try skip(kind) }
  }

  private mutating func listHeader() throws(ColumnarError) -> (count: Int, element: Kind) {
    let header = try byte()
    // Some writers (fastparquet) give an empty list no kind of element.
    if header == 0 { return (0, .yes) }
    let element = try Self.kind(header & 15)
    let count = header >> 4 == 15 ? try varint() : UInt64(header >> 4)
    guard count <= UInt64(end - position) else { throw ColumnarError(.thrift(.size)) }
    return (Int(count), element)
  }

  private static func kind(_ code: UInt8) throws(ColumnarError) -> Kind {
    guard let kind = Kind(rawValue: code) else { throw ColumnarError(.thrift(.type)) }
    return kind
  }

  private mutating func advance(_ count: Int) throws(ColumnarError) {
    guard count <= end - position else { throw ColumnarError(.thrift(.endOfInput)) }
    position += count
  }

  private mutating func byte() throws(ColumnarError) -> UInt8 {
    guard position < end else { throw ColumnarError(.thrift(.endOfInput)) }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func int16() throws(ColumnarError) -> Int16 {
    guard let value = Int16(exactly: try zigzag()) else { throw ColumnarError(.thrift(.number)) }
    return value
  }

  private mutating func zigzag() throws(ColumnarError) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))
  }

  private mutating func varint() throws(ColumnarError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      let bits = UInt64(next & 0x7F)
      guard shift < 63 || (shift == 63 && bits <= 1) else { throw ColumnarError(.thrift(.number)) }
      value |= bits << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }
}
