import Draws
import Imaging
import Pretrained
import Storage

/// The built-in embedder with pretrained features: those of EfficientNet-Lite0, trained on ImageNet, reduced by PCA.
///
/// It is called like any hook. Only the PCA is learnt from the pool.
package struct ConvNetEmbedHook {
  /// Rises when the same pictures and parameters give other vectors.
  package static let version = "1"
  /// The network.
  package static let network = PretrainedNetwork.efficientNetLite0

  /// How many standard deviations a feature may be from its mean: the maxima have long tails.
  private static let clip: Float = 5

  private let embedding: FeatureEmbedding

  /// Prepares the answer to a request.
  package init(_ request: HookRequest, moved: @escaping (Double, String) -> Void) {
    embedding = FeatureEmbedding(request, moved: moved)
  }

  /// Does what is asked.
  ///
  /// - Throws: `HookRequestError` for a request that lacks something; `PretrainedError`, `ImagingError`, `StorageError`.
  package func run() throws {
    let request = embedding.request
    guard let path = request.inputs.weights else { throw HookRequestError.missing(field: "inputs.weights") }
    let source = NetworkFeatures(
      network: try ConvNet(
        weights: PretrainedWeights(Self.network, folder: Files.parent(of: path)).load(),
        inputSize: request.parameters["input_size"]?.integer ?? 128),
      colour: embedding.seesColour(unlessSaid: true))
    let identity = Array("\(Self.network.folded.hex) \(source.network.inputSize) \(source.colour)".utf8)
    switch request.action {
    case "fit":
      let draw = Draw(randomSeed: try request.seed(), iteration: 0, stage: "convnet-embed/projection")
      try embedding.fit(
        source, identity: identity, images: HookPictures(request.inputs.images), draw: draw, clip: Self.clip)
    case "embed": try embedding.embed(source, identity: identity)
    default: throw HookRequestError.missing(field: "action fit or embed")
    }
  }
}
