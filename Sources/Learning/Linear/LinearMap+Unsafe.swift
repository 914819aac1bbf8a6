import Parallel

/// Linear functions of rows of features, in the layout of the kernels: the classes of a model, or components.
struct LinearMap {
  private let dimensions: Int
  private let classes: Int
  private let weights: [Double]
  private let bias: [Double]

  /// Rows that one thread takes at a time.
  private static let block = 256

  /// Takes weights that are laid out: a row of padded width a class, and a bias a class.
  init(dimensions: Int, classes: Int, weights: [Double], bias: [Double]) {
    self.dimensions = dimensions
    self.classes = classes
    self.weights = weights
    self.bias = bias
  }

  /// Rows × classes: each row's features times each class's weights, plus the bias.
  func products(_ features: UnsafeBufferPointer<Float>, rows: Int, threads: Int) throws -> [Double] {
    let width = LinearKernels.padded(dimensions)
    let output = Scratch<Double>(rows * classes)
    nonisolated(unsafe) let input = features
    try Parallel.forEach((rows + Self.block - 1) / Self.block, threads: threads) { block in
      let first = block * Self.block
      let count = min(Self.block, rows - first)
      weights.withUnsafeBufferPointer { weights in
        bias.withUnsafeBufferPointer { bias in
          guard let weights = weights.baseAddress, let bias = bias.baseAddress
          else { return }
          let out = output.base + first * classes
          if width == dimensions, let source = input.baseAddress {
            LinearKernels.products(
              x: source + first * width, rows: count, width: width, weights: weights, bias: bias,
              classes: classes, out: out)
          } else {
            let padded = Scratch<Float>(count * width)
            if let source = input.baseAddress {
              padded.copyRows(
                source + first * dimensions, rows: count, columns: dimensions, width: width)
            }
            LinearKernels.products(
              x: padded.base, rows: count, width: width, weights: weights, bias: bias, classes: classes,
              out: out)
          }
        }
      }
    }
    return output.array()
  }
}
