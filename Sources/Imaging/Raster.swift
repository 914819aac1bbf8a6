/// A decoded image: rows from the top, pixels from the left, the channels of a pixel side by side.
package struct Raster: Sendable, Equatable {
  /// Pixels a row, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int
  /// Values a pixel: 1 (grey) or 3 (red, green, blue).
  package let channels: Int
  /// `height × width × channels` values.
  package let pixels: [UInt8]

  /// Wraps pixels that are there already.
  ///
  /// - Throws: ``ImagingError/rasterShape(width:height:channels:values:)`` unless the sizes are positive, there are
  ///   1 or 3 channels and the number of values is `height × width × channels`.
  package init(width: Int, height: Int, channels: Int, pixels: [UInt8]) throws(ImagingError) {
    let (plane, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, channels == 1 || channels == 3, !overflow,
      pixels.count % channels == 0, pixels.count / channels == plane
    else {
      throw .rasterShape(width: width, height: height, channels: channels, values: pixels.count)
    }
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// Wraps pixels whose number the caller has made sure of.
  init(unchecked pixels: [UInt8], width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}

extension Raster {
  /// The image in its own proportions with no side longer than `side`, for thumbnails; a smaller one stays as it is.
  ///
  /// - Throws: ``ImagingError/scaleSize(width:height:limit:)``.
  package func fitted(within side: Int) throws(ImagingError) -> Raster {
    let longer = max(width, height)
    guard longer > side, side > 0 else { return self }
    // Rounded half up, and never to nothing.
    func fitted(_ length: Int) -> Int { max(1, (length * side + longer / 2) / longer) }
    return try scaled(toWidth: fitted(width), height: fitted(height))
  }
}
