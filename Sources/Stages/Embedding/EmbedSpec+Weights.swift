import Foundation
import Pretrained
import Spec

extension EmbedSpec {
  /// Where the weights of the built-in network lie on this machine; nil if the embedder is another.
  ///
  /// - Parameter environment: The environment variables, by default our own.
  /// - Returns: The place, whether or not anything is there.
  /// - Throws: `PretrainedError.noFolder` if no folder is named.
  package func weights(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(PretrainedError) -> PretrainedWeights? {
    guard builtIn == .network else { return nil }
    return try PretrainedWeights(ConvNetEmbedHook.network, environment: environment)
  }
}
