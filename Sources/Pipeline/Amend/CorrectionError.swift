import Labelling

/// Why a correction is not taken.
package enum CorrectionError: Error, Sendable, Equatable {
  /// There is no sealed label that could be wrong.
  case nothingSealed
  case unknownClass(String, image: String, nearest: String?)
  /// Nobody has answered about the image.
  case noLabel(image: String, nearest: String?)
  /// Nobody has answered about several images of those that are to be corrected.
  case noLabels(images: [String], of: Int, JoinDiagnosis?)
  /// The author or the reason is empty or too long.
  case unusable(String, image: String)
}
