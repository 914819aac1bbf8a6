import JSON
import Texts

/// Values of columns as JSON.
///
/// Whole numbers exactly; other numbers as the shortest text that leads back to them, NaN and infinities as texts; decimals
/// as texts with all their decimals; dates and times as ISO 8601 has them; bytes in lower-case hexadecimal; a missing value
/// as `null`.
package enum ValueJSON {
  /// Adds the value of a row, which exists.
  ///
  /// - Parameters:
  ///   - column: Values that are held as `type` says.
  ///   - type: What they are.
  ///   - row: Which one.
  ///   - bytes: Where the UTF-8 is added.
  package static func append(_ column: Column, _ type: ColumnType, row: Int, to bytes: inout [UInt8]) {
    if column.isValid(row) { append(column.values, type, row, to: &bytes) } else { bytes += "null".utf8 }
  }

  static func append(_ values: ColumnValues, _ type: ColumnType, _ row: Int, to bytes: inout [UInt8]) {
    switch values {
    case .bool(let items): bytes += (items[row] ? "true" : "false").utf8
    case .int32(let items): append(Int64(items[row]), type, to: &bytes)
    case .int64(let items): append(items[row], type, to: &bytes)
    case .float(let items): number(items[row], to: &bytes)
    case .double(let items): number(items[row], to: &bytes)
    case .string(let texts): JSONText.append(texts.utf8(row), .terminal, to: &bytes)
    case .digest(let items): hex(items[row * 32..<row * 32 + 32], to: &bytes)
    case .binary(let items): append(items.utf8(row), type, to: &bytes)
    case .fixed(let items, let width): append(items[row * width..<row * width + width], type, to: &bytes)
    case .nullable(let items, let validity):
      if validity[row] { append(items, type, row, to: &bytes) } else { bytes += "null".utf8 }
    case .list(let items, let offsets):
      let element = if case .list(let element) = type { element } else { type }
      bytes.append(UInt8(ascii: "["))
      for index in offsets[row]..<offsets[row + 1] {
        if index > offsets[row] { bytes += ", ".utf8 }
        append(items, element, index, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
  }

  /// Adds what a whole number of this type means.
  private static func append(_ value: Int64, _ type: ColumnType, to bytes: inout [UInt8]) {
    switch type {
    case .uint64: NumberText.append(UInt64(bitPattern: value), to: &bytes)
    case .decimal(_, let scale): quoted(&bytes) { DecimalText.append(value, scale: scale, to: &$0) }
    case .date: quoted(&bytes) { TimeText.appendDate(days: value, to: &$0) }
    case .time(let unit):
      guard TimeText.isWithinDay(value, digits: unit.digits) else { return NumberText.append(value, to: &bytes) }
      quoted(&bytes) { TimeText.appendTime(value, digits: unit.digits, to: &$0) }
    case .timestamp: quoted(&bytes) { TimeText.appendTimestamp(value, digits: 6, utc: true, to: &$0) }
    case .foreignTimestamp(let unit, let utc):
      quoted(&bytes) { TimeText.appendTimestamp(value, digits: unit.digits, utc: utc, to: &$0) }
    default: NumberText.append(value, to: &bytes)
    }
  }

  /// Adds what bytes of this type mean.
  private static func append(_ value: ArraySlice<UInt8>, _ type: ColumnType, to bytes: inout [UInt8]) {
    switch type {
    case .decimal(_, let scale): quoted(&bytes) { DecimalText.append(value, scale: scale, to: &$0) }
    case .uuid:
      quoted(&bytes) { bytes in
        for (index, byte) in value.enumerated() {
          if [4, 6, 8, 10].contains(index) { bytes.append(UInt8(ascii: "-")) }
          NumberText.appendHex(byte, to: &bytes)
        }
      }
    default: hex(value, to: &bytes)
    }
  }

  private static func hex(_ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    quoted(&bytes) { bytes in
      for byte in value { NumberText.appendHex(byte, to: &bytes) }
    }
  }

  private static func quoted(_ bytes: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
    bytes.append(UInt8(ascii: "\""))
    body(&bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private static func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Value, to bytes: inout [UInt8]
  ) {
    if value.isNaN {
      bytes += "\"NaN\"".utf8
    } else if value.isInfinite {
      bytes += (value < 0 ? "\"-Infinity\"" : "\"Infinity\"").utf8
    } else {
      bytes += String(value).utf8
    }
  }
}
