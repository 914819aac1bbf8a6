/// What stored values mean, in the format's own terms.
enum LogicalType: Equatable {
  case string
  case map
  case list
  case enumeration
  case decimal(precision: Int, scale: Int)
  case date
  case time(utc: Bool, unit: TimeUnit)
  case timestamp(utc: Bool, unit: TimeUnit)
  case integer(bits: Int, signed: Bool)
  case null
  case json
  case bson
  case uuid
  case float16
  /// Months, days and milliseconds; only among the converted types.
  case interval
  /// One that came after this was written, or one that is not used any more.
  case other

  /// The older converted type in the words of the newer logical types; nil if there is no such number.
  init?(converted code: Int32, precision: Int, scale: Int) {
    switch code {
    case 0: self = .string
    case 1, 2: self = .map
    case 3: self = .list
    case 4: self = .enumeration
    case 5: self = .decimal(precision: precision, scale: scale)
    case 6: self = .date
    case 7: self = .time(utc: true, unit: .milliseconds)
    case 8: self = .time(utc: true, unit: .microseconds)
    case 9: self = .timestamp(utc: true, unit: .milliseconds)
    case 10: self = .timestamp(utc: true, unit: .microseconds)
    case 11: self = .integer(bits: 8, signed: false)
    case 12: self = .integer(bits: 16, signed: false)
    case 13: self = .integer(bits: 32, signed: false)
    case 14: self = .integer(bits: 64, signed: false)
    case 15: self = .integer(bits: 8, signed: true)
    case 16: self = .integer(bits: 16, signed: true)
    case 17: self = .integer(bits: 32, signed: true)
    case 18: self = .integer(bits: 64, signed: true)
    case 19: self = .json
    case 20: self = .bson
    case 21: self = .interval
    default: return nil
    }
  }

  /// The type as a reader of the file's schema knows it (`TIMESTAMP(MICROS, UTC)`).
  var name: String {
    switch self {
    case .string: "STRING"
    case .map: "MAP"
    case .list: "LIST"
    case .enumeration: "ENUM"
    case .decimal(let precision, let scale): "DECIMAL(\(precision), \(scale))"
    case .date: "DATE"
    case .time(let utc, let unit): "TIME(\(unit.name)\(utc ? ", UTC" : ""))"
    case .timestamp(let utc, let unit): "TIMESTAMP(\(unit.name)\(utc ? ", UTC" : ""))"
    case .integer(let bits, let signed): "INT(\(bits), \(signed ? "signed" : "unsigned"))"
    case .null: "UNKNOWN"
    case .json: "JSON"
    case .bson: "BSON"
    case .uuid: "UUID"
    case .float16: "FLOAT16"
    case .interval: "INTERVAL"
    case .other: "a newer type"
    }
  }
}
