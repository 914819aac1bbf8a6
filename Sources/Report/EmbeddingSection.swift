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

  /// A network with pretrained weights that the vectors could come from.
  package struct Offer: Codable, Sendable, Equatable {
    /// The network's name.
    package var network: String
    /// What it was trained on.
    package var trainedOn: String

    /// Takes the names.
    package init(network: String, trainedOn: String) {
      self.network = network
      self.trainedOn = trainedOn
    }
  }

  /// Nil where pictures are not far larger.
  package var shrunk: Shrunk?
  /// Nil where the vectors come from something else than patches.
  package var offer: Offer?
  /// How many pictures changed while they were embedded and have no vector.
  package var changed: Int

  /// Takes what there is to report.
  package init(shrunk: Shrunk?, offer: Offer? = nil, changed: Int) {
    self.shrunk = shrunk
    self.offer = offer
    self.changed = changed
  }
}
