extension PatchEncoder {
  /// The shape of an encoder.
  package struct Options: Sendable, Equatable {
    /// Width and height that an image is scaled to, in pixels.
    package var inputSize: Int
    /// Whether patches have three channels or one.
    package var colour: Bool
    /// Width and height of a patch, in pixels of the scaled image.
    package var patch: Int
    /// Pixels from one patch to the next.
    package var stride: Int
    /// Number of filters.
    package var filters: Int
    /// Pooling cells a side: 2 for quadrants.
    package var cells: Int

    /// Options with their defaults.
    package init(
      inputSize: Int = 96, colour: Bool = false, patch: Int = 8, stride: Int = 1, filters: Int = 128,
      cells: Int = 2
    ) {
      self.inputSize = inputSize
      self.colour = colour
      self.patch = patch
      self.stride = stride
      self.filters = filters
      self.cells = cells
    }

    /// Values a pixel.
    package var channels: Int { colour ? 3 : 1 }
    /// Values a patch: rows, then pixels of a row, then channels of a pixel.
    package var patchLength: Int { patch * patch * channels }
    /// Positions of patches along a side.
    package var positions: Int { (inputSize - patch) / stride + 1 }
    /// Values of a feature vector: for each cell, row by row, the mean and then the maximum of each filter.
    package var featureCount: Int { cells * cells * 2 * filters }

    /// Checks every option.
    ///
    /// - Throws: ``ImagingError/option(_:value:allowed:)`` for the first outside its range.
    package func check() throws(ImagingError) {
      try check(.patch, patch, 2...16)
      try check(.inputSize, inputSize, patch...1_024)
      try check(.stride, stride, 1...16)
      try check(.filters, filters, 1...4_096)
      try check(.cells, cells, 1...min(8, positions))
    }

    private func check(_ name: OptionName, _ value: Int, _ allowed: ClosedRange<Int>) throws(ImagingError) {
      guard allowed.contains(value) else { throw .option(name, value: value, allowed: allowed) }
    }
  }

  /// Names of options, for errors.
  package enum OptionName: String, Sendable, Equatable {
    case inputSize, patch, stride, filters, cells
  }

  /// Names of what an encoder is made of, for errors.
  package enum Part: String, Sendable, Equatable {
    case patches, weights, mean, eigenvalues, eigenvectors, whitening, centroids, scales, offsets, norms
  }

  /// What can be wrong with a serialised encoder.
  package enum StateFault: Sendable, Equatable {
    /// The bytes do not begin as an encoder does.
    case notAnEncoder
    /// A version that this build does not know.
    case version(UInt32)
    /// There are more or fewer bytes than the header states.
    case length(expected: Int, found: Int)
    /// The sums of weights leave 32 bits, or they do not cancel, in output `output`.
    case weights(output: Int)
  }
}
