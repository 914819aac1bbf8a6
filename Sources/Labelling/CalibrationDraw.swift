import Draws
import Texts

/// How often each annotator has been shown each calibration image.
package struct CalibrationHistory: Sendable {
  private var counts: [ExactPair: Int] = [:]

  /// Nobody has seen anything.
  package init() {}

  /// Records that `annotator` was shown `image`.
  package mutating func add(annotator: String, image: String) {
    counts[ExactPair(annotator, image), default: 0] += 1
  }

  /// How often `annotator` was shown `image`.
  package func count(annotator: String, image: String) -> Int {
    counts[ExactPair(annotator, image), default: 0]
  }
}

/// Which calibration images each annotator gets.
package enum CalibrationDraw {
  /// Draws images for each annotator, those the annotator has seen least first, and of those the classes that the annotator has
  /// been asked about least.
  ///
  /// A repeated exposure is no new evidence, so an image comes again only where no other is left. Each class is asked about in
  /// proportion to (1 − `emphasis`) · its share of the set + `emphasis` / the number of classes in the set: with 1 every class as
  /// often as any other, with 0 as the set has them.
  ///
  /// Among equals, an image is preferred that as many people can get together as get each other image
  /// (`perImage`), so that not even somebody who holds all the files of an export can tell a calibration
  /// image by the number of files it is in; the rest is by draw.
  ///
  /// No group stands in an annotator's part oftener than `repeats` allows: a board that comes twice where every other comes once
  /// would tell.
  ///
  /// - Parameters:
  ///   - images: The calibration set.
  ///   - labels: The known class of each image; images without one are of one class more.
  ///   - emphasis: From 0 to 1.
  ///   - annotators: Who gets some.
  ///   - counts: How many each gets.
  ///   - perImage: How many people each image of the batch is given to.
  ///   - history: What was shown to whom before.
  ///   - groups: The groups of images that have one.
  ///   - repeats: How often a group may stand in each annotator's part.
  ///   - draw: Keyed by the iteration and the export.
  /// - Returns: The images of each annotator, in the order of `annotators`; fewer than asked for only
  ///   where the set is smaller, or its groups are too few.
  /// - Throws: `LabellingError.outOfRange`, `.duplicateImage`.
  package static func choose(
    from images: [String], labels: [ExactText: String] = [:], emphasis: Double = 1, annotators: [String],
    counts: [Int], perImage: Int, history: CalibrationHistory, groups: [ExactText: String] = [:],
    repeats: [Int]? = nil, draw: Draw
  ) throws -> [[String]] {
    for count in counts where count < 0 {
      throw LabellingError.outOfRange(name: "calibration_per_session", value: count)
    }
    var distinct = Set<ExactText>()
    for image in images where !distinct.insert(ExactText(image)).inserted {
      throw LabellingError.duplicateImage(image: image)
    }
    let classes = CalibrationClasses(images.map { labels[ExactText($0)] }, emphasis: emphasis)
    var drawing = Drawing(
      images: images, classes: classes, annotators: annotators, counts: counts, history: history, draw: draw)
    if let repeats { drawing.limit(groups: images.map { groups[ExactText($0)] }, to: repeats) }
    while drawing.step(perImage: perImage) {}
    return drawing.chosen.map { $0.map { images[$0] } }
  }
}

/// The classes of a calibration set, and how often each is to be asked about.
private struct CalibrationClasses {
  /// The class of each image as a number.
  let ofImages: [Int]
  /// The share of each class among the images that a person is shown.
  let shares: [Double]

  init(_ labels: [String?], emphasis: Double) {
    let names = Set(labels.map { ExactText($0 ?? "") }).sorted()
    let numbers = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let found = labels.map { numbers[ExactText($0 ?? "")] ?? 0 }
    var counts = names.map { _ in 0 }
    for number in found { counts[number] += 1 }
    let even = min(1, max(0, emphasis))
    ofImages = found
    shares = counts.map {
      (1 - even) * Double($0) / Double(max(1, labels.count)) + even / Double(max(1, names.count))
    }
  }
}

/// The state of one draw: images and annotators by index.
private struct Drawing {
  /// Images in drawn order; ties go to the first.
  let order: [Int]
  let annotatorKeys: [UInt64]
  let seen: [[Int]]
  private let classes: CalibrationClasses
  /// How often each annotator has been asked about each class, this draw included.
  private var asked: [[Int]]
  /// Images not yet given to an annotator, by the number of times seen; the last entry holds the fewest.
  var left: [[(count: Int, number: Int)]]
  var taken: [[Bool]]
  var files: [Int]
  var remaining: [Int]
  var chosen: [[Int]]
  /// The other images of each image's group, and how many of a group each annotator may still get.
  private var siblings: [[Int]] = []
  private var limits: [Int] = []
  private var given: [[Int]] = []
  private var groupOf: [Int] = []

