import Labelling

/// The stages' names, which are those of their folders.
package enum StageName {
  package static let pool = "pool"
  package static let amend = "amend"
  package static let seed = "seed"
  package static let embed = "embed"
  package static let train = "train"
  package static let score = "score"
  package static let cluster = "cluster"
  package static let report = "report"
  /// The kind of the stages that hand out tasks, one a round.
  package static let export = LabelTask.stageKind
  /// The kind of the stages that take answers in, one a round.
  package static let ingest = "ingest"

  /// How many rounds of labelling an iteration has: all annotators, then seniors.
  package static let rounds = 2

  /// The stage that hands out the tasks of a round, from 1.
  package static func export(_ round: Int) -> String { LabelTask.stage(round: round) }

  /// The stage that takes in the answers of a round, from 1.
  package static func ingest(_ round: Int) -> String { "\(ingest)-\(round)" }

  /// Whether it is a stage that hands out tasks, of whatever round: its output leaves the house.
  package static func isExport(_ name: some StringProtocol) -> Bool { (1...rounds).contains { export($0) == name } }
}
