import Draws
import Texts

/// What is known of the classes of the images before anybody is asked.
package enum ImageKnowledge: Sendable, Equatable {
  /// The model's probabilities, images × classes.
  case probabilities([Double])
  /// The class that the model says, one an image.
  case predicted([Int32])
  /// Nothing: every image is of the classes that the answers were about, by their shares.
  case nothing
}

/// How the probabilities of being right are read from the posteriors.
package enum Exploration: String, Sendable, Equatable, CaseIterable {
  /// Their means: the best by what is known.
  case none
  /// One draw of each (Thompson 1933), so that those of whom little is known are asked as well.
  case thompson
}

/// Somebody who must not be asked about an image.
package struct RoutingExclusion: Sendable, Equatable, Hashable {
  package let image: Int
  package let annotator: Int

  /// Makes the record: numbers from 0.
  package init(image: Int, annotator: Int) {
    self.image = image
    self.annotator = annotator
  }
}

/// Who is asked about which image.
package struct RoutedVotes: Sendable, Equatable {
  package let votesPerImage: Int
  /// Images × votes an image: annotators, ascending within an image.
  package let annotators: [Int]
  /// Of each of `annotators`, whether chance alone has chosen them.
  package let random: [Bool]
  /// The votes that are expected to be right, over all images.
  package let objective: Double
  /// No assignment with the same random votes is expected to have this many more right votes.
  package let bound: Double
  /// Of each annotator, the right votes that one place more would be expected to add at most; 0 for those with places
  /// left.
  ///
  /// Above 1 where people are so short that random votes had to give way.
  package let prices: [Double]
}

