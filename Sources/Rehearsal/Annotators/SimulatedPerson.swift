import Labelling

/// How a simulated annotator works and errs.
package struct SimulatedPerson: Equatable, Sendable {
  /// Two classes that a person takes for each other.
  package struct Confusion: Equatable, Sendable {
    package var first: String
    package var second: String
    /// The share of either that is called the other.
    package var rate: Double

    /// Makes a confusion from its parts.
    package init(first: String, second: String, rate: Double) {
      self.first = first
      self.second = second
      self.rate = rate
    }
  }

  /// A class that a person overlooks.
  package struct Blindness: Equatable, Sendable {
    package var label: String
    /// The share that is called negative.
    package var rate: Double

    /// Makes a blindness from its parts.
    package init(label: String, rate: Double) {
      self.label = label
      self.rate = rate
    }
  }

  /// The id in the spec.
  package var id: String
  /// The share of sound pictures called defective by a slip.
  package var negativeErrorRate = 0.02
  /// The share of defective pictures called something else by a slip.
  package var defectErrorRate = 0.04
  package var confuses: Confusion?
  package var overlooks: Blindness?
  /// Error rate added at the end of a session; it grows from nothing after the first third.
  package var tiring = 0.0
  /// The share of answers that are a class drawn evenly, whatever the picture shows.
  package var drawnRate = 0.0
  /// The share of tasks passed on.
  package var skipRate = 0.007
  /// The share of tasks answered `cannot_tell`.
  package var cannotTellRate = 0.008
  /// The usual time for one picture in seconds.
  package var secondsPerImage = 6.0

  /// Someone reliable.
  package init(id: String) {
    self.id = id
  }
}

extension SimulatedPerson {
  /// Somebody who never errs, abstains or doubts: for measuring strategies apart from people.
  package static func faultless(id: String) -> SimulatedPerson {
    var person = SimulatedPerson(id: id)
    person.negativeErrorRate = 0
    person.defectErrorRate = 0
    person.skipRate = 0
    person.cannotTellRate = 0
    return person
  }

  /// What the people of a pipeline are like by default, by their position among its annotators.
  ///
  /// Seniors rarely err. Of the others the first confuses two classes that look alike, the second overlooks
  /// the rarest class, the third tires: badly enough that the report must notice. Where there are fewer than
  /// three, the last has the remaining weaknesses too; a fourth and later ones are reliable.
  package static func usual(_ annotators: [AnnotatorAccount], world: SimulatedWorld) -> [SimulatedPerson] {
    let juniors = annotators.filter { !$0.senior }.count
    var position = 0
    return annotators.map { account in
      var person = SimulatedPerson(id: account.id)
      if account.senior {
        person.negativeErrorRate = 0.006
        person.defectErrorRate = 0.012
        person.skipRate = 0.002
        person.cannotTellRate = 0.004
        person.secondsPerImage = 8
        return person
      }
      let isLast = position == juniors - 1
      if position == 0, let pair = world.lookalikes.first {
        person.confuses = Confusion(first: pair.first, second: pair.second, rate: 0.2)
        person.negativeErrorRate = 0.015
        person.defectErrorRate = 0.03
      }
      if position == 1 || isLast && position < 1, let rarest = world.rarestClass {
        person.overlooks = Blindness(label: rarest, rate: 0.5)
        person.negativeErrorRate = 0.015
        person.defectErrorRate = 0.03
      }
      if position == 2 || isLast && position < 2 {
        person.negativeErrorRate = 0.1
        person.defectErrorRate = 0.15
        person.tiring = 0.45
        person.secondsPerImage = 4.5
      } else {
        person.secondsPerImage = 5.5 + 0.5 * Double(position % 4)
      }
      position += 1
      return person
    }
  }
}
