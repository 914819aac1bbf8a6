import Selection
import Spec
import Storage

/// A way of choosing batches that a simulation plays.
package struct SimulatedStrategy: Sendable, Equatable {
  /// What it is called, and its folders after it.
  package let name: String
  private let seed: SeedSpec?
  private let score: ScoreSpec?
  private let cluster: ClusterSpec?
  private let method: Batch.Method?
  private let isRandom: Bool

  /// As the spec says.
  package static let spec = SimulatedStrategy(name: "spec")
  /// At random from the whole pool.
  package static let random = SimulatedStrategy(name: "random", isRandom: true)

  private init(
    name: String, seed: SeedSpec? = nil, score: ScoreSpec? = nil, cluster: ClusterSpec? = nil,
    method: Batch.Method? = nil, isRandom: Bool = false
  ) {
    self.name = name
    self.seed = seed
    self.score = score
    self.cluster = cluster
    self.method = method
    self.isRandom = isRandom
  }

  /// Reads `spec`, `random`, the name of a method, or a spec file whose seed, score and cluster are meant.
  ///
  /// - Returns: Nil for anything else.
  /// - Throws: `SpecErrors` with all mistakes of the file; `StorageError`.
  package init?(_ text: String) throws {
    if text == Self.spec.name {
      self = .spec
    } else if text == Self.random.name {
      self = .random
    } else if let method = Batch.Method(rawValue: text) {
      self.init(name: text, method: method)
    } else if Files.exists(text) {
      let other = try SpecReader.read(Files.read(text, limit: 2 << 20), file: text).spec.stages
      let file = text.split(separator: "/").last.map(String.init) ?? text
      self.init(
        name: file.split(separator: ".").first.map(String.init) ?? file, seed: other.seed, score: other.score,
        cluster: other.cluster)
    } else {
      return nil
    }
  }

  /// The spec under which it chooses.
  func applied(to spec: PipelineSpec) -> PipelineSpec {
    var spec = spec
    if let seed { spec.stages.seed = seed }
    if let score { spec.stages.score = score }
    if let cluster { spec.stages.cluster = cluster }
    if let method {
      spec.stages.cluster.method = method
      spec.stages.cluster.parameters = MethodParameters(method)
    }
    if isRandom {
      spec.stages.cluster = spec.stages.cluster.allRandom
      spec.stages.seed.method = .random
      spec.stages.seed.by = nil
      spec.stages.seed.oversample = []
    }
    return spec
  }
}