  init(
    images: [String], classes: CalibrationClasses, annotators: [String], counts: [Int], history: CalibrationHistory,
    draw: Draw
  ) {
    let keys = images.map { draw.key($0) }
    order = images.indices.sorted {
      (keys[$0], ExactText(images[$0])) < (keys[$1], ExactText(images[$1]))
    }
    annotatorKeys = annotators.map { draw.key("annotator/" + $0) }
    seen = annotators.map { annotator in
      images.map { history.count(annotator: annotator, image: $0) }
    }
    self.classes = classes
    asked = seen.map { counts in
      var asked = classes.shares.map { _ in 0 }
      for (image, count) in counts.enumerated() { asked[classes.ofImages[image]] += count }
      return asked
    }
    left = seen.map { counts in
      var tally: [Int: Int] = [:]
      for count in counts { tally[count, default: 0] += 1 }
      return tally.map { (count: $0.key, number: $0.value) }.sorted { $0.count > $1.count }
    }
    taken = annotators.map { _ in images.map { _ in false } }
    files = images.map { _ in 0 }
    remaining = annotators.indices.map { counts.indices.contains($0) ? min(counts[$0], images.count) : 0 }
    chosen = annotators.map { _ in [] }
  }

  /// Keeps groups from standing in a part oftener than `limits` allow.
  mutating func limit(groups: [String?], to limits: [Int]) {
    var numbers: [ExactText: Int] = [:]
    var members: [[Int]] = []
    for (image, group) in groups.enumerated() {
      let number = group.flatMap { numbers[ExactText($0)] } ?? members.count
      if number == members.count { members.append([]) }
      if let group { numbers[ExactText(group)] = number }
      members[number].append(image)
      groupOf.append(number)
    }
    siblings = members
    self.limits = limits.map { max(1, $0) }
    given = limits.map { _ in [Int](repeating: 0, count: members.count) }
  }

  /// Gives one image to one or more annotators; false when everybody has enough.
  mutating func step(perImage: Int) -> Bool {
    let waiting = remaining.indices.filter { remaining[$0] > 0 }.sorted {
      (-remaining[$0], annotatorKeys[$0], $0) < (-remaining[$1], annotatorKeys[$1], $1)
    }
    guard let leader = waiting.first else { return false }
    let lacks = classes.shares.indices.map { lack(of: $0, for: leader) }
    var best: (image: Int, people: [Int])?
    var spare: Int?
    for image in order where suits(image, leader) {
      let lack = lacks[classes.ofImages[image]]
      if files[image] > 0 {
        if spare.map({ lack > lacks[classes.ofImages[$0]] }) ?? true { spare = image }
        continue
      }
      let least = best.map { lacks[classes.ofImages[$0.image]] } ?? -.infinity
      if lack < least || lack == least && best?.people.count ?? 0 >= perImage { continue }
      var people = [leader]
      for other in waiting.dropFirst() where people.count < perImage && suits(image, other) {
        // Nobody gets more of a class than is due because another lacks it.
        if self.lack(of: classes.ofImages[image], for: other) > -1 { people.append(other) }
      }
      if lack > least || people.count > best?.people.count ?? 0 { best = (image, people) }
    }
    if let best {
      for person in best.people { give(best.image, to: person) }
    } else if let spare {
      give(spare, to: leader)
    } else {
      remaining[leader] = 0
    }
    return true
  }

  /// How many images of a class an annotator has got too few, if one more is drawn.
  private func lack(of number: Int, for annotator: Int) -> Double {
    classes.shares[number] * Double(asked[annotator].reduce(0, +) + 1) - Double(asked[annotator][number])
  }

  /// Whether `image` is among those that `annotator` has seen least, of those not yet given to this
  /// annotator.
  private func suits(_ image: Int, _ annotator: Int) -> Bool {
    !taken[annotator][image] && seen[annotator][image] == left[annotator].last?.count
  }

  private mutating func give(_ image: Int, to annotator: Int) {
    files[image] += 1
    remaining[annotator] -= 1
    chosen[annotator].append(image)
    asked[annotator][classes.ofImages[image]] += 1
    drop(image, for: annotator)
    guard !limits.isEmpty else { return }
    let group = groupOf[image]
    given[annotator][group] += 1
    guard given[annotator][group] >= limits[annotator] else { return }
    for other in siblings[group] where !taken[annotator][other] { drop(other, for: annotator) }
  }

  /// Takes an image from those that an annotator may still get.
  private mutating func drop(_ image: Int, for annotator: Int) {
    taken[annotator][image] = true
    guard let level = left[annotator].firstIndex(where: { $0.count == seen[annotator][image] }) else { return }
    left[annotator][level].number -= 1
    if left[annotator][level].number == 0 { left[annotator].remove(at: level) }
  }
}
