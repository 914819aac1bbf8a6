/// A place in a text file.
package struct TextPosition: Equatable, Sendable {
  /// Bytes before it.
  package let offset: Int
  /// From 1.
  package let line: Int
  /// Unicode scalars from the start of the line, from 1.
  package let column: Int

  /// Makes a position from its three coordinates.
  package init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// The position of byte `offset` in `bytes`.
  package init(offset: Int, in bytes: [UInt8]) {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var column = 1
    for byte in bytes[..<end] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(offset: end, line: line, column: column)
  }
}
