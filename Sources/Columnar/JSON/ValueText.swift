import Texts

/// Single values as text, as a file of comma-separated values would have them.
package enum ValueText {
  /// Whether values of a type are single ones that have a text.
  package static func isText(_ type: ColumnType) -> Bool {
    switch type {
    case .list, .null: false
    default: true
    }
  }

  /// The values as text: of a number the shortest that leads back to it, of decimals with all their decimals, of dates and
  /// times as ISO 8601 has them, of bytes in hexadecimal.
  ///
  /// - Parameters:
  ///   - column: Values that are held as `type` says.
  ///   - type: What they are, no list.
  /// - Returns: One text a row; nil where a row has no value or it is not a number (NaN).
  package static func of(_ column: Column, _ type: ColumnType) -> [String?] {
    if case .string(let texts) = column.values {
      let texts = texts.strings
      return texts.indices.map { column.isValid($0) ? texts[$0] : nil }
    }
    if case .binary(let values) = column.values, type == .binary {
      let texts = (0..<values.count).map { UTF8Form.text(values.utf8($0)) }
      if !texts.contains(nil) { return texts.indices.map { column.isValid($0) ? texts[$0] : nil } }
    }
    return (0..<column.count).map { row in
      guard column.isValid(row), !isNaN(column.values, row) else { return nil }
      var bytes: [UInt8] = []
      ValueJSON.append(column, type, row: row, to: &bytes)
      let quote = UInt8(ascii: "\"")
      // None of these texts has a character that JSON escapes.
      if bytes.count >= 2, bytes.first == quote, bytes.last == quote { bytes = Array(bytes[1..<bytes.count - 1]) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The text of each row's value where it names a thing: a whole number held as a fraction has no decimals.
  ///
  /// Tables lose whole numbers where a value is missing: pandas makes `7` `7.0` then.
  package static func names(_ column: Column, _ type: ColumnType) -> [String?] {
    let texts = of(column, type)
    guard type == .double || type == .float || type == .float16 else { return texts }
    return texts.indices.map { row in
      switch column.values {
      case .double(let values) where texts[row] != nil: Int64(exactly: values[row]).map { String($0) } ?? texts[row]
      case .float(let values) where texts[row] != nil: Int64(exactly: values[row]).map { String($0) } ?? texts[row]
      default: texts[row]
      }
    }
  }

  private static func isNaN(_ values: ColumnValues, _ row: Int) -> Bool {
    switch values {
    case .double(let values): values[row].isNaN
    case .float(let values): values[row].isNaN
    default: false
    }
  }
}
