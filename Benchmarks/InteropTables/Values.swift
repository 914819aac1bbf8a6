import Columnar

/// The values of columns as JSON from which another program gets back every bit: floats as the whole number of their bits,
/// digests in hexadecimal, timestamps in microseconds.
enum Values {
  /// A row's value.
  static func json(_ column: Column, row: Int) -> String {
    column.isValid(row) ? json(column.values, row) : "null"
  }

  /// A text in quotation marks.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\"
        result.unicodeScalars.append(scalar)
      } else if scalar.value < 0x20 || scalar.value == 0x7F {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func json(_ values: ColumnValues, _ row: Int) -> String {
    switch values {
    case .bool(let items): return "\(items[row])"
    case .int32(let items): return "\(items[row])"
    case .int64(let items): return "\(items[row])"
    case .float(let items): return "\(items[row].bitPattern)"
    case .double(let items): return "\(items[row].bitPattern)"
    case .string(let texts): return quoted(texts[row])
    case .digest(let bytes): return hex(bytes[row * 32..<row * 32 + 32])
    case .list(let elements, let offsets):
      return "[" + (offsets[row]..<offsets[row + 1]).map { json(elements, $0) }.joined(separator: ",") + "]"
    default: preconditionFailure("no column of this kind is drawn")
    }
  }

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    "\"" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
  }
}
