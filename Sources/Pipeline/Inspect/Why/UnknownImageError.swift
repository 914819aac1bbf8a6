/// An image that no pool holds.
package struct UnknownImageError: Error, Sendable, Equatable {
  package let image: String
  /// Ids that may have been meant.
  package let near: [String]

  /// Makes an error.
  package init(image: String, near: [String]) {
    self.image = image
    self.near = near
  }
}
