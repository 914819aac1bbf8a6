extension ColumnValues {
  /// The first row in which an element of a list, or a list within a list, is missing.
  var firstMissingElement: Int? {
    switch self {
    case .nullable(let values, let validity):
      let here = validity.firstIndex(of: false)
      let inside = values.firstMissingElement
      guard let here, let inside else { return here ?? inside }
      return min(here, inside)
    case .list(let values, let offsets):
      guard let element = values.firstMissingElement else { return nil }
      var low = 0
      var high = offsets.count - 2
      while low < high {
        let middle = (low + high) / 2
        if offsets[middle + 1] > element { high = middle } else { low = middle + 1 }
      }
      return low
    default: return nil
    }
  }

  /// How many bytes the values take in memory.
  var byteCount: Int {
    switch self {
    case .bool(let values): values.count
    case .int32(let values): values.count * 4
    case .int64(let values): values.count * 8
    case .float(let values): values.count * 4
    case .double(let values): values.count * 8
    case .string(let texts), .binary(let texts): texts.bytes.count + texts.offsets.count * 8
    case .digest(let bytes), .fixed(let bytes, _): bytes.count
    case .nullable(let values, let validity): values.byteCount + validity.count
    case .list(let values, let offsets): values.byteCount + offsets.count * 8
    }
  }
}
