import Draws
import Labelling
import Texts

/// What a simulated person says about one picture.
struct Judgement: Equatable {
  enum Answer: Equatable {
    case label(String)
    case cannotTell
    case skip
  }

  let answer: Answer
  /// Nil for a skip.
  let confidence: AnswerConfidence?

  /// Draws the answer of `person` to an image that shows `truth`.
  ///
  /// Slips are likelier on difficult images, which are the same for everybody, and are mostly made with low
  /// confidence; what a person confuses or overlooks as a habit is answered with some confidence.
  /// Errors grow with `progress`, how much of the session has passed in [0, 1], for people who tire.
  static func draw(
    person: SimulatedPerson, world: SimulatedWorld, truth: String, image: String, progress: Double,
    stream: inout DrawStream
  ) -> Judgement {
    let difficulty = world.difficulty(of: image)
    // Always the same number of draws, so that a changed rate changes no other answer.
    let passing = stream.uniform()
    let habit = stream.uniform()
    let slip = stream.uniform()
    let kind = stream.uniform()
    let choice = stream.uniform()
    let sureness = stream.uniform()

    if passing < person.skipRate { return Judgement(answer: .skip, confidence: nil) }
    if passing < person.skipRate + 2 * difficulty * person.cannotTellRate {
      return Judgement(answer: .cannotTell, confidence: confidence(sureness, low: 0.6, medium: 0.3))
    }
    if habit < person.drawnRate {
      let drawn = world.classes[min(world.classes.count - 1, Int(choice * Double(world.classes.count)))]
      return Judgement(answer: .label(drawn), confidence: confidence(sureness, low: 0.01, medium: 0.1))
    }
    if let wrong = habitual(person, world, truth), habit < wrong.rate {
      return Judgement(answer: .label(wrong.label), confidence: confidence(sureness, low: 0.25, medium: 0.35))
    }
    let isNegative = world.negativeClass.map { ExactText($0) == ExactText(truth) } ?? false
    let usual = isNegative ? person.negativeErrorRate : person.defectErrorRate
    let tired = person.tiring * max(0, (progress - 1 / 3.0) * 1.5)
    if slip < min(0.95, usual * (0.4 + 1.2 * difficulty) + tired),
      let wrong = mistake(world, truth: truth, isNegative: isNegative, kind: kind, choice: choice)
    {
      return Judgement(answer: .label(wrong), confidence: confidence(sureness, low: 0.55, medium: 0.3))
    }
    return Judgement(
      answer: .label(truth),
      confidence: confidence(sureness, low: 0.01 + 0.04 * difficulty, medium: 0.1 + 0.25 * difficulty))
  }

  private static func habitual(
    _ person: SimulatedPerson, _ world: SimulatedWorld, _ truth: String
  ) -> (label: String, rate: Double)? {
    if let blindness = person.overlooks, ExactText(blindness.label) == ExactText(truth),
      let negative = world.negativeClass
    {
      return (negative, blindness.rate)
    }
    guard let pair = person.confuses else { return nil }
    if ExactText(pair.first) == ExactText(truth) { return (pair.second, pair.rate) }
    return ExactText(pair.second) == ExactText(truth) ? (pair.first, pair.rate) : nil
  }

  /// A wrong class: mostly a defect overlooked, then one that looks alike, then any other.
  private static func mistake(
    _ world: SimulatedWorld, truth: String, isNegative: Bool, kind: Double, choice: Double
  ) -> String? {
    let others = world.classes.filter { ExactText($0) != ExactText(truth) }
    guard !others.isEmpty else { return nil }
    if !isNegative, let negative = world.negativeClass, kind < 0.55 { return negative }
    let alike = isNegative ? [] : world.lookalikes(of: truth)
    let among = !alike.isEmpty && kind < 0.85 ? alike : others
    return among[min(among.count - 1, Int(choice * Double(among.count)))]
  }

  private static func confidence(_ draw: Double, low: Double, medium: Double) -> AnswerConfidence {
    draw < low ? .low : draw < low + medium ? .medium : .high
  }
}