/// Who is asked about which image, so that as many votes as possible are right.
package enum Routing {
  /// More annotators than this do not fit the whole numbers that the worths are counted in.
  package static let mostAnnotators = 1000
  /// What a worth of 1 is counted as.
  private static let unit = 0x1p40

  /// Chooses `votesPerImage` different people for each image, none above capacity.
  ///
  /// A share of the images is drawn at random, and with them people by chance and evenly, whatever they can: what these
  /// votes show of people and images is free of what routing believes. For the others the sum of the probabilities of
  /// being right is the greatest there is: images are a transportation problem, solved exactly (`Transport`) in worths
  /// of whole multiples of 2⁻⁴⁰. Rounding moves a worth by 2⁻⁴¹ at most, so both our sum and the best one by n·m·2⁻⁴¹
  /// at most, and the best is less than `bound` = n·m·2⁻⁴⁰ above ours. A random vote gives way only where the images
  /// have no other place: for it counts as worth more than any chain of moves, and then is marked as not random.
  ///
  /// The result depends on ids, not on the order of images or annotators; equals are told apart by draws.
  ///
  /// - Parameters:
  ///   - imageIDs: Each once.
  ///   - annotatorIDs: Each once, in the order of `skill`; at most `mostAnnotators`.
  ///   - knowledge: What is known of the images' classes.
  ///   - skill: The annotators' posteriors.
  ///   - explore: How they are read.
  ///   - votesPerImage: At least 1.
  ///   - capacities: Of each annotator, the most images, at least 0.
  ///   - exclusions: Who must not be asked about what.
  ///   - randomShare: The share of the images at random, from 0 to 1.
  ///   - draw: Keyed by the iteration and the export.
  /// - Returns: One assignment an image, in the order of `imageIDs`.
  /// - Throws: `LabelQualityError.capacity` with the number of votes that nobody can give, `tooFewEligible` for an
  ///   image that too few may judge, others for arrays of the wrong size.
  package static func assign(
    imageIDs: [String], annotatorIDs: [String], knowledge: ImageKnowledge, skill: AnnotatorSkill,
    explore: Exploration = .none, votesPerImage: Int, capacities: [Int], exclusions: [RoutingExclusion] = [],
    randomShare: Double = 0, draw: Draw
  ) throws(LabelQualityError) -> RoutedVotes {
    let people = annotatorIDs.count
    guard people <= mostAnnotators, people == skill.annotators else {
      throw .count(of: .annotators, expected: min(skill.annotators, mostAnnotators), found: people)
    }
    guard capacities.count == people else { throw .count(of: .capacities, expected: people, found: capacities.count) }
    if let row = capacities.firstIndex(where: { $0 < 0 }) { throw .outside(.capacities, row: row) }
    guard votesPerImage >= 1 else { throw .outside(.votesPerImage, row: 0) }
    guard randomShare >= 0, randomShare <= 1 else { throw .outside(.randomShare, row: 0) }

    // From here on images and people are in the order of draws, whatever order they came in.
    let images = try order(imageIDs, draw, .images)
    let persons = try order(annotatorIDs, draw, .annotators)
    let right = explore == .thompson ? skill.drawn(draw, ids: annotatorIDs) : skill.means
    let expected = try Expected(knowledge, skill: skill, right: right, images: imageIDs.count)
    let allowed = try allowed(images, persons, exclusions, needed: votesPerImage)
    var worths = [Double](repeating: 0, count: images.count * people)
    for (row, image) in images.enumerated() {
      for (column, person) in persons.enumerated() { worths[row * people + column] = expected(image, person) }
    }

    var start = Start(people: people, votes: votesPerImage, allowed: allowed, worths: worths, unit: unit)
    let random = Int((randomShare * Double(images.count)).rounded(.toNearestOrEven))
    start.takeRandom(images: 0..<random, capacities: persons.map { capacities[$0] }, draw: draw)
    start.takeBest(images: random..<images.count, draw: draw)
    var transport = Transport(
      worth: start.worth, allowed: allowed, holds: start.holds, capacity: persons.map { capacities[$0] })
    let missing = transport.settle()
    guard missing == 0 else { throw .capacity(missing: missing) }

    var chosen = [Int](repeating: 0, count: images.count * votesPerImage)
    var isRandom = [Bool](repeating: false, count: chosen.count)
    var objective = 0.0
    for (row, image) in images.enumerated() {
      let columns = persons.indices.filter { transport.holds[row * people + $0] }.sorted { persons[$0] < persons[$1] }
      for (place, column) in columns.enumerated() {
        chosen[image * votesPerImage + place] = persons[column]
        isRandom[image * votesPerImage + place] = row < random && start.holds[row * people + column]
        objective += worths[row * people + column]
      }
    }
    var prices = [Double](repeating: 0, count: people)
    for (column, person) in persons.enumerated() { prices[person] = Double(transport.price[column]) / unit }
    return RoutedVotes(
      votesPerImage: votesPerImage, annotators: chosen, random: isRandom, objective: objective,
      bound: Double(chosen.count) / unit, prices: prices)
  }

  /// The places of `ids` in an order that depends on the ids alone.
  private static func order(
    _ ids: [String], _ draw: Draw, _ argument: LabelQualityError.Argument
  ) throws(LabelQualityError) -> [Int] {
    let keys = ids.map { draw.key($0) }
    let order = ids.indices.sorted {
      (keys[$0], ExactText(ids[$0]), $0) < (keys[$1], ExactText(ids[$1]), $1)
    }
    for (one, next) in zip(order, order.dropFirst()) where ExactText(ids[one]) == ExactText(ids[next]) {
      throw .repeated(argument, row: next)
    }
    return order
  }

  private static func allowed(
    _ images: [Int], _ persons: [Int], _ exclusions: [RoutingExclusion], needed: Int
  ) throws(LabelQualityError) -> [Bool] {
    let people = persons.count
    var rows = images
    for (row, image) in images.enumerated() { rows[image] = row }
    var columns = persons
    for (column, person) in persons.enumerated() { columns[person] = column }
    var allowed = [Bool](repeating: true, count: images.count * people)
    for (number, pair) in exclusions.enumerated() {
      guard images.indices.contains(pair.image), persons.indices.contains(pair.annotator) else {
        throw .outside(.exclusions, row: number)
      }
      allowed[rows[pair.image] * people + columns[pair.annotator]] = false
    }
    for image in images.indices {
      let eligible = allowed[(rows[image] * people)..<((rows[image] + 1) * people)].count { $0 }
      guard eligible >= needed else { throw .tooFewEligible(image: image, eligible: eligible, needed: needed) }
    }
    return allowed
  }

  /// How probable it is that a person is right about an image.
  private struct Expected {
    private let knowledge: ImageKnowledge
    private let classes: Int
    private let right: [Double]
    private let shares: [Double]

    init(
      _ knowledge: ImageKnowledge, skill: AnnotatorSkill, right: [Double], images: Int
    ) throws(LabelQualityError) {
      switch knowledge {
      case .probabilities(let rows): try ProbabilityRows.check(rows, rows: images, classes: skill.classes)
      case .predicted(let labels):
        guard labels.count == images else { throw .count(of: .predicted, expected: images, found: labels.count) }
        if let row = labels.firstIndex(where: { !(0..<skill.classes).contains(Int($0)) }) {
          throw .outside(.predicted, row: row)
        }
      case .nothing: break
      }
      self.knowledge = knowledge
      classes = skill.classes
      self.right = right
      shares = skill.shares
    }

    func callAsFunction(_ image: Int, _ person: Int) -> Double {
      let own = person * classes
      var sum = 0.0
      switch knowledge {
      case .predicted(let labels): return right[own + Int(labels[image])]
      case .probabilities(let rows):
        for label in 0..<classes { sum += rows[image * classes + label] * right[own + label] }
      case .nothing: for label in 0..<classes { sum += shares[label] * right[own + label] }
      }
      return sum
    }
  }

  /// The start of the transport: random people for the random images, the best for the others, whatever their capacity.
  private struct Start {
    let people: Int
    let votes: Int
    let allowed: [Bool]
    /// Worths in whole units: images × people.
    private(set) var worth: [Int64]
    private(set) var holds: [Bool]

    init(people: Int, votes: Int, allowed: [Bool], worths: [Double], unit: Double) {
      self.people = people
      self.votes = votes
      self.allowed = allowed
      worth = worths.map { Int64(($0 * unit).rounded()) }
      holds = [Bool](repeating: false, count: worth.count)
    }

    /// Each image to those with the fewest so far, ties by draw.
    mutating func takeRandom(images: Range<Int>, capacities: [Int], draw: Draw) {
      var load = [Int](repeating: 0, count: people)
      // A chain passes everybody once at most and a move loses 1 at most: what is worth more stays if any chain avoids
      // it.
      let keep = Int64(2 * people + 1) * Int64(Routing.unit)
      for image in images {
        var stream = draw.stream("random/\(image)")
        let ties = (0..<people).map { _ in stream.next() }
        let ranked = (0..<people).filter { allowed[image * people + $0] }.sorted {
          (load[$0] < capacities[$0] ? 0 : 1, load[$0], ties[$0], $0)
            < (load[$1] < capacities[$1] ? 0 : 1, load[$1], ties[$1], $1)
        }
        for person in ranked.prefix(votes) {
          holds[image * people + person] = true
          worth[image * people + person] += keep
          load[person] += 1
        }
      }
    }

    /// Each image to those of the greatest worth, ties by draw.
    mutating func takeBest(images: Range<Int>, draw: Draw) {
      var stream = draw.stream("best")
      for image in images {
        let ties = (0..<people).map { _ in stream.next() }
        let ranked = (0..<people).filter { allowed[image * people + $0] }.sorted {
          (-worth[image * people + $0], ties[$0], $0) < (-worth[image * people + $1], ties[$1], $1)
        }
        for person in ranked.prefix(votes) { holds[image * people + person] = true }
      }
    }
  }
}
