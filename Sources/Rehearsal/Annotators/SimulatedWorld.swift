import Draws
import Labelling
import Texts

/// An image and what it really shows.
package struct KnownLabel: Equatable, Sendable {
  package let imageID: String
  package let label: String

  /// Makes a known label from its parts.
  package init(imageID: String, label: String) {
    self.imageID = imageID
    self.label = label
  }
}

/// Two classes that look alike.
package struct Lookalike: Equatable, Sendable {
  package let first: String
  package let second: String

  /// Makes a pair from its parts.
  package init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }
}

/// What is true of the images that simulated people look at.
package struct SimulatedWorld: Sendable {
  package let classes: [String]
  package let negativeClass: String?
  /// Pairs of classes that people take for each other, the likeliest first.
  package let lookalikes: [Lookalike]
  /// The rarest class that is not the negative one, of those that occur.
  package let rarestClass: String?
  private let truth: [ExactText: Int]
  private let difficulty: Draw

  /// Pairs that look alike in the images that Winnow's own pipelines are about.
  package static let usualLookalikes = [
    Lookalike("discoloration", "contamination"), Lookalike("scratch", "micro_crack"),
    Lookalike("scratch", "micro_crack"),
    Lookalike("foreign_particle", "dent"), Lookalike("edge_chip", "dent"),
    Lookalike("mousebite", "spur"), Lookalike("open", "mousebite"), Lookalike("short", "copper"),
    Lookalike("copper", "pinhole"), Lookalike("crack", "break"), Lookalike("fray", "uneven"),
    Lookalike("blowhole", "break"),
  ]

  /// Gathers what is known.
  ///
  /// - Parameters:
  ///   - truth: Each image once.
  ///   - classes: Those of the spec.
  ///   - negativeClass: The class of images without a defect.
  ///   - lookalikes: Those of the usual pairs whose classes exist, by default; with none of them
  ///     the first two classes that are not negative.
  ///   - randomSeed: What the difficulty of an image comes from, which is the same for everybody.
  /// - Throws: `SimulationError` for an image known twice, or a label that is no class.
  package init(
    truth: [KnownLabel], classes: [String], negativeClass: String?,
    lookalikes: [Lookalike] = usualLookalikes, randomSeed: UInt64
  ) throws {
    var position: [ExactText: Int] = [:]
    for (index, name) in classes.enumerated() { position[ExactText(name)] = index }
    var labels: [ExactText: Int] = [:]
    var counts = [Int](repeating: 0, count: classes.count)
    for known in truth {
      guard let label = position[ExactText(known.label)] else {
        throw SimulationError.unknownClass(label: known.label, image: known.imageID)
      }
      guard labels.updateValue(label, forKey: ExactText(known.imageID)) == nil else {
        throw SimulationError.knownTwice(image: known.imageID)
      }
      counts[label] += 1
    }
    let negative = negativeClass.flatMap { position[ExactText($0)] }
    let defects = classes.indices.filter { $0 != negative }
    let rarest = defects.filter { counts[$0] > 0 }.min { (counts[$0], -$0) < (counts[$1], -$1) }
    let known = lookalikes.filter {
      position[ExactText($0.first)] != nil && position[ExactText($0.second)] != nil
    }

    self.classes = classes
    self.negativeClass = negativeClass
    self.truth = labels
    self.rarestClass = rarest.map { classes[$0] }
    self.lookalikes =
      known.isEmpty && defects.count > 1 ? [Lookalike(classes[defects[0]], classes[defects[1]])] : known
    self.difficulty = Draw(randomSeed: randomSeed, iteration: 0, stage: "annotate/difficulty")
  }

  /// What `image` shows.
  package func label(of image: String) -> String? {
    truth[ExactText(image)].map { classes[$0] }
  }

  /// How hard `image` is to judge, in [0, 1), evenly spread and the same for everybody.
  func difficulty(of image: String) -> Double {
    difficulty.uniform(image)
  }

  /// The classes that look like `label`.
  func lookalikes(of label: String) -> [String] {
    lookalikes.compactMap { pair in
      if ExactText(pair.first) == ExactText(label) { return pair.second }
      return ExactText(pair.second) == ExactText(label) ? pair.first : nil
    }
  }
}
