/// Width and height as a file stores them, before it is turned upright.
struct ImageSize: Sendable, Equatable {
  /// The longest side that any table of ours has room for.
  static let longestSide = Int(Int32.max)

  /// Pixels a row.
  let width: Int
  /// Rows.
  let height: Int

  /// Pixels in all; a number that fits, as neither side is longer than ``longestSide``.
  var pixels: Int { width * height }

  /// Takes what is known to be a size.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Takes what a file says of itself.
  ///
  /// - Throws: ``ImagingError/damaged(_:cause:)`` unless both sides are positive and no longer than ``longestSide``.
  init(claimedWidth width: Int, height: Int, _ format: ImageFormat) throws(ImagingError) {
    let sides = 1...Self.longestSide
    guard sides.contains(width), sides.contains(height) else {
      throw .damaged(format, cause: "size \(width) × \(height)")
    }
    self.init(width: width, height: height)
  }

  /// - Throws: ``ImagingError/damaged(_:cause:)`` if a decoder finds another size than the header has.
  func check(_ width: Int, _ height: Int, _ format: ImageFormat) throws(ImagingError) {
    guard self == ImageSize(width: width, height: height) else {
      throw .damaged(format, cause: "size \(width) × \(height) where its header has \(self.width) × \(self.height)")
    }
  }
}
