import Draws

/// Which set each group goes to, while it is being decided.
struct SplitAssignment {
  private struct Group {
    /// The name, distinguished from that of an image which is a group by itself.
    let name: [UInt8]
    let key: UInt64
    /// The set on whose stretch of the line the group lies.
    let zone: Int?
    /// The number of images of each class that the group has, by class.
    var counts: [(label: Int, count: Int)] = []
    var set: Int?
  }

  private let aims: [HoldoutAim]
  private let classes: [String]
  /// In ascending order of the key.
  private var groups: [Group]
  private let groupOfLabel: [Int]
  /// The number of images of each class: in all, the most that may be held, and held by each set.
  private var totals: [Int]
  private let limits: [Int]
  private var held: [[Int]]

  /// Gathers the groups; none is in a set yet.
  init(_ labels: [GroupedLabel], classes: [String], options: SplitOptions) throws(SplitError) {
    var numbers: [[UInt8]: Int] = [:]
    for (number, name) in classes.enumerated() { numbers[Array(name.utf8)] = number }
    let draw = Draw(randomSeed: options.randomSeed, iteration: 0, stage: "split")
    let aims = options.aims

    var found: [[UInt8]: Int] = [:]
    var groups: [Group] = []
    var counts: [[Int]] = []
    var groupOfLabel: [Int] = []
    var totals = [Int](repeating: 0, count: classes.count)
    for label in labels {
      guard let number = numbers[Array(label.label.utf8)] else {
        throw .unknownClass(label: label.label, image: label.image)
      }
      let name = label.group.map { [1] + Array($0.utf8) } ?? [0] + Array(label.image.utf8)
      let index = found[name] ?? groups.count
      if index == groups.count {
        found[name] = index
        let key = draw.key(name)
        groups.append(Group(name: name, key: key, zone: Self.zone(key, aims: aims)))
        counts.append([Int](repeating: 0, count: classes.count))
      }
      counts[index][number] += 1
      totals[number] += 1
      groupOfLabel.append(index)
    }
    for index in groups.indices {
      groups[index].counts = counts[index].enumerated().filter { $0.element > 0 }
        .map { ($0.offset, $0.element) }
    }

    let order = groups.indices.sorted { a, b in
      if groups[a].key != groups[b].key { return groups[a].key < groups[b].key }
      return groups[a].name.lexicographicallyPrecedes(groups[b].name)
    }
    var places = [Int](repeating: 0, count: groups.count)
    for (place, index) in order.enumerated() { places[index] = place }

    self.aims = aims
    self.classes = classes
    self.groups = order.map { groups[$0] }
    self.groupOfLabel = groupOfLabel.map { places[$0] }
    self.totals = totals
    limits = totals.map { Int(Double($0) * options.maximumShareOfClass) }
    held = aims.map { _ in [Int](repeating: 0, count: classes.count) }
  }

  /// The set of each label; nil for the rest.
  var setOfLabel: [Int?] { groupOfLabel.map { groups[$0].set } }

  /// Gives every set its minimum of every class, as far as the limits allow, the rarest class first.
  mutating func fillMinimums() {
    let rarestFirst = classes.indices.sorted { (totals[$0], $0) < (totals[$1], $1) }
    for label in rarestFirst {
      for reserving in [true, false] {
        for set in aims.indices { fill(set, label: label, reserving: reserving) }
      }
    }
  }

  /// Gives every set the groups of its stretch, as far as the limits allow.
  mutating func fillShares() {
    for index in groups.indices where groups[index].set == nil {
      guard let zone = groups[index].zone, fits(groups[index], into: zone, reserving: false) else { continue }
      put(index, into: zone)
    }
  }

  /// The classes that are short of their minimum.
  var shortfalls: [SplitShortfall] {
    var result: [SplitShortfall] = []
    for (set, aim) in aims.enumerated() {
      for label in classes.indices where held[set][label] < aim.minimumPerClass {
        let containing = groups.count { $0.counts.contains { $0.label == label } }
        result.append(
          SplitShortfall(
            set: HoldoutSet.allCases[set], label: classes[label], wanted: aim.minimumPerClass,
            reached: held[set][label], images: totals[label], groups: containing))
      }
    }
    return result
  }

  private mutating func fill(_ set: Int, label: Int, reserving: Bool) {
    let candidates = groups.indices.filter { index in
      groups[index].set == nil && groups[index].counts.contains { $0.label == label }
    }
    // The set's own stretch, then the rest's, then another set's: in the order of the line, which is the same
    // whatever groups come to be.
    let own = candidates.filter { groups[$0].zone == set }
    let free = candidates.filter { groups[$0].zone == nil }
    let foreign = candidates.filter { groups[$0].zone != nil && groups[$0].zone != set }
    for index in own + free + foreign where held[set][label] < aims[set].minimumPerClass {
      if fits(groups[index], into: set, reserving: reserving) { put(index, into: set) }
    }
  }

  /// Whether a group can be held without taking more of a class than its limit, or, reserving, more than the
  /// other sets' minimums leave of it.
  private func fits(_ group: Group, into set: Int, reserving: Bool) -> Bool {
    group.counts.allSatisfy { label, count in
      var taken = count
      for other in aims.indices {
        taken += held[other][label]
        if reserving && other != set {
          taken += max(0, aims[other].minimumPerClass - held[other][label])
        }
      }
      return taken <= limits[label]
    }
  }

  private mutating func put(_ index: Int, into set: Int) {
    groups[index].set = set
    for (label, count) in groups[index].counts { held[set][label] += count }
  }

  private static func zone(_ key: UInt64, aims: [HoldoutAim]) -> Int? {
    let place = Double(key >> 11) * 0x1p-53
    var end = 0.0
    for (set, aim) in aims.enumerated() {
      end += aim.share
      if place < end { return set }
    }
    return nil
  }
}
