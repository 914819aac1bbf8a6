/// How a stored picture is to be turned so that people see it upright (EXIF 2.32, tag 274).
enum Orientation: Int, CaseIterable, Sendable {
  case asStored = 1
  case mirrored = 2
  case turnedRound = 3
  case mirroredUpsideDown = 4
  case transposed = 5
  case turnedRight = 6
  case transposedRound = 7
  case turnedLeft = 8

  /// Belongs to the decoder's version: which tags are obeyed.
  static let version = "upright-1"

  /// Whether width and height change places.
  var swapsSides: Bool { rawValue >= 5 }

  /// What a file says; ``asStored`` where it says nothing, or nothing that can be understood.
  ///
  /// - Parameters:
  ///   - bytes: The file or a beginning of it.
  ///   - format: The format it begins as.
  init(of bytes: [UInt8], _ format: ImageFormat) {
    self = TagDirectory(of: bytes, format)?.number(.orientation).flatMap(Orientation.init(rawValue:)) ?? .asStored
  }
}

extension TagDirectory {
  /// The first directory of the EXIF block of a picture, or of a TIFF, which is built the same way.
  ///
  /// - Parameters:
  ///   - bytes: The file or a beginning of it.
  ///   - format: The format it begins as.
  init?(of bytes: [UInt8], _ format: ImageFormat) {
    let range: Range<Int>? =
      switch format {
      case .jpeg: JPEGMarkers.exif(bytes)
      case .png: PNGChunks.exif(bytes)
      case .webp: WebPChunks.exif(bytes)
      case .tiff: bytes.indices
      case .bmp: nil
      }
    guard let range else { return nil }
    self.init(ByteReader(bytes, range))
  }
}

extension Raster {
  /// The picture as people see it.
  func upright(_ orientation: Orientation) -> Raster {
    if orientation == .asStored { return self }
    let last = width * height - 1
    // Where the first pixel comes from, and how far it is to the one of the next column and of the next row.
    let (origin, column, row) =
      switch orientation {
      case .asStored: (0, 1, width)
      case .mirrored: (width - 1, -1, width)
      case .turnedRound: (last, -1, -width)
      case .mirroredUpsideDown: (last - width + 1, 1, -width)
      case .transposed: (0, width, 1)
      case .turnedRight: (last - width + 1, -width, 1)
      case .transposedRound: (last, -width, -1)
      case .turnedLeft: (width - 1, width, -1)
      }
    let (newWidth, newHeight) = orientation.swapsSides ? (height, width) : (width, height)
    var turned = [UInt8](repeating: 0, count: pixels.count)
    var target = 0
    for y in 0..<newHeight {
      var source = (origin + y * row) * channels
      for _ in 0..<newWidth {
        for channel in 0..<channels { turned[target + channel] = pixels[source + channel] }
        target += channels
        source += column * channels
      }
    }
    return Raster(unchecked: turned, width: newWidth, height: newHeight, channels: channels)
  }
}
