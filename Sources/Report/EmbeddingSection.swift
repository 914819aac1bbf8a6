/// What a person should know of the vectors of an iteration.
package struct EmbeddingSection: Codable, Sendable, Equatable {
  /// Pictures far larger than what the built-in embedder scales them to.
  package struct Shrunk: Codable, Sendable, Equatable {
    /// Pixels across of the median picture.
    package var width: Int
    /// Pixels down of the median picture.
    package var height: Int
    /// Pixels a side after scaling.
    package var inputSize: Int
    /// Pixels across of what becomes two pixels.
    package var lostWidth: Int
    /// Pixels down of what becomes two pixels.
    package var lostHeight: Int

    /// Takes the sizes.
    package init(width: Int, height: Int, inputSize: Int, lostWidth: Int, lostHeight: Int) {
      self.width = width
      self.height = height
      self.inputSize = inputSize
      self.lostWidth = lostWidth
      self.lostHeight = lostHeight
    }
  }

  /// Nil where pictures are not far larger.
  package var shrunk: Shrunk?
  /// How many pictures changed while they were embedded and have no vector.
  package var changed: Int

  /// Takes what there is to report.
  package init(shrunk: Shrunk?, changed: Int) {
    self.shrunk = shrunk
    self.changed = changed
  }
}
