import Columnar
import Storage

/// What the engine must treat apart about a stage.
///
/// The engine knows no stage by name.
package struct StageTraits: OptionSet, Sendable {
  package let rawValue: Int
  /// Makes a set of traits.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Before it runs, people must have done something: `Stage.waiting` is asked.
  package static let waitsForPeople = StageTraits(rawValue: 1)
  /// Its output leaves the house.
  ///
  /// Once it has run, it and all stages before it are frozen.
  package static let publishes = StageTraits(rawValue: 2)
  /// It ends the iteration, which is sealed after it.
  package static let seals = StageTraits(rawValue: 4)
}

/// A named value that enters a stage's key.
package struct NamedValue: Codable, Sendable, Equatable {
  package let name: String
  package let value: String

  /// Makes a named value.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A step of an iteration: it reads files, computes, and writes files into a folder of its own.
package protocol Stage: Sendable {
  /// The name, which is that of its folder (`score`, `export-1`).
  var name: String { get }
  /// The kind (`score`, `export`).
  var kind: String { get }
  /// Raised when the same inputs would give other outputs.
  var version: Int { get }
  /// What the engine must treat apart.
  var traits: StageTraits { get }
  /// The files of this iteration that it reads.
  var reads: [Artifact] { get }
  /// The parameters, names and canonical values.
  var parameters: [NamedValue] { get }
  /// Whether it is given the iteration's number, from which draws come.
  var isGivenIteration: Bool { get }
  /// The programs that it runs.
  var hooks: [HookCommand] { get }

  /// The fields of the request to its program that are known before it runs, each path left out: what lies there is among
  /// the inputs.
  ///
  /// - Throws: An error if the request cannot be written.
  func request(_ iteration: Int) throws -> [NamedValue]

  /// Inputs from outside this iteration, each with the digest of its content: files people gave, tables of earlier
  /// iterations.
  ///
  /// - Throws: An error that names the input that is missing or unusable.
  func externalInputs(_ scope: IterationScope) throws -> [NamedValue]

  /// What is still missing from people, nil if the stage can run. Asked only with the trait `waitsForPeople`.
  ///
  /// - Throws: An error that names a file that people gave and that cannot be read.
  func waiting(_ scope: IterationScope) throws -> Waiting?

  /// Does the work: reads its inputs, writes its outputs through `context`.
  ///
  /// - Throws: Any error; nothing of the output is kept then.
  func run(_ context: StageContext) async throws
}

extension Stage {
  package var traits: StageTraits { [] }
  package var hooks: [HookCommand] { [] }
  package var isGivenIteration: Bool { false }
  package func request(_ iteration: Int) throws -> [NamedValue] { [] }
  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { [] }
  package func waiting(_ scope: IterationScope) throws -> Waiting? { nil }
}
