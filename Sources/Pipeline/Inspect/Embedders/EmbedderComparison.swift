import Engine
import Foundation
import Spec
import Stages
import Storage
import Texts

/// Compares the spec's embedder with others on the labels so far.
package struct EmbedderComparison: Sendable {
  private let project: Project
  private let directory: DataDirectory

  /// Prepares a comparison; the caller holds the directory's lock.
  package init(_ project: Project, _ directory: DataDirectory) {
    self.project = project
    self.directory = directory
  }

  /// Embeds the labelled images by each embedder and compares what a model learns from the vectors.
  ///
  /// - Parameters:
  ///   - others: Each the name of a built-in embedder, several with `+` between them, what stands behind `embed:` in a spec, or
  ///     another spec whose embedder is meant. The spec's own is always compared, and the first.
  ///   - labelFile: A table `image,label` instead of the labels so far.
  ///   - progress: Told how far it has come.
  /// - Returns: A row an embedder.
  /// - Throws: `EmbedderComparisonError`, `EmbedderTrialError`; `SpecErrors`; what an embedder fails with.
  package func run(_ others: [String], labelFile: String?, progress: any RunProgress) async throws
    -> EmbedderTrial.Outcome
  {
    let candidates = try candidates(others)
    let number = try directory.iterations().last { number in
      try Iteration(directory, number).manifest()?.record(StageName.pool) != nil
    }
    guard let number, let manifest = try Iteration(directory, number).manifest() else {
      throw EmbedderComparisonError.noPool
    }
    let scope = IterationScope(
      directory: directory, iteration: number, earlier: try Iteration(directory, number).earlier(), manifest: manifest)
    let staging = try directory.newStaging("embedders")
    defer { try? Files.remove(staging) }
    let context = StageContext(
      scope: scope, stage: StageName.embed, output: "\(staging)/output", scratch: "\(staging)/scratch",
      threads: project.threads, hooks: project.hooks, progress: progress)
    for folder in [context.output, context.scratch] { try Files.createDirectory(folder) }
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory, rehash: project.rehash)
    return try await EmbedderTrial(setup, context, labelFile: labelFile.map(Project.fromHere)).run(candidates)
  }

  /// What is compared, each checked before anything runs.
  private func candidates(_ others: [String]) throws -> [EmbedderTrial.Candidate] {
    let own = project.spec.stages.embed
    try project.checkHooks(only: StageName.embed)
    var candidates = [EmbedderTrial.Candidate(own.title, own, baseDirectory: project.baseDirectory)]
    for text in others {
      let candidate = try candidate(text)
      guard !candidates.contains(where: { $0.embed == candidate.embed && $0.baseDirectory == candidate.baseDirectory })
      else { continue }
      candidates.append(candidate)
    }
    guard candidates.count > 1 else { throw EmbedderComparisonError.nothingElse(own.title) }
    return candidates
  }

  private func candidate(_ text: String) throws -> EmbedderTrial.Candidate {
    let spec: PipelineSpec
    let base: String
    if let embed = try [EmbedSpec].named(text) {
      var changed = project.spec
      changed.stages.embed = embed
      (spec, base) = (changed, project.baseDirectory)
    } else if Files.exists(text) {
      let other = try Project(
        specPath: text, data: nil, threads: project.threads, rehash: project.rehash,
        executable: project.hooks.executable)
      try other.checkHooks(only: StageName.embed)
      (spec, base) = (other.spec, other.baseDirectory)
    } else {
      let known = BuiltInEmbedder.allCases.map(\.rawValue)
      throw EmbedderComparisonError.unknown(text, known: known, nearest: NearestWord.find(text, among: known))
    }
    if let fault = HookCheck(spec, baseDirectory: base).faults(only: StageName.embed).first {
      throw EmbedderComparisonError.unusable(text, fault.message)
    }
    return EmbedderTrial.Candidate(spec.stages.embed.title, spec.stages.embed, baseDirectory: base)
  }
}

/// Why there is nothing to compare.
package enum EmbedderComparisonError: Error, Sendable, Equatable {
  /// No iteration has listed its pool.
  case noPool
  /// Only the spec's own embedder is named.
  case nothingElse(String)
  /// An argument that names no embedder.
  case unknown(String, known: [String], nearest: String?)
  /// An embedder that cannot run.
  case unusable(String, String)
}
