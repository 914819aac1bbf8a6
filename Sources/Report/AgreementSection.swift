/// How far independent first-round votes agree beyond chance, over all iterations.
package struct AgreementSection: Codable, Sendable, Equatable {
  /// Agreement of all classes, or of one against the rest.
  package struct Beyond: Codable, Sendable, Equatable {
    /// The class; nil for all together.
    package var name: String?
    /// Krippendorff's alpha for nominal data; nil where it is not defined.
    package var alpha: Double?
    /// Fleiss' kappa, on the images with the commonest number of votes; nil where it is not defined.
    package var fleiss: Double?

    package init(name: String?, alpha: Double?, fleiss: Double?) {
      self.name = name
      self.alpha = alpha
      self.fleiss = fleiss
    }
  }

  /// Images with at least two votes.
  package var images: Int
  package var all: Beyond
  /// One entry a class.
  package var perClass: [Beyond]
  /// Krippendorff's alpha of this iteration's batch alone.
  package var batchAlpha: Double?

  package init(images: Int, all: Beyond, perClass: [Beyond], batchAlpha: Double?) {
    self.images = images
    self.all = all
    self.perClass = perClass
    self.batchAlpha = batchAlpha
  }
}
