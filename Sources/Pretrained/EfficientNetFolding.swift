/// EfficientNet-Lite0 without its batch normalisation: folded into weights and biases, as the kernel takes them.
///
/// Each operation is rounded to 32 bits: s = γ / √(σ² + 0.001), weights = W · s for each output channel, bias = β − μ · s.
/// Ioffe, Szegedy: "Batch normalization" (2015), section 3.1.
enum EfficientNetFolding {
  /// A block: side of the kernel, channels in, expanded (nil: not at all) and out.
  private static let blocks: [(kernel: Int, inputs: Int, expanded: Int?, outputs: Int)] = [
    (3, 32, nil, 16), (3, 16, 96, 24), (3, 24, 144, 24), (5, 24, 144, 40), (5, 40, 240, 40), (3, 40, 240, 80),
    (3, 80, 480, 80), (3, 80, 480, 80), (5, 80, 480, 112), (5, 112, 672, 112), (5, 112, 672, 112), (5, 112, 672, 192),
    (5, 192, 1_152, 192), (5, 192, 1_152, 192), (5, 192, 1_152, 192), (3, 192, 1_152, 320),
  ]

  /// The weights, convolution by convolution: biases, then weights as [output][input][row][column].
  ///
  /// - Throws: `PretrainedError.tensor` if one is missing or of another shape.
  static func folded(_ tensors: PickledTensors) throws(PretrainedError) -> [Float] {
    var folded = try convolution(tensors, "_conv_stem", "_bn0", shape: [32, 3, 3, 3])
    for (number, block) in blocks.enumerated() {
      let name = "_blocks.\(number)."
      let wide = block.expanded ?? block.inputs
      if block.expanded != nil {
        folded += try convolution(tensors, name + "_expand_conv", name + "_bn0", shape: [wide, block.inputs, 1, 1])
      }
      folded += try convolution(
        tensors, name + "_depthwise_conv", name + "_bn1", shape: [wide, 1, block.kernel, block.kernel])
      folded += try convolution(tensors, name + "_project_conv", name + "_bn2", shape: [block.outputs, wide, 1, 1])
    }
    return folded + (try convolution(tensors, "_conv_head", "_bn1", shape: [1_280, 320, 1, 1]))
  }

  private static func convolution(
    _ tensors: PickledTensors, _ name: String, _ normalisation: String, shape: [Int]
  ) throws(PretrainedError) -> [Float] {
    let outputs = shape[0]
    var weights = try tensors.values("\(name).weight", shape: shape)
    let scales = try tensors.values("\(normalisation).weight", shape: [outputs])
    let variances = try tensors.values("\(normalisation).running_var", shape: [outputs])
    let shifts = try tensors.values("\(normalisation).bias", shape: [outputs])
    let means = try tensors.values("\(normalisation).running_mean", shape: [outputs])
    let factors = zip(scales, variances).map { $0 / ($1 + 0.001).squareRoot() }
    let each = weights.count / outputs
    for index in weights.indices { weights[index] *= factors[index / each] }
    let biases = (0..<outputs).map { index in
      let taken = means[index] * factors[index]
      return shifts[index] - taken
    }
    return biases + weights
  }
}
