/// What can be wrong with an image or an encoder.
package enum ImagingError: Error, Equatable, Sendable {
  /// The bytes begin as no picture that is known.
  case unknownFormat
  /// A format that is known by its first bytes and not read.
  case foreign(ForeignFormat)
  /// There are no bytes at all.
  case empty
  /// The file ends before the image does.
  case truncated(ImageFormat)
  /// The decoder found damage; `cause` is its own word for it.
  case damaged(ImageFormat, cause: String)
  /// A sound file of a kind that is not read, such as a TIFF of floating-point numbers; `cause` says which.
  case unsupported(ImageFormat, cause: String)
  /// The file declares more pixels than allowed; nothing was allocated.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// The decoder could not be started: memory ran out.
  case outOfMemory
  /// Sizes and number of values of a raster do not belong together.
  case rasterShape(width: Int, height: Int, channels: Int, values: Int)
  /// A size to scale to is not between 1 and `limit`.
  case scaleSize(width: Int, height: Int, limit: Int)
  /// An image has another number of channels than the encoder takes.
  case channels(expected: Int, found: Int)
  /// An encoder's option is outside its range.
  case option(PatchEncoder.OptionName, value: Int, allowed: ClosedRange<Int>)
  /// An array given to an encoder has the wrong length.
  case length(PatchEncoder.Part, expected: Int, found: Int)
  /// An array given to an encoder holds a value that is not finite or absurdly large.
  case value(PatchEncoder.Part, index: Int)
  /// The bytes of a serialised encoder cannot be read.
  case encoderState(PatchEncoder.StateFault)
}

/// The formats that are read.
package enum ImageFormat: String, Sendable, Equatable, CaseIterable {
  /// JPEG (ITU-T T.81), baseline and progressive, 8 bits; grey, colour, four inks.
  case jpeg
  /// PNG (ISO/IEC 15948), every bit depth and colour type.
  case png
  /// TIFF 6.0 and BigTIFF, the first page; whole numbers of up to 16 bits.
  case tiff
  /// BMP of Windows and OS/2.
  case bmp
  /// WebP (RFC 9649), one picture.
  case webp
}

extension ImagingError {
  /// What is wrong with an image, as a code for a table.
  package var imageFault: String {
    switch self {
    case .unknownFormat: "not_an_image"
    case .foreign(let format): "unsupported_\(format.rawValue)"
    case .empty: "empty_file"
    case .truncated: "truncated"
    case .damaged: "damaged"
    case .unsupported(let format, _): "unsupported_\(format.rawValue)"
    case .tooManyPixels: "too_many_pixels"
    default: "not_decodable"
    }
  }
}
