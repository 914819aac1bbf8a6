import Engine
import Labelling
import Quality
import Report
import Spec
import Stages
import Storage
import Texts

/// What labels would be if some votes had not been given.
package struct PeopleReplay: Sendable, Encodable {
  /// Which votes are left out.
  package enum Omission: Sendable {
    /// Those of a person.
    case person(String)
    /// Those that were given under guidelines with this SHA-256, or one that begins so.
    case guidelines(String)
  }

  /// A label that would be another.
  package struct Flip: Sendable, Encodable {
    package let image: String
    /// What it is; null if undecided.
    package let label: String?
    /// What it would be; null if it would be undecided.
    package let without: String?
    /// Every vote on it: `ana: scratch`, in the order of rounds; those that are left out are marked.
    package let votes: [Vote]
  }

  /// A vote on a picture.
  package struct Vote: Sendable, Encodable {
    package let annotator: String
    package let answer: String
    package let round: Int
    package let isLeftOut: Bool
  }

  /// Votes that are left out.
  package let votes: Int
  /// Pictures that they are about.
  package let pictures: Int
  /// What the votes cost, in the currency of the spec.
  package let cost: Double
  /// By name; of another class, or without one.
  package let flips: [Flip]

  /// Flips that would have another class and not none.
  package var changed: Int { flips.count { $0.without != nil } }
}

extension PeopleReplay {
  /// Resolves all votes of sealed iterations twice.
  ///
  /// Corrections are left aside: what a person has decided by name does not hang on votes.
  ///
  /// - Parameters:
  ///   - omission: What is left out.
  ///   - project: By its spec votes are resolved.
  /// - Returns: What would be another.
  /// - Throws: `PeopleReplayError` where there is no such person or version; `ColumnarError`, `StorageError`.
  package static func without(_ omission: Omission, _ project: Project) throws -> PeopleReplay {
    let directory = try DataDirectory.forReading(project.dataPath, pipeline: project.spec.name)
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory)
    let replay = try LabelReplay(setup, directory)
    let known: Set<ExactText>
    switch omission {
    case .person: known = Set(replay.votes.map(\.author.exact)).union(setup.spec.annotators.map(\.id.exact))
    case .guidelines: known = Set(replay.votes.compactMap(\.guidelines?.exact))
    }
    func isLeftOut(_ vote: LabelReplay.Vote) -> Bool {
      switch omission {
      case .person(let id): vote.author.exact == id.exact
      case .guidelines(let digest): vote.guidelines?.hasPrefix(digest) ?? false
      }
    }
    switch omission {
    case .person(let id):
      guard known.contains(id.exact) else {
        throw PeopleReplayError.unknownPerson(id: id, known: setup.spec.annotators.map(\.id))
      }
    case .guidelines(let digest):
      guard known.contains(where: { $0.text.hasPrefix(digest) }), !digest.isEmpty else {
        throw PeopleReplayError.unknownGuidelines(digest: digest, known: known.sorted().map(\.text))
      }
    }
    let left = replay.votes.filter(isLeftOut)
    let before = try replay.labels { _ in true }
    let after = try replay.labels { !isLeftOut($0) }
    let flips = before.compactMap { outcome -> Flip? in
      let other = after[outcome.key]?.label
      guard outcome.value.label?.exact != other?.exact else { return nil }
      return Flip(
        image: outcome.value.image, label: outcome.value.label, without: other,
        votes: replay.votes(on: outcome.key).map {
          Vote(annotator: $0.author, answer: $0.label ?? $0.kind, round: $0.round, isLeftOut: isLeftOut($0))
        })
    }.sortedByBytes(of: \.image)
    let price = { (id: String) in
      setup.spec.annotators.first { $0.id.exact == id.exact }?.pricePerVote ?? setup.spec.budget.pricePerVote
    }
    return PeopleReplay(
      votes: left.count, pictures: Set(left.map(\.picture)).count, cost: left.reduce(0) { $0 + price($1.annotator) },
      flips: flips)
  }
}

/// Why votes cannot be left out.
package enum PeopleReplayError: Error, Equatable, Sendable {
  /// Nobody of that name has voted, or is in the spec.
  case unknownPerson(id: String, known: [String])
  /// No vote was given under guidelines of that digest.
  case unknownGuidelines(digest: String, known: [String])
  /// An iteration, or all up to it, have no report.
  case noReport(iteration: Int, orBefore: Bool)
}
