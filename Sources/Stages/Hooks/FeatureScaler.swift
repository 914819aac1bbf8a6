/// Brings features to mean 0 and variance 1, as the training images have them; a constant feature becomes 0.
struct FeatureScaler: Sendable {
  /// One value a feature.
  let mean: [Float]
  /// What a feature is multiplied by.
  let scale: [Float]

  /// Learns the scale from features, row-major.
  static func fit(_ features: [Float], dimensions: Int) -> FeatureScaler {
    let rows = dimensions == 0 ? 0 : features.count / dimensions
    var mean = Array(repeating: 0.0, count: dimensions)
    var square = mean
    for row in 0..<rows {
      for index in 0..<dimensions { mean[index] += Double(features[row * dimensions + index]) }
    }
    for index in 0..<dimensions { mean[index] /= Double(max(1, rows)) }
    for row in 0..<rows {
      for index in 0..<dimensions {
        let difference = Double(features[row * dimensions + index]) - mean[index]
        square[index] += difference * difference
      }
    }
    let scale = square.map { sum -> Float in
      let deviation = (sum / Double(max(1, rows))).squareRoot()
      return deviation > 1e-12 ? Float(1 / deviation) : 0
    }
    return FeatureScaler(mean: mean.map { Float($0) }, scale: scale)
  }

  /// The features brought to scale.
  func apply(_ features: [Float]) -> [Float] {
    guard !mean.isEmpty else { return features }
    var result = features
    for index in result.indices {
      let feature = index % mean.count
      result[index] = (result[index] - mean[feature]) * scale[feature]
    }
    return result
  }
}
