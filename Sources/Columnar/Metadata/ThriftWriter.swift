/// Writes thrift's compact protocol.
struct ThriftWriter {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []
  private var last = 0

  /// Writes a structure as a field of this one.
  mutating func structure(_ number: Int, _ body: (inout ThriftWriter) -> Void) {
    header(number, .structure)
    structure(body)
  }

  /// Writes a structure, as an element of a list or outermost.
  mutating func structure(_ body: (inout ThriftWriter) -> Void) {
    let outer = last
    last = 0
    body(&self)
    bytes.append(0)
    last = outer
  }

  /// Writes a list of structures.
  mutating func structures<Element>(
    _ number: Int, _ elements: [Element], _ body: (inout ThriftWriter, Element) -> Void
  ) {
    list(number, .structure, elements.count)
    for element in elements { structure { body(&$0, element) } }
  }

  /// Writes a list of whole numbers of 32 bits.
  mutating func int32s(_ number: Int, _ values: [Int32]) {
    list(number, .int32, values.count)
    for value in values { zigzag(Int64(value)) }
  }

  /// Writes a list of texts.
  mutating func strings(_ number: Int, _ values: [String]) {
    list(number, .binary, values.count)
    for value in values {
      varint(UInt64(value.utf8.count))
      bytes += value.utf8
    }
  }

  /// Writes a list of whole numbers of 64 bits.
  mutating func int64s(_ number: Int, _ values: [Int]) {
    list(number, .int64, values.count)
    for value in values { zigzag(Int64(value)) }
  }

  /// Writes a list of truth values.
  mutating func bools(_ number: Int, _ values: [Bool]) {
    list(number, .yes, values.count)
    for value in values { bytes.append(value ? 1 : 2) }
  }

  /// Writes a list of bytes.
  mutating func binaries(_ number: Int, _ values: [[UInt8]]) {
    list(number, .binary, values.count)
    for value in values {
      varint(UInt64(value.count))
      bytes += value
    }
  }

  /// Writes a truth value.
  mutating func bool(_ number: Int, _ value: Bool) { header(number, value ? .yes : .no) }

  /// Writes a whole number of 8 bits.
  mutating func int8(_ number: Int, _ value: Int8) {
    header(number, .int8)
    bytes.append(UInt8(bitPattern: value))
  }

  /// Writes a whole number of 16 bits.
  mutating func int16(_ number: Int, _ value: Int16) {
    header(number, .int16)
    zigzag(Int64(value))
  }

  /// Writes a whole number of 32 bits.
  mutating func int32(_ number: Int, _ value: Int32) {
    header(number, .int32)
    zigzag(Int64(value))
  }

  /// Writes a whole number of 64 bits.
  mutating func int64(_ number: Int, _ value: Int) {
    header(number, .int64)
    zigzag(Int64(value))
  }

  /// Writes bytes.
  mutating func binary(_ number: Int, _ value: [UInt8]) {
    header(number, .binary)
    varint(UInt64(value.count))
    bytes += value
  }

  /// Writes a text.
  mutating func string(_ number: Int, _ value: String) { binary(number, Array(value.utf8)) }

  private mutating func list(_ number: Int, _ element: ThriftReader.Kind, _ count: Int) {
    header(number, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | element.rawValue)
    } else {
      bytes.append(0xF0 | element.rawValue)
      varint(UInt64(count))
    }
  }

  private mutating func header(_ number: Int, _ kind: ThriftReader.Kind) {
    let step = number - last
    if step > 0, step < 16 {
      bytes.append(UInt8(step) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      zigzag(Int64(number))
    }
    last = number
  }

  private mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
