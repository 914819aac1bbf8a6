/// A picture of the contact sheet.
package struct Thumbnail: Sendable, Equatable {
  package var imageID: String
  /// The class the image got; nil if it got none.
  package var label: String?
  /// What drew it: `uncertain`, `random`, `seed`.
  package var share: String
  /// The acquisition measure; nil where there was none.
  package var score: Double?
  /// The class the model predicted; nil without a model.
  package var predicted: String?
  /// A PNG file; empty where there is no picture to be shown.
  package var png: [UInt8]

  package init(
    imageID: String, label: String?, share: String, score: Double? = nil, predicted: String? = nil,
    png: [UInt8]
  ) {
    self.imageID = imageID
    self.label = label
    self.share = share
    self.score = score
    self.predicted = predicted
    self.png = png
  }
}
