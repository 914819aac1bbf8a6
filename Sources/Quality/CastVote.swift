/// One answer among many: all by numbers, so that millions of them fit.
package struct CastVote: Sendable, Equatable {
  /// The image, from 0.
  package var image: Int32
  /// The annotator, from 0.
  package var annotator: Int32
  /// The class; anything outside the classes is an abstention.
  package var label: Int32

  package init(image: Int32, annotator: Int32, label: Int32) {
    self.image = image
    self.annotator = annotator
    self.label = label
  }
}
