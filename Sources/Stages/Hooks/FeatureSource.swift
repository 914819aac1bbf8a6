import Imaging

/// What makes features of pictures, before they are reduced.
protocol FeatureSource: Sendable {
  /// Numbers that a picture gives.
  var featureCount: Int { get }
  /// Whether it is to be given three channels or one.
  var colour: Bool { get }
  /// How many views are best given together.
  var together: Int { get }

  /// The views of a picture that features are taken of: small, however large the picture is.
  ///
  /// - Throws: `ImagingError`.
  func views(of raster: Raster) throws(ImagingError) -> [Raster]

  /// The features of views, one vector each; they do not depend on which are given together.
  ///
  /// - Throws: `ImagingError`.
  func features(_ views: [Raster]) throws(ImagingError) -> [[Float]]

  /// The features of a picture, out of those of its views.
  func pooled(_ vectors: ArraySlice<[Float]>) -> [Float]
}

extension FeatureSource {
  /// Those of the only view.
  func pooled(_ vectors: ArraySlice<[Float]>) -> [Float] { vectors.first ?? [] }
}

extension PatchEncoder: FeatureSource {
  var featureCount: Int { options.featureCount }
  var colour: Bool { options.colour }
  var together: Int { 1 }

  func views(of raster: Raster) throws(ImagingError) -> [Raster] {
    [try raster.scaled(toWidth: options.inputSize, height: options.inputSize)]
  }

  func features(_ views: [Raster]) throws(ImagingError) -> [[Float]] {
    var vectors: [[Float]] = []
    for view in views { vectors.append(try features(view)) }
    return vectors
  }
}

/// The network, in colour or not.
struct NetworkFeatures: FeatureSource {
  let network: ConvNet
  let colour: Bool

  var featureCount: Int { ConvNet.featureCount }
  var together: Int { ConvNet.together }

  func views(of raster: Raster) throws(ImagingError) -> [Raster] { [try network.prepared(raster)] }

  func features(_ views: [Raster]) throws(ImagingError) -> [[Float]] { try network.features(views) }
}

/// Features of pictures that are cut into tiles: the mean of each feature over the tiles, and then the maximum of each.
///
/// A small defect hardly moves the mean over a large picture, but the maximum; what all of the picture is like is in the mean.
struct TiledFeatures<Source: FeatureSource>: FeatureSource {
  let source: Source
  let tiling: Tiling

  var featureCount: Int { 2 * source.featureCount }
  var colour: Bool { source.colour }
  var together: Int { source.together }

  func views(of raster: Raster) throws(ImagingError) -> [Raster] {
    var views: [Raster] = []
    for tile in tiling.tiles(of: raster) { views += try source.views(of: tile) }
    return views
  }

  func features(_ views: [Raster]) throws(ImagingError) -> [[Float]] { try source.features(views) }

  func pooled(_ vectors: ArraySlice<[Float]>) -> [Float] {
    guard let first = vectors.first else { return [] }
    var (sum, greatest) = (first, first)
    for vector in vectors.dropFirst() {
      for index in vector.indices {
        sum[index] += vector[index]
        greatest[index] = max(greatest[index], vector[index])
      }
    }
    let count = Float(vectors.count)
    return sum.map { $0 / count } + greatest
  }
}
