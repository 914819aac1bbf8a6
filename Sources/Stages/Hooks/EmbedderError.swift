/// Why the embedder cannot be fitted.
package enum EmbedderError: Error, Sendable, Equatable {
  /// There are not enough readable images for that many dimensions or filters.
  case tooFewImages(images: Int, dimensions: Int, features: Int)
  /// The fitted state cannot be read.
  case damagedState
}
