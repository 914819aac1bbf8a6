import Imaging

/// What makes features of pictures, before they are reduced.
protocol FeatureSource: Sendable {
  /// Numbers that a picture gives.
  var featureCount: Int { get }
  /// Whether it is to be given three channels or one.
  var colour: Bool { get }
  /// How many pictures are best given together.
  var together: Int { get }

  /// A picture as the features are taken of it: small, however large the picture is.
  ///
  /// - Throws: `ImagingError`.
  func prepared(_ raster: Raster) throws(ImagingError) -> Raster

  /// The features of prepared pictures, one vector each; they do not depend on which are given together.
  ///
  /// - Throws: `ImagingError`.
  func features(_ prepared: [Raster]) throws(ImagingError) -> [[Float]]
}

extension PatchEncoder: FeatureSource {
  var featureCount: Int { options.featureCount }
  var colour: Bool { options.colour }
  var together: Int { 1 }

  func prepared(_ raster: Raster) throws(ImagingError) -> Raster {
    try raster.scaled(toWidth: options.inputSize, height: options.inputSize)
  }

  func features(_ prepared: [Raster]) throws(ImagingError) -> [[Float]] {
    var vectors: [[Float]] = []
    for picture in prepared { vectors.append(try features(picture)) }
    return vectors
  }
}

/// The network, in colour or not.
struct NetworkFeatures: FeatureSource {
  let network: ConvNet
  let colour: Bool

  var featureCount: Int { ConvNet.featureCount }
  var together: Int { ConvNet.together }

  func prepared(_ raster: Raster) throws(ImagingError) -> Raster { try network.prepared(raster) }

  func features(_ prepared: [Raster]) throws(ImagingError) -> [[Float]] { try network.features(prepared) }
}
