import Imaging
import Report
import Selection

/// What is wrong with values that no file is named for: mistakes of shape, size and form.
extension Wording {
  /// Why a quality report cannot be written or read.
  static func report(_ error: ReportError) -> String {
    switch error {
    case .notFinite(let place): "the number at \(quoted(place)) is not finite"
    case .unreadable(let place, let problem):
      "this is no quality report: \(printable(problem))" + (place.isEmpty ? "" : " at \(quoted(place))")
    case .newerVersion(let found, let known):
      "the quality report was written by a later version (\(found), this one knows up to \(known))"
    }
  }

  /// Why a selection could not be made.
  static func selection(_ error: SelectionError) -> String {
    switch error {
    case .count(let argument, let expected, let found):
      "selection: \(found) \(argument.rawValue), expected \(expected)"
    case .outside(let argument, let found, let least, let greatest):
      "selection: \(argument.rawValue) \(found), expected \(least) to \(greatest)"
    case .notFinite(let argument, let row):
      "selection: row \(row) of the \(argument.rawValue) holds a number that is not finite, or too large to be squared"
    case .missing(let argument): "selection: the measure looks at \(argument.rawValue), which are not there"
    case .weight(let stratum): "selection: the weight of stratum \(stratum) is negative or not finite"
    case .distance(let distance): "selection: a distance of \(distance), expected 0 to 1"
    }
  }

  /// Why a picture cannot be used.
  static func imaging(_ error: ImagingError) -> String {
    switch error {
    case .unknownFormat: "a picture is of no format that is read"
    case .empty: "a picture's file is empty"
    case .truncated(let format): "a picture's file ends before the picture does (\(format.rawValue))"
    case .damaged(let format, let cause): "a picture is damaged (\(format.rawValue)): \(printable(cause))"
    case .unsupported(let format, let cause):
      "a picture is of a kind that is not read (\(format.rawValue)): \(printable(cause))"
    case .tooManyPixels(let width, let height, let limit):
      "a picture of \(width) × \(height) pixels; at most \(limit) are decoded"
    case .outOfMemory: "no memory was left to decode a picture"
    default: "a picture, or the fitted state of the built-in embedder, is not what it was taken for"
    }
  }
}
