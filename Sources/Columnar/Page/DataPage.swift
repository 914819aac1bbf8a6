/// A data page's values, unpacked and still encoded.
struct DataPage {
  /// The encoded values.
  let bytes: UnsafeRawBufferPointer
  let encoding: ValueEncoding
  /// How many values there are, those that are missing left out.
  let count: Int
}
