/// What is known of a column chunk's values.
struct Statistics {
  var minimum: [UInt8]?
  var maximum: [UInt8]?
  var nullCount: Int?
  /// Whether the bounds are values that occur, not shortened ones.
  var isMinimumExact: Bool?
  var isMaximumExact: Bool?
  /// The bounds of old writers, who compared all values as signed ones.
  var signedMinimum: [UInt8]?
  var signedMaximum: [UInt8]?
}
