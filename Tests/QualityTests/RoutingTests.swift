import Draws
import Quality
import Testing

struct RoutingTests {
  private let draw = Draw(randomSeed: 3, iteration: 2, stage: "route")

  /// One case, with names that are numbers.
  private struct Case {
    var images: Int
    var people: Int
    var votes: Int
    var skill: AnnotatorSkill
    var knowledge: ImageKnowledge
    var capacities: [Int]
    var exclusions: [RoutingExclusion] = []
    var share = 0.0

    func route(_ draw: Draw, explore: Exploration = .none) throws -> RoutedVotes {
      try Routing.assign(
        imageIDs: (0..<images).map { "i\($0)" }, annotatorIDs: (0..<people).map { "a\($0)" }, knowledge: knowledge,
        skill: skill, explore: explore, votesPerImage: votes, capacities: capacities, exclusions: exclusions,
        randomShare: share, draw: draw)
    }

    func worth(_ image: Int, _ person: Int) -> Double {
      let own = person * skill.classes
      return switch knowledge {
      case .predicted(let labels): skill.means[own + Int(labels[image])]
      case .probabilities(let rows):
        (0..<skill.classes).reduce(0) { $0 + rows[image * skill.classes + $1] * skill.means[own + $1] }
      case .nothing: (0..<skill.classes).reduce(0) { $0 + skill.shares[$1] * skill.means[own + $1] }
      }
    }

    func isAllowed(_ image: Int, _ person: Int) -> Bool {
      !exclusions.contains(RoutingExclusion(image: image, annotator: person))
    }

    /// The greatest sum over all assignments, and the most votes that can be given, by trying them all.
    func best(_ image: Int = 0, _ left: [Int]? = nil) -> (sum: Double?, most: Int) {
      let left = left ?? capacities
      guard image < images else { return (0, 0) }
      var sum: Double?
      var most = 0
      for set in 0..<(1 << people) where set.nonzeroBitCount <= votes {
        let chosen = (0..<people).filter { set >> $0 & 1 == 1 }
        guard chosen.allSatisfy({ left[$0] > 0 && isAllowed(image, $0) }) else { continue }
        var rest = left
        for person in chosen { rest[person] -= 1 }
        let after = best(image + 1, rest)
        most = max(most, chosen.count + after.most)
        if chosen.count == votes, let value = after.sum {
          sum = max(sum ?? -1, value + chosen.reduce(0) { $0 + worth(image, $1) })
        }
      }
      return (sum, most)
    }
  }

  private func randomCase(_ number: Int) throws -> Case {
    var stream = draw.stream("case \(number)")
    let people = 2 + stream.below(3)
    let images = 1 + stream.below(4)
    let votes = 1 + stream.below(2)
    let classes = 1 + stream.below(3)
    let counts = (0..<(people * classes)).map { _ in (Double(stream.below(20)), Double(stream.below(9))) }
    let knowledge: ImageKnowledge
    switch number % 3 {
    case 0: knowledge = .nothing
    case 1: knowledge = .predicted((0..<images).map { _ in Int32(stream.below(classes)) })
    default:
      knowledge = .probabilities(
        (0..<images).flatMap { _ in
          let weights = (0..<classes).map { _ in stream.uniform() + 0.01 }
          return weights.map { $0 / weights.reduce(0, +) }
        })
    }
    var exclusions: [RoutingExclusion] = []
    for image in 0..<images where people > votes && stream.below(2) == 0 {
      exclusions.append(RoutingExclusion(image: image, annotator: stream.below(people)))
    }
    return Case(
      images: images, people: people, votes: votes,
      skill: try AnnotatorSkill(right: counts.map(\.0), wrong: counts.map(\.1), annotators: people, classes: classes),
      knowledge: knowledge, capacities: (0..<people).map { _ in stream.below(images + 2) }, exclusions: exclusions)
  }

