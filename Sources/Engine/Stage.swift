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

/// A file that a stage of an iteration writes.
package struct Artifact: Sendable, Hashable {
  /// The name of the stage that writes it.
  package let stage: String
  /// Its path below the stage's folder.
  package let file: String
  /// What it is declared as, if it is a table.
  package let table: TableSchema?

  /// Names an artifact.
  package init(_ stage: String, _ file: String, _ table: TableSchema? = nil) {
    self.stage = stage
    self.file = file
    self.table = table
  }

  package static func == (left: Artifact, right: Artifact) -> Bool {
    left.stage == right.stage && left.file == right.file
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(stage)
    hasher.combine(file)
  }

  /// What it is declared as.
  ///
  /// - Throws: `NoTable` if it is declared as no table: a mistake of this program.
  package func declared() throws -> TableSchema {
    guard let table else { throw NoTable(name: name) }
    return table
  }

  /// How it is named in a manifest: `stage/file`.
  package var name: String { "\(stage)/\(file)" }
}

/// A file is read or written as a table that is declared as none.
struct NoTable: Error {
  let name: String
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
  /// The program it runs, if it runs one.
  var hook: HookCommand? { get }

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
  package var hook: HookCommand? { nil }
  package var isGivenIteration: Bool { false }
  package func request(_ iteration: Int) throws -> [NamedValue] { [] }
  package func externalInputs(_ scope: IterationScope) throws -> [NamedValue] { [] }
  package func waiting(_ scope: IterationScope) throws -> Waiting? { nil }
}

/// What an iteration waits for, and how to give it.
package struct Waiting: Sendable, Equatable {
  /// One person's part.
  package struct Part: Sendable, Equatable {
    /// Who is to answer.
    package let who: String
    /// How many answers are in.
    package let answered: Int
    /// How many are asked for.
    package let asked: Int
    /// The file that holds the person's tasks.
    package let payload: String

    /// Makes a part.
    package init(who: String, answered: Int, asked: Int, payload: String) {
      self.who = who
      self.answered = answered
      self.asked = asked
      self.payload = payload
    }
  }

  /// The stage that waits.
  package let stage: String
  /// The round of labelling, from 1.
  package let round: Int
  /// The folder that answers are dropped into.
  package let inbox: String
  /// Each person's part, in the order of the spec.
  package let parts: [Part]
  /// Returned rows that could not be used, by reason.
  package let unusable: [NamedValue]

  /// Makes a description of what is missing.
  package init(stage: String, round: Int, inbox: String, parts: [Part], unusable: [NamedValue]) {
    self.stage = stage
    self.round = round
    self.inbox = inbox
    self.parts = parts
    self.unusable = unusable
  }
}
