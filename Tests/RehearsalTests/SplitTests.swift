import Rehearsal
import Testing

@Suite struct SplitTests {
  private static let classes = Factory.classes

  /// A small generator, so that the data sets are the same in every run.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, sides)))
    }
  }

  /// Groups of 1 to 40 images, some images without a group, defects in clusters.
  private static func dataSet(_ seed: UInt64) -> [GroupedLabel] {
    var dice = Dice(state: seed &* 7_919 &+ 3)
    var labels: [GroupedLabel] = []
    for group in 0..<1 + dice.roll(120) {
      let hot = dice.roll(3) == 0
      let favourite = dice.roll(classes.count)
      for image in 0..<1 + dice.roll(40) {
        let defect = dice.roll(100) < (hot ? 30 : 2)
        let label = defect ? (dice.roll(2) == 0 ? favourite : dice.roll(classes.count)) : 0
        labels.append(
          GroupedLabel(
            image: "g\(group)/\(image)", label: classes[label], group: dice.roll(50) == 0 ? nil : "g\(group)")
        )
      }
    }
    return labels
  }

  private static func parts(_ split: Split) -> [[GroupedLabel]] {
    [split.monitoring, split.acceptance, split.calibration, split.rest]
  }

  private static func sides(_ split: Split) -> [String: Set<Int>] {
    var sides: [String: Set<Int>] = [:]
    for (side, labels) in parts(split).enumerated() {
      for label in labels { sides[label.group ?? "image " + label.image, default: []].insert(side) }
    }
    return sides
  }

  private static func counts(_ labels: [GroupedLabel]) -> [String: Int] {
    Dictionary(grouping: labels, by: \.label).mapValues(\.count)
  }

  private static func options(_ seed: UInt64) -> SplitOptions {
    var dice = Dice(state: seed ^ 0xABCDEF)
    return SplitOptions(
      monitoring: HoldoutAim(share: Double(dice.roll(30)) / 100, minimumPerClass: dice.roll(12)),
      acceptance: HoldoutAim(share: Double(dice.roll(30)) / 100, minimumPerClass: dice.roll(8)),
      calibration: HoldoutAim(share: Double(dice.roll(20)) / 100, minimumPerClass: dice.roll(5)),
      maximumShareOfClass: Double(dice.roll(101)) / 100, randomSeed: seed)
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func noGroupCrosses(seed: UInt64) throws {
    let labels = Self.dataSet(seed)
    let options = Self.options(seed)
    let split = try Split.draw(labels, classes: Self.classes, options: options)
    #expect(Self.sides(split).values.allSatisfy { $0.count == 1 })

    let all = Self.parts(split).flatMap(\.self).map(\.image)
    #expect(all.count == labels.count)
    #expect(Set(all) == Set(labels.map(\.image)))
    for part in Self.parts(split) { #expect(part.map(\.image) == part.map(\.image).sorted()) }

    let totals = Self.counts(labels)
    let held = Self.counts(split.monitoring + split.acceptance + split.calibration)
    for (label, count) in held {
      #expect(Double(count) <= Double(totals[label] ?? 0) * options.maximumShareOfClass)
    }
    let sets = [split.monitoring, split.acceptance, split.calibration]
    for (set, (part, aim)) in zip(
      HoldoutSet.allCases, zip(sets, [options.monitoring, options.acceptance, options.calibration]))
    {
      let found = Self.counts(part)
      for label in Self.classes {
        let short = split.shortfalls.first { $0.set == set && $0.label == label }
        let reached = found[label] ?? 0
        #expect((short != nil) == (reached < aim.minimumPerClass))
        if let short {
          #expect(short.reached == reached)
          #expect(short.wanted == aim.minimumPerClass)
          #expect(short.images == totals[label] ?? 0)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 20_261_120] as [UInt64])
  func reachesEveryMinimumOfTheFactory(seed: UInt64) throws {
    let factory = try Factory(FactoryOptions(randomSeed: seed))
    let labels = factory.images.map { GroupedLabel(image: $0.path, label: $0.label, group: $0.group) }
    let split = try Split.draw(labels, classes: Factory.classes, options: SplitOptions(randomSeed: seed))
    #expect(split.shortfalls.isEmpty)
    #expect(Self.sides(split).values.allSatisfy { $0.count == 1 })
    #expect(split.rest.count > labels.count / 2)
    let rest = Self.counts(split.rest)
    for (label, count) in Self.counts(labels) { #expect((rest[label] ?? 0) * 2 >= count) }
  }

  @Test func doesNotDependOnTheOrder() throws {
    let labels = Self.dataSet(5)
    let one = try Split.draw(labels, classes: Self.classes)
    let other = try Split.draw(Array(labels.reversed()), classes: Self.classes)
    #expect(one == other)
  }

  @Test func anotherSeedGivesAnotherSplit() throws {
    let labels = Self.dataSet(5)
    let one = try Split.draw(labels, classes: Self.classes, options: SplitOptions(randomSeed: 1))
    let other = try Split.draw(labels, classes: Self.classes, options: SplitOptions(randomSeed: 2))
    #expect(one.monitoring != other.monitoring)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func hardlyMovesWhenGroupsCome(seed: UInt64) throws {
    let factory = try Factory(FactoryOptions(randomSeed: seed))
    let labels = factory.images.map { GroupedLabel(image: $0.path, label: $0.label, group: $0.group) }
    let before = try Split.draw(Array(labels.prefix(4_500)), classes: Factory.classes)
    let after = try Split.draw(labels, classes: Factory.classes)
    let now = Self.sides(after)
    let old = Self.sides(before)
    let moved = old.filter { now[$0.key] != $0.value }
    #expect(moved.count <= old.count / 6)
  }

  @Test func withoutMinimumsOnlyTheHashDecides() throws {
    let none = HoldoutAim(share: 0.2, minimumPerClass: 0)
    let options = SplitOptions(
      monitoring: none, acceptance: none, calibration: none, maximumShareOfClass: 1, randomSeed: 9)
    let few = (0..<400).map { GroupedLabel(image: "\($0)", label: "normal", group: nil) }
    let more = few + (400..<900).map { GroupedLabel(image: "\($0)", label: "normal", group: nil) }
    let before = try Split.draw(few, classes: Self.classes, options: options)
    let after = try Split.draw(more, classes: Self.classes, options: options)
    #expect(Set(before.monitoring.map(\.image)).isSubset(of: after.monitoring.map(\.image)))
    #expect(Set(before.rest.map(\.image)).isSubset(of: after.rest.map(\.image)))
    for part in Self.parts(after).prefix(3) { #expect((130...230).contains(part.count)) }
  }

  @Test func saysWhichClassIsShort() throws {
    var labels = (0..<200).map { GroupedLabel(image: "n\($0)", label: "normal", group: "g\($0 / 4)") }
    labels += (0..<6).map { GroupedLabel(image: "c\($0)", label: "micro_crack", group: "one run") }
    let split = try Split.draw(labels, classes: ["normal", "micro_crack", "dent"])
    #expect(split.rest.count { $0.label == "micro_crack" } == 6)
    let short = split.shortfalls
    #expect(
      short.map(\.label) == ["micro_crack", "dent", "micro_crack", "dent", "micro_crack", "dent"])
    #expect(
      short.map(\.set) == [.monitoring, .monitoring, .acceptance, .acceptance, .calibration, .calibration])
    let first = try #require(short.first)
    #expect(first.images == 6)
    #expect(first.groups == 1)
    #expect(first.reached == 0)
  }

  @Test func sharesAScarceClassAmongTheSets() throws {
    // Ten groups of two: at most ten images may be held, and the three minimums need ten.
    var labels = (0..<400).map { GroupedLabel(image: "n\($0)", label: "normal", group: "g\($0 / 4)") }
    labels += (0..<20).map { GroupedLabel(image: "c\($0)", label: "dent", group: "h\($0 / 2)") }
    let options = SplitOptions(
      monitoring: HoldoutAim(share: 0.3, minimumPerClass: 4),
      acceptance: HoldoutAim(share: 0.1, minimumPerClass: 4),
      calibration: HoldoutAim(share: 0.1, minimumPerClass: 2))
    let split = try Split.draw(labels, classes: ["normal", "dent"], options: options)
    #expect(split.shortfalls.isEmpty)
    #expect(split.rest.count { $0.label == "dent" } == 10)
  }

  @Test func tellsGroupsApartByTheirBytes() throws {
    // The same letter in two spellings: equal as Swift strings, two groups here.
    let labels = (0..<40).flatMap { number in
      [
        GroupedLabel(image: "a\(number)", label: "normal", group: "\u{e9}\(number)"),
        GroupedLabel(image: "b\(number)", label: "normal", group: "e\u{301}\(number)"),
      ]
    }
    let none = HoldoutAim(share: 0.3, minimumPerClass: 0)
    let split = try Split.draw(
      labels, classes: ["normal"],
      options: SplitOptions(monitoring: none, acceptance: none, calibration: none))
    let monitored = Set(split.monitoring.map(\.image))
    #expect((0..<40).contains { monitored.contains("a\($0)") != monitored.contains("b\($0)") })
  }

  @Test func acceptsNothing() throws {
    let split = try Split.draw([], classes: [])
    #expect(split.rest.isEmpty)
    #expect(split.shortfalls.isEmpty)
  }

  @Test func refusesWhatCannotBeSplit() {
    let one = GroupedLabel(image: "a", label: "normal", group: nil)
    #expect(throws: SplitError.knownTwice(image: "a")) { try Split.draw([one, one], classes: ["normal"]) }
    #expect(throws: SplitError.unknownClass(label: "normal", image: "a")) {
      try Split.draw([one], classes: ["dent"])
    }
    var options = SplitOptions()
    options.acceptance.share = 1.5
    #expect(throws: SplitError.share(1.5, set: .acceptance)) {
      try Split.draw([one], classes: ["normal"], options: options)
    }
    options.acceptance = HoldoutAim(share: 0.5, minimumPerClass: -1)
    #expect(throws: SplitError.minimum(-1, set: .acceptance)) {
      try Split.draw([one], classes: ["normal"], options: options)
    }
    options.acceptance.minimumPerClass = 0
    options.monitoring.share = 0.5
    options.calibration.share = 0.25
    #expect(throws: SplitError.share(1.25, set: nil)) {
      try Split.draw([one], classes: ["normal"], options: options)
    }
    options.monitoring.share = 0.1
    options.maximumShareOfClass = 2
    #expect(throws: SplitError.maximumShareOfClass(2)) {
      try Split.draw([one], classes: ["normal"], options: options)
    }
  }
}
