import Storage

extension Column {
  /// A column of texts.
  package static func strings(_ values: [String]) -> Column { Column(.string(StringArray(values))) }

  /// A column of packed texts.
  package static func strings(_ values: StringArray) -> Column { Column(.string(values)) }

  /// A column of texts where a row may have none.
  package static func optionalStrings(_ values: [String?]) -> Column {
    Column(.string(StringArray(values.map { $0 ?? "" })), validity: validity(values))
  }

  /// A column of `Float`.
  package static func floats(_ values: [Float]) -> Column { Column(.float(values)) }

  /// A column of `Float` where a row may have none.
  package static func optionalFloats(_ values: [Float?]) -> Column {
    Column(.float(values.map { $0 ?? 0 }), validity: validity(values))
  }

  /// A column of `Double`.
  package static func doubles(_ values: [Double]) -> Column { Column(.double(values)) }

  /// A column of `Double` where a row may have none.
  package static func optionalDoubles(_ values: [Double?]) -> Column {
    Column(.double(values.map { $0 ?? 0 }), validity: validity(values))
  }

  /// A column of `Int32`.
  package static func int32s(_ values: [Int32]) -> Column { Column(.int32(values)) }

  /// A column of `Int32` where a row may have none.
  package static func optionalInt32s(_ values: [Int32?]) -> Column {
    Column(.int32(values.map { $0 ?? 0 }), validity: validity(values))
  }

  /// A column of `Int64`.
  package static func int64s(_ values: [Int64]) -> Column { Column(.int64(values)) }

  /// A column of `Int64` where a row may have none.
  package static func optionalInt64s(_ values: [Int64?]) -> Column {
    Column(.int64(values.map { $0 ?? 0 }), validity: validity(values))
  }

  /// A column of microseconds since 1970-01-01T00:00:00Z where a row may have none.
  package static func optionalTimestamps(_ values: [Int64?]) -> Column { optionalInt64s(values) }

  /// A column of truth values.
  package static func bools(_ values: [Bool]) -> Column { Column(.bool(values)) }

  /// A column of SHA-256.
  package static func digests(_ values: [Digest]) -> Column {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 32)
    for value in values { bytes += value.bytes }
    return Column(.digest(bytes))
  }

  /// A column of SHA-256 where a row may have none.
  package static func optionalDigests(_ values: [Digest?]) -> Column {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 32)
    let none = [UInt8](repeating: 0, count: 32)
    for value in values { bytes += value?.bytes ?? none }
    return Column(.digest(bytes), validity: validity(values))
  }

  /// A column of lists of `Float`; row `i` holds `values[offsets[i]..<offsets[i + 1]]`.
  package static func floatLists(values: [Float], offsets: [Int]) -> Column {
    Column(.list(.float(values), offsets: offsets))
  }

  /// A column of lists of `Float`, all of length `count`.
  package static func floatLists(values: [Float], each count: Int) -> Column {
    let rows = count > 0 ? values.count / count : 0
    return floatLists(values: values, offsets: (0...rows).map { $0 * count })
  }

  private static func validity<Value>(_ values: [Value?]) -> [Bool]? {
    values.contains { $0 == nil } ? values.map { $0 != nil } : nil
  }
}
