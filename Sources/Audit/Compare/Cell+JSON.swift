import Texts

extension Cell: Encodable {
  /// Writes the value as JSON: numbers that JSON has no word for as texts, bytes in hexadecimal, times in ISO 8601.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .none: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .float(let value) where value.isFinite: try container.encode(value)
    case .double(let value) where value.isFinite: try container.encode(value)
    case .list(let values): try container.encode(values)
    case .float, .double, .text, .bytes, .time: try container.encode(text)
    }
  }

  /// The value as text: digits that read back as the same number, `null` where there is none.
  package var text: String {
    switch self {
    case .none: "null"
    case .bool(let value): value ? "true" : "false"
    case .whole(let value): String(value)
    case .float(let value): value.isNaN ? "NaN" : "\(value)"
    case .double(let value): value.isNaN ? "NaN" : "\(value)"
    case .text(let value): value
    case .bytes(let bytes): bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case .time(let microseconds): Self.time(microseconds)
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    }
  }

  /// With the fraction of a second where it has one.
  private static func time(_ microseconds: Int64) -> String {
    Timestamp.text(microseconds, digits: microseconds % Timestamp.second == 0 ? 0 : 6)
  }
}
