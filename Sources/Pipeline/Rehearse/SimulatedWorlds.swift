import Rehearsal
import Spec

/// How the people of a simulation label.
package enum LabellingWorld: Sendable, Equatable {
  /// Nobody errs, abstains or doubts.
  case perfect
  /// As `annotate` plays them, under the spec's rules.
  case panel
  /// The same people, but one vote an image and no senior.
  case single
  /// One vote an image; this share of the votes is a class drawn evenly, and nothing else is wrong.
  case wrong(Double)

  /// Reads `perfect`, `panel`, `single` or `wrong=0.1`; nil for anything else.
  package init?(_ text: String) {
    switch text {
    case "perfect": self = .perfect
    case "panel": self = .panel
    case "single": self = .single
    default:
      guard text.hasPrefix("wrong="), let share = Double(text.dropFirst(6)), (0...1).contains(share) else { return nil }
      self = .wrong(share)
    }
  }

  /// What it is called.
  package var name: String {
    switch self {
    case .perfect: "perfect"
    case .panel: "panel"
    case .single: "single"
    case .wrong(let share): "wrong=\(share)"
    }
  }

  /// The rules under which people are asked.
  package func rules(_ spec: PipelineSpec) -> PipelineSpec {
    var spec = spec
    switch self {
    case .perfect, .panel: return spec
    case .single, .wrong:
      let juniors = spec.annotators.filter { !$0.senior }
      if !juniors.isEmpty { spec.annotators = juniors }
      for index in spec.annotators.indices { spec.annotators[index].senior = false }
      spec.stages.export.annotatorsPerImage = 1
      spec.stages.ingest.escalate = []
      spec.stages.ingest.tiebreak = .none
      return spec
    }
  }

  /// What the people are like.
  func people(_ usual: [SimulatedPerson]) -> [SimulatedPerson] {
    switch self {
    case .panel, .single: usual
    case .perfect: usual.map { .faultless(id: $0.id) }
    case .wrong(let share):
      usual.map {
        var person = SimulatedPerson.faultless(id: $0.id)
        person.drawnRate = share
        return person
      }
    }
  }
}
