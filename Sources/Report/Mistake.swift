/// A calibration image that a person called another class, as the lead sees it; nothing of it is on a page for annotators.
package struct Mistake: Sendable, Equatable {
  package var annotator: String
  package var imageID: String
  /// The known class.
  package var expected: String
  package var answered: String
  /// A PNG file; empty where there is no picture to be shown.
  package var png: [UInt8]

  package init(annotator: String, imageID: String, expected: String, answered: String, png: [UInt8]) {
    self.annotator = annotator
    self.imageID = imageID
    self.expected = expected
    self.answered = answered
    self.png = png
  }
}
