import Engine
import Labelling
import Storage
import Texts

/// All votes of the sealed iterations, to be resolved as often as one likes.
package struct LabelReplay {
  /// A vote.
  package struct Vote: Sendable {
    /// Who was asked.
    package let annotator: String
    /// Who decided what it says.
    package let author: String
    /// The class; nil for an abstention.
    package let label: String?
    /// label, skip or cannot_tell.
    package let kind: String
    package let round: Int
    /// SHA-256 of the guidelines that it was given under.
    package let guidelines: String?
    /// Which picture it is about.
    package let picture: Picture
    let answer: StoredAnswer
  }

  /// What votes come to.
  package struct Label: Sendable {
    package let image: String
    /// Nil if undecided.
    package let label: String?
  }

  /// In the order in which they came.
  package let votes: [Vote]
  private let byPicture: [Picture: [Vote]]
  private let setup: StageSetup
  private let resolution: LabelResolution

  /// Reads the sealed iterations of a data directory.
  ///
  /// - Throws: `EngineError.damaged`, `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, _ directory: DataDirectory) throws {
    self.setup = setup
    var manifests: [Manifest] = []
    for number in try directory.iterations() {
      guard let manifest = try Iteration(directory, number).manifest(), manifest.sealed != nil else { break }
      manifests.append(manifest)
    }
    guard let last = manifests.last else {
      votes = []
      byPicture = [:]
      resolution = LabelResolution(setup, record: VoterRecord(setup))
      return
    }
    let next = IterationScope(directory: directory, iteration: manifests.count, earlier: manifests, manifest: last)
    votes = try StoredAnswer.standing(AllAnswers.read(next, before: manifests.count)).map {
      Vote(
        annotator: $0.annotator, author: $0.author, label: $0.label, kind: $0.kind, round: $0.round,
        guidelines: $0.guidelines, picture: $0.picture, answer: $0)
    }
    byPicture = Dictionary(grouping: votes, by: \.picture)
    resolution = LabelResolution(setup, record: try VoterRecord(setup, next))
  }

  /// What the votes come to that are counted, picture by picture.
  package func labels(counting isCounted: (Vote) -> Bool) throws -> [Picture: Label] {
    Dictionary(
      resolution.outcomes(votes.filter(isCounted).map(\.answer), names: [:]).map {
        ($0.picture, Label(image: $0.imageID, label: resolution.label($0)))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The votes on a picture, in the order of rounds and people.
  package func votes(on picture: Picture) -> [Vote] {
    byPicture[picture, default: []].sorted { ($0.round, $0.author.exact) < ($1.round, $1.author.exact) }
  }
}
