/// EfficientNet-Lite0 as a source of features: those of a network that was trained on other pictures.
///
/// The means and then the maxima of three inner maps, and the means of the head; `CKernels/include/convnet.h` says which, and
/// in which order everything is added up, so that every instruction set gives the same bits.
///
/// Tan, Le: "EfficientNet: rethinking model scaling for convolutional neural networks" (2019).
package struct ConvNet: Sendable {
  /// Width and height that pictures are scaled to, in pixels.
  package let inputSize: Int
  /// The weights as the kernel reads them.
  let weights: PackedWeights

  /// Makes the network of its weights.
  ///
  /// - Parameters:
  ///   - weights: ``weightBytes`` bytes: 32-bit numbers, convolution by convolution, in little-endian order.
  ///   - inputSize: Within ``inputSizes``.
  /// - Throws: ``ImagingError/length(_:expected:found:)``, ``ImagingError/option(_:value:allowed:)``.
  package init(weights: [UInt8], inputSize: Int) throws(ImagingError) {
    guard weights.count == Self.weightBytes else {
      throw .length(.weights, expected: Self.weightBytes, found: weights.count)
    }
    guard Self.inputSizes.contains(inputSize) else {
      throw .option(.inputSize, value: inputSize, allowed: Self.inputSizes)
    }
    self.inputSize = inputSize
    self.weights = PackedWeights(weights)
  }

  /// The picture as the network sees it: scaled, in three channels.
  ///
  /// - Throws: ``ImagingError/scaleSize(width:height:limit:)``.
  package func prepared(_ raster: Raster) throws(ImagingError) -> Raster {
    let scaled = try raster.scaled(toWidth: inputSize, height: inputSize)
    guard scaled.channels == 1 else { return scaled }
    return Raster(
      unchecked: scaled.pixels.flatMap { [$0, $0, $0] }, width: inputSize, height: inputSize, channels: 3)
  }
}
