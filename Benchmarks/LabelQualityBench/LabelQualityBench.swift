import Draws
import Foundation
import Quality

/// Runs what is known of labels and people on numbers from a file, without tables or pipeline, and prints lines of a
/// name and numbers.
///
/// `crowd FILE`: images, annotators, classes and votes; a line a vote of image, annotator and class; probabilities.
/// `issues FILE`: rows, classes, the ranking and the least examples; labels; probabilities.
/// `route FILE`: images, annotators, classes, votes an image, exclusions, `probabilities`, `predicted` or `nothing`,
/// `none` or `thompson`, and the random share; right and wrong answers; capacities; pairs that must not be; what is
/// known of the images.
/// `route-time IMAGES ANNOTATORS VOTES KNOWLEDGE` prints the seconds that one routing takes on crowded people.
@main
enum LabelQualityBench {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "crowd" where arguments.count == 2: try crowd(arguments[1])
    case "issues" where arguments.count == 2: try issues(arguments[1])
    case "route" where arguments.count == 2: try route(arguments[1])
    case "route-time" where arguments.count == 5:
      guard let images = Int(arguments[1]), let annotators = Int(arguments[2]), let votes = Int(arguments[3]) else {
        throw BenchError.usage("route-time IMAGES ANNOTATORS VOTES KNOWLEDGE")
      }
      try routeTime(images: images, annotators: annotators, votes: votes, knowledge: arguments[4])
    default: throw BenchError.usage("crowd | issues | route | route-time")
    }
  }

  private static func line(_ name: String, _ values: [some CustomStringConvertible]) {
    print(([name] + values.map(\.description)).joined(separator: " "))
  }

  private static func crowd(_ path: String) throws {
    var file = try Numbers(path)
    let (images, annotators, classes, count) = (try file.int(), try file.int(), try file.int(), try file.int())
    let votes = try (0..<count).map { _ in try file.ints(3).map { Int32($0) } }
    let probabilities = try file.doubles(images * classes)
    let table = try CrowdVotes(
      image: votes.map { $0[0] }, annotator: votes.map { $0[1] }, label: votes.map { $0[2] }, images: images,
      annotators: annotators, classes: classes)
    let plain = try CrowdLab.consensus(table, probabilities: probabilities)
    line("labels", plain.labels.map { $0 ?? -1 })
    line("qualities", plain.qualities.map { $0 ?? -1 })
    line("agreements", plain.agreements.map { $0 ?? -1 })
    line("weights", plain.annotatorWeights.map { $0 ?? -1 })
    line("model", [plain.modelWeight])
    let active = try ActiveLab.scores(table, probabilities: probabilities)
    line("scores", active.scores)
    line("temperature", [active.temperature])
  }

  private static func issues(_ path: String) throws {
    var file = try Numbers(path)
    let (rows, classes) = (try file.int(), try file.int())
    let name = try file.word()
    guard let ranking = ConfidentLearning.Ranking(rawValue: name) else { throw BenchError.usage(name) }
    let least = try file.int()
    let labels = try file.ints(rows).map { Int32($0) }
    let found = try ConfidentLearning.issues(
      labels: labels, probabilities: file.doubles(rows * classes), classes: classes, ranking: ranking,
      leastExamples: least)
    line("rows", found.rows)
    line("scores", found.scores)
    line("thresholds", found.thresholds.map { $0 ?? -1 })
    line("joint", found.joint)
    line("not_judged", found.notJudged)
    line("absent", found.absent)
  }

  private static func knowledge(
    _ name: String, images: Int, classes: Int, _ file: inout Numbers
  ) throws -> ImageKnowledge {
    switch name {
    case "probabilities": .probabilities(try file.doubles(images * classes))
    case "predicted": .predicted(try file.ints(images).map { Int32($0) })
    case "nothing": .nothing
    default: throw BenchError.usage(name)
    }
  }

  private static func route(_ path: String) throws {
    var file = try Numbers(path)
    let (images, annotators, classes) = (try file.int(), try file.int(), try file.int())
    let (votes, exclusions) = (try file.int(), try file.int())
    let (kind, exploration) = (try file.word(), try file.word())
    guard let explore = Exploration(rawValue: exploration) else { throw BenchError.usage(exploration) }
    let share = try file.double()
    let skill = try AnnotatorSkill(
      right: file.doubles(annotators * classes), wrong: file.doubles(annotators * classes), annotators: annotators,
      classes: classes)
    let capacities = try file.ints(annotators)
    let pairs = try (0..<exclusions).map { _ in RoutingExclusion(image: try file.int(), annotator: try file.int()) }
    let known = try knowledge(kind, images: images, classes: classes, &file)
    line("means", skill.means)
    line("shares", skill.shares)
    do {
      let routed = try Routing.assign(
        imageIDs: (0..<images).map { "\($0)" }, annotatorIDs: (0..<annotators).map { "a\($0)" }, knowledge: known,
        skill: skill, explore: explore, votesPerImage: votes, capacities: capacities, exclusions: pairs,
        randomShare: share, draw: Draw(randomSeed: 1, iteration: 0, stage: "bench"))
      line("annotators", routed.annotators)
      line("random", routed.random.map { $0 ? 1 : 0 })
      line("objective", [routed.objective])
      line("bound", [routed.bound])
      line("prices", routed.prices)
    } catch LabelQualityError.capacity(let missing) {
      line("missing", [missing])
    }
  }

  private static func routeTime(images: Int, annotators: Int, votes: Int, knowledge name: String) throws {
    let classes = 10
    var stream = Draw(randomSeed: 1, iteration: 0, stage: "bench").stream("time")
    var right: [Double] = []
    var wrong: [Double] = []
    for _ in 0..<annotators {
      let ability = stream.uniform(in: 0.5...0.95)
      for _ in 0..<classes {
        right.append((20 * ability).rounded() + 5 * stream.uniform())
        wrong.append((20 * (1 - ability)).rounded() + 5 * stream.uniform())
      }
    }
    let skill = try AnnotatorSkill(right: right, wrong: wrong, annotators: annotators, classes: classes)
    var rows: [Double] = []
    for _ in 0..<images {
      let weights = (0..<classes).map { _ in stream.uniform() * stream.uniform() * stream.uniform() + 1e-6 }
      let sum = weights.reduce(0, +)
      rows += weights.map { $0 / sum }
    }
    let predicted = (0..<images).map { _ in Int32(stream.below(classes)) }
    let knowledge: ImageKnowledge =
      switch name {
      case "probabilities": .probabilities(rows)
      case "predicted": .predicted(predicted)
      case "nothing": .nothing
      default: throw BenchError.usage(name)
      }
    // Hardly more places than votes: nearly everybody's first choice is crowded.
    let places = (images * votes + annotators - 1) / annotators
    let clock = ContinuousClock()
    let start = clock.now
    let routed = try Routing.assign(
      imageIDs: (0..<images).map { "images/\($0).jpg" }, annotatorIDs: (0..<annotators).map { "a\($0)" },
      knowledge: knowledge, skill: skill, votesPerImage: votes,
      capacities: [Int](repeating: places, count: annotators), randomShare: 0.1,
      draw: Draw(randomSeed: 1, iteration: 0, stage: "bench"))
    let spent = clock.now - start
    line("seconds", [spent / .seconds(1)])
    line("objective", [routed.objective])
    line("bound", [routed.bound])
  }
}
