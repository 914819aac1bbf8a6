import Texts

extension ImagingError: ReportedError {
  package var code: String {
    switch self {
    case .unknownFormat: "picture.unknown_format"
    case .foreign: "picture.foreign"
    case .empty: "picture.empty"
    case .truncated: "picture.truncated"
    case .damaged: "picture.damaged"
    case .unsupported: "picture.unsupported"
    case .tooManyPixels: "picture.too_many_pixels"
    case .outOfMemory: "picture.out_of_memory"
    case .rasterShape: "picture.raster_shape"
    case .scaleSize: "picture.scale_size"
    case .channels: "picture.channels"
    case .option: "picture.option"
    case .length: "picture.length"
    case .value: "picture.value"
    case .encoderState: "picture.encoder_state"
    }
  }

  package var kind: ErrorKind { .data }

  package var message: String {
    switch self {
    case .unknownFormat: "a picture is of no format that is read"
    case .empty: "a picture's file is empty"
    case .truncated(let format): "a picture's file ends before the picture does (\(format.rawValue))"
    case .damaged(let format, let cause): "a picture is damaged (\(format.rawValue)): \(cause.printable)"
    case .unsupported(let format, let cause):
      "a picture is of a kind that is not read (\(format.rawValue)): \(cause.printable)"
    case .tooManyPixels(let width, let height, let limit):
      "a picture of \(width) × \(height) pixels; at most \(limit) are decoded"
    case .outOfMemory: "no memory was left to decode a picture"
    default: "a picture, or the fitted state of the built-in embedder, is not what it was taken for"
    }
  }
}

extension PNGWriter.Failure: ReportedError {
  package var code: String {
    switch self {
    case .tooLarge: "png.too_large"
    case .level: "png.level"
    case .encoder: "png.encoder"
    }
  }

  package var kind: ErrorKind { .bug }

  package var message: String {
    switch self {
    case .tooLarge(let width, let height, let limit):
      "a picture of \(width) × \(height) pixels was to be written; at most \(limit) a side can be"
    case .level(let level): "a picture was to be packed with effort \(level), expected 0 to 9"
    case .encoder(let code): "libspng could not write a picture (\(code))"
    }
  }
}
