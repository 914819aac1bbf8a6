import ArgumentParser
import Foundation
import Stages

/// `winnow hook NAME`: the hooks that are built in; the engine calls them like any program.
struct HookSubcommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "The built-in hooks, called by the engine with WINNOW_REQUEST in the environment.",
    subcommands: [PatchEmbedCommand.self, ConvNetEmbedCommand.self, LinearProbeCommand.self])
}

/// `winnow hook patch-embed`.
struct PatchEmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patch-embed", abstract: "Embed images by single-layer patch features (Coates, Lee, Ng 2011) and PCA.")

  func run() throws {
    try PatchEmbedHook(HookRequest.fromEnvironment(), moved: HookProgress.moved).run()
  }
}

/// `winnow hook convnet-embed`.
struct ConvNetEmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convnet-embed",
    abstract: "Embed images by the features of EfficientNet-Lite0, trained on ImageNet, and PCA.")

  func run() throws {
    try ConvNetEmbedHook(HookRequest.fromEnvironment(), moved: HookProgress.moved).run()
  }
}

/// `winnow hook linear-probe`.
struct LinearProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear-probe",
    abstract: "Train multinomial logistic regression on the embeddings and predict the pool.")

  func run() throws {
    try LinearProbeHook(HookRequest.fromEnvironment(), moved: HookProgress.moved).run()
  }
}

/// Tells the engine how far a hook has come.
private enum HookProgress {
  static func moved(_ fraction: Double, _ note: String) {
    Console.answer("winnow: progress \(fraction) \(note)")
  }
}
