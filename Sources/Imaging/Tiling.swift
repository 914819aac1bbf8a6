/// Cuts pictures into overlapping tiles that cover them, so that details smaller than a scaled picture's pixels are seen.
package struct Tiling: Sendable, Equatable {
  /// The side of a tile in pixels.
  package let size: Int
  /// The least share of a tile's side that its neighbour has as well.
  package let overlap: Double

  /// Makes a tiling.
  ///
  /// - Parameters:
  ///   - size: At least 1.
  ///   - overlap: From 0 to 0.5.
  package init(size: Int, overlap: Double) {
    self.size = max(1, size)
    self.overlap = min(0.5, max(0, overlap))
  }

  /// Where tiles begin along a side: at both ends, and between them at even distances.
  ///
  /// - Parameter length: The side of the picture; one no longer than a tile has one tile.
  /// - Returns: Ascending, the first 0 and the last `length − size`.
  package func origins(along length: Int) -> [Int] {
    let rest = length - size
    guard rest > 0 else { return [0] }
    let step = max(1, Int(Double(size) * (1 - overlap)))
    let gaps = (rest + step - 1) / step
    return (0...gaps).map { $0 * rest / gaps }
  }

  /// The tiles of a picture, row by row, each cut when it is asked for; a picture no larger than a tile is its only one.
  ///
  /// All at once would take up to four times the picture's memory.
  package func tiles(of raster: Raster) -> LazyMapCollection<[(left: Int, top: Int)], Raster> {
    let columns = origins(along: raster.width)
    let corners = origins(along: raster.height).flatMap { top in columns.map { (left: $0, top: top) } }
    let (width, height) = (min(size, raster.width), min(size, raster.height))
    return corners.lazy.map { raster.cropped(left: $0.left, top: $0.top, width: width, height: height) }
  }
}

extension Raster {
  /// A part of the picture, which must lie within it.
  func cropped(left: Int, top: Int, width newWidth: Int, height newHeight: Int) -> Raster {
    if newWidth == width, newHeight == height { return self }
    var part: [UInt8] = []
    part.reserveCapacity(newWidth * newHeight * channels)
    for row in top..<top + newHeight {
      let start = (row * width + left) * channels
      part += pixels[start..<start + newWidth * channels]
    }
    return Raster(unchecked: part, width: newWidth, height: newHeight, channels: channels)
  }
}