  @Test func reachesTheGreatestSumOfSmallCases() throws {
    var solved = 0
    var short = 0
    for number in 0..<300 {
      let one = try randomCase(number)
      let best = one.best()
      do {
        let routed = try one.route(draw)
        let sum = try #require(best.sum)
        #expect(abs(routed.objective - sum) <= routed.bound + 1e-12)
        var load = [Int](repeating: 0, count: one.people)
        for image in 0..<one.images {
          let chosen = routed.annotators[(image * one.votes)..<((image + 1) * one.votes)]
          #expect(Set(chosen).count == one.votes && chosen.sorted() == Array(chosen))
          #expect(chosen.allSatisfy { one.isAllowed(image, $0) })
          for person in chosen { load[person] += 1 }
        }
        #expect(zip(load, one.capacities).allSatisfy { $0 <= $1 })
        solved += 1
      } catch LabelQualityError.capacity(let missing) {
        #expect(best.sum == nil && missing == one.images * one.votes - best.most)
        short += 1
      }
    }
    #expect(solved > 80 && short > 30)
  }

  @Test func itsOwnPricesProveTheSum() throws {
    var stream = draw.stream("prices")
    let (images, people, votes, classes) = (400, 9, 2, 4)
    let right = (0..<(people * classes)).map { _ in Double(stream.below(30)) }
    let rows = (0..<images).flatMap { _ in
      let weights = (0..<classes).map { _ in stream.uniform() * stream.uniform() + 0.001 }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    let one = Case(
      images: images, people: people, votes: votes,
      skill: try AnnotatorSkill(
        right: right, wrong: right.map { _ in 8 }, annotators: people, classes: classes),
      knowledge: .probabilities(rows), capacities: (0..<people).map { 60 + 10 * $0 })
    let routed = try one.route(draw)
    // Weak duality: whoever is chosen, the sum is at most Σ of the best worth − price and Σ price · capacity.
    var above = zip(routed.prices, one.capacities).reduce(0) { $0 + $1.0 * Double($1.1) }
    for image in 0..<images {
      let priced = (0..<people).map { one.worth(image, $0) - routed.prices[$0] }
      above += priced.sorted(by: >).prefix(votes).reduce(0, +)
    }
    #expect(abs(above - routed.objective) < 1e-8)
    #expect(routed.bound == Double(images * votes) * 0x1p-40)
    #expect(routed.prices.allSatisfy { $0 >= 0 } && routed.prices.contains { $0 > 0 })
  }

  @Test func theOrderOfImagesAndPeopleDoesNotMatter() throws {
    let (images, people) = (60, 5)
    let predicted = (0..<images).map { Int32($0 % 2) }
    let imageIDs = (0..<images).map { "images/\($0).jpg" }
    let names = ["ana", "ben", "caro", "dan", "eva"]
    func route(_ imageOrder: [Int], _ order: [Int], _ explore: Exploration) throws -> [String: [String]] {
      let shuffled = try AnnotatorSkill(
        right: order.flatMap { [[9, 5], [5, 9], [7, 7], [2, 2], [9, 9]][$0] },
        wrong: order.flatMap { [[1, 5], [5, 1], [3, 3], [8, 8], [1, 1]][$0] }, annotators: people, classes: 2)
      let routed = try Routing.assign(
        imageIDs: imageOrder.map { imageIDs[$0] }, annotatorIDs: order.map { names[$0] },
        knowledge: .predicted(imageOrder.map { predicted[$0] }), skill: shuffled, explore: explore, votesPerImage: 2,
        capacities: [Int](repeating: 26, count: people), randomShare: 0.2, draw: draw)
      return Dictionary(
        uniqueKeysWithValues: imageOrder.enumerated().map { place, image in
          (imageIDs[image], (0..<2).map { names[order[routed.annotators[place * 2 + $0]]] }.sorted())
        })
    }
    for explore in Exploration.allCases {
      let forward = try route(Array(0..<images), [0, 1, 2, 3, 4], explore)
      #expect(try route(Array(0..<images), [0, 1, 2, 3, 4], explore) == forward)
      #expect(try route((0..<images).reversed(), [4, 2, 0, 3, 1], explore) == forward)
    }
  }

  @Test func thompsonAsksThoseOfWhomLittleIsKnown() throws {
    // The first is known to be right in 80 %, of the second nothing is known: the mean never asks them, a draw does at
    // times.
    let skill = try AnnotatorSkill(right: [800, 0], wrong: [200, 0], annotators: 2, classes: 1, strength: 2)
    var asked = 0
    for iteration in 0..<100 {
      let one = Case(images: 1, people: 2, votes: 1, skill: skill, knowledge: .nothing, capacities: [1, 1])
      let keyed = Draw(randomSeed: 1, iteration: iteration, stage: "route")
      #expect(try one.route(keyed).annotators == [0])
      asked += try one.route(keyed, explore: .thompson).annotators[0]
    }
    #expect(asked > 20 && asked < 90)
  }

  @Test func randomVotesAreEvenAndBlindToSkill() throws {
    let skill = try AnnotatorSkill(
      right: [99, 50, 1, 1], wrong: [1, 50, 99, 99], annotators: 4, classes: 1)
    let one = Case(
      images: 100, people: 4, votes: 2, skill: skill, knowledge: .nothing, capacities: [100, 100, 100, 100], share: 0.4)
    let routed = try one.route(draw)
    #expect(routed.random.count { $0 } == 80)
    var load = [0, 0, 0, 0]
    for place in routed.annotators.indices where routed.random[place] { load[routed.annotators[place]] += 1 }
    #expect(load == [20, 20, 20, 20])
    // The rest goes to the best two.
    for place in routed.annotators.indices where !routed.random[place] { #expect(routed.annotators[place] < 2) }
    #expect(routed.prices == [0, 0, 0, 0])
  }

  @Test func randomVotesStayWhereEverybodyIsNeeded() throws {
    let skill = try AnnotatorSkill(
      right: [90, 50, 30, 1, 20, 60, 99, 50], wrong: [10, 50, 70, 99, 80, 40, 1, 50], annotators: 4, classes: 2)
    let one = Case(
      images: 100, people: 4, votes: 2, skill: skill, knowledge: .predicted((0..<100).map { $0 % 3 == 0 ? 1 : 0 }),
      capacities: [50, 50, 50, 50], share: 0.4)
    let routed = try one.route(draw)
    #expect(routed.random.count { $0 } == 80)
    var load = [0, 0, 0, 0]
    for place in routed.annotators.indices where routed.random[place] { load[routed.annotators[place]] += 1 }
    #expect(load == [20, 20, 20, 20])
  }

  @Test func aRandomVoteGivesWayWhereAnImageHasNoOtherPlace() throws {
    // Two images, one place with each of two people; the second person must not have the image that is not at random.
    for image in 0..<2 {
      let one = Case(
        images: 2, people: 2, votes: 1,
        skill: try AnnotatorSkill(right: [9, 1], wrong: [1, 9], annotators: 2, classes: 1), knowledge: .nothing,
        capacities: [1, 1], exclusions: [RoutingExclusion(image: image, annotator: 1)], share: 0.5)
      let routed = try one.route(draw)
      #expect(routed.annotators == (image == 0 ? [0, 1] : [1, 0]))
      #expect(abs(routed.objective - (one.worth(image, 0) + one.worth(1 - image, 1))) < 1e-12)
    }
  }

  @Test func equalsAreSpreadEvenly() throws {
    let skill = try AnnotatorSkill(
      right: [Double](repeating: 0, count: 10), wrong: [Double](repeating: 0, count: 10), annotators: 10, classes: 1)
    let one = Case(
      images: 1000, people: 10, votes: 2, skill: skill, knowledge: .nothing,
      capacities: [Int](repeating: 210, count: 10))
    let routed = try one.route(draw)
    var load = [Int](repeating: 0, count: 10)
    for person in routed.annotators { load[person] += 1 }
    #expect(load.allSatisfy { $0 > 170 })
    // All pairs of people meet, so that all can be compared.
    var pairs = Set<[Int]>()
    for image in 0..<1000 { pairs.insert(Array(routed.annotators[(2 * image)..<(2 * image + 2)])) }
    #expect(pairs.count == 45)
  }

  @Test func theBestDoNotLoseTheSameImages() throws {
    // Two are better than four others and have places for 40 % of the images each.
    let skill = try AnnotatorSkill(
      right: [90, 90, 50, 50, 50, 50], wrong: [10, 10, 50, 50, 50, 50], annotators: 6, classes: 1)
    let one = Case(
      images: 1000, people: 6, votes: 2, skill: skill, knowledge: .nothing,
      capacities: [Int](repeating: 400, count: 6))
    let routed = try one.route(draw)
    // By chance 16 % of the images have both, with a standard error of 8 images.
    let both = (0..<1000).count { routed.annotators[2 * $0] == 0 && routed.annotators[2 * $0 + 1] == 1 }
    #expect(abs(both - 160) < 40)
    let load = (0..<6).map { person in routed.annotators.count { $0 == person } }
    #expect(load == [400, 400, 300, 300, 300, 300])
  }

  @Test func saysHowManyPlacesAreMissing() throws {
    let skill = try AnnotatorSkill(right: [1, 1], wrong: [1, 1], annotators: 2, classes: 1)
    var one = Case(images: 10, people: 2, votes: 2, skill: skill, knowledge: .nothing, capacities: [10, 7])
    #expect(throws: LabelQualityError.capacity(missing: 3)) { try one.route(draw) }
    one.capacities = [50, 0]
    #expect(throws: LabelQualityError.capacity(missing: 10)) { try one.route(draw) }
    one.capacities = [10, 10]
    #expect(try one.route(draw).annotators.count == 20)
    one.exclusions = [RoutingExclusion(image: 4, annotator: 1)]
    #expect(throws: LabelQualityError.tooFewEligible(image: 4, eligible: 1, needed: 2)) { try one.route(draw) }
  }

  @Test func noImagesNeedNobody() throws {
    let skill = try AnnotatorSkill(right: [], wrong: [], annotators: 0, classes: 1)
    let one = Case(images: 0, people: 0, votes: 1, skill: skill, knowledge: .probabilities([]), capacities: [])
    let routed = try one.route(draw)
    #expect(routed.annotators.isEmpty && routed.objective == 0 && routed.bound == 0)
  }

  @Test func refusesWhatDoesNotFit() throws {
    let skill = try AnnotatorSkill(right: [1, 1], wrong: [1, 1], annotators: 2, classes: 1)
    let fine = Case(images: 2, people: 2, votes: 1, skill: skill, knowledge: .nothing, capacities: [2, 2])
    func refuses(_ error: LabelQualityError, _ change: (inout Case) -> Void) {
      var one = fine
      change(&one)
      #expect(throws: error) { try one.route(draw) }
    }
    refuses(.count(of: .capacities, expected: 2, found: 1)) { $0.capacities = [2] }
    refuses(.outside(.capacities, row: 1)) { $0.capacities = [2, -1] }
    refuses(.outside(.votesPerImage, row: 0)) { $0.votes = 0 }
    refuses(.outside(.randomShare, row: 0)) { $0.share = 1.5 }
    refuses(.outside(.randomShare, row: 0)) { $0.share = .nan }
    refuses(.count(of: .annotators, expected: 2, found: 3)) { $0.people = 3 }
    refuses(.count(of: .predicted, expected: 2, found: 1)) { $0.knowledge = .predicted([0]) }
    refuses(.outside(.predicted, row: 1)) { $0.knowledge = .predicted([0, 1]) }
    refuses(.notADistribution(row: 1)) { $0.knowledge = .probabilities([1, 0.5]) }
    refuses(.outside(.exclusions, row: 0)) { $0.exclusions = [RoutingExclusion(image: 2, annotator: 0)] }
    #expect(throws: LabelQualityError.repeated(.images, row: 1)) {
      try Routing.assign(
        imageIDs: ["x", "x"], annotatorIDs: ["a", "b"], knowledge: .nothing, skill: skill, votesPerImage: 1,
        capacities: [2, 2], draw: draw)
    }
    #expect(throws: LabelQualityError.repeated(.annotators, row: 1)) {
      try Routing.assign(
        imageIDs: ["x", "y"], annotatorIDs: ["a", "a"], knowledge: .nothing, skill: skill, votesPerImage: 1,
        capacities: [2, 2], draw: draw)
    }
  }
}
