import Texts

/// A known label and the group, the physical thing or the run, that its image belongs to.
package struct GroupedLabel: Sendable, Equatable {
  package let image: String
  package let label: String
  /// Nil for an image that is a group by itself.
  package let group: String?

  /// Makes a known label from its parts.
  package init(image: String, label: String, group: String?) {
    self.image = image
    self.label = label
    self.group = group
  }
}

/// A class of which a set has less than its minimum.
package struct SplitShortfall: Sendable, Equatable {
  package let set: HoldoutSet
  package let label: String
  package let wanted: Int
  package let reached: Int
  /// How many images of the class are known, and in how many groups.
  package let images: Int
  package let groups: Int
}

/// Known labels, split into whole groups.
///
/// Each group has a place in [0, 1) by the hash of its name, and each set a stretch of that line as long as its
/// share, so a group stays where it is when others come or go. What the hash leaves short of a minimum is filled up,
/// the rarest class first, with whole groups from the rest's stretch; only these may change sides later.
package struct Split: Sendable, Equatable {
  /// Each in ascending UTF-8 order of the image ids.
  package let monitoring: [GroupedLabel]
  package let acceptance: [GroupedLabel]
  package let calibration: [GroupedLabel]
  /// What is left for the pool.
  package let rest: [GroupedLabel]
  /// By set, then by class.
  package let shortfalls: [SplitShortfall]

  /// Splits known labels by the hash of their groups.
  ///
  /// - Parameters:
  ///   - labels: Each image once, in any order: the result does not depend on it.
  ///   - classes: Every class that has a minimum, whether it occurs or not.
  ///   - options: Shares, minimums and the seed.
  /// - Returns: Every label once, no group in two places.
  /// - Throws: `SplitError`.
  package static func draw(
    _ labels: [GroupedLabel], classes: [String], options: SplitOptions = SplitOptions()
  ) throws(SplitError) -> Split {
    try options.check()
    let sorted = labels.sortedByBytes(of: \.image)
    for (one, next) in zip(sorted, sorted.dropFirst()) where one.image.equalsByBytes(next.image) {
      throw .knownTwice(image: next.image)
    }
    var assignment = try SplitAssignment(sorted, classes: classes, options: options)
    assignment.fillMinimums()
    assignment.fillShares()

    var parts = [[GroupedLabel]](repeating: [], count: HoldoutSet.allCases.count)
    var rest: [GroupedLabel] = []
    for (label, set) in zip(sorted, assignment.setOfLabel) {
      if let set { parts[set].append(label) } else { rest.append(label) }
    }
    return Split(
      monitoring: parts[0], acceptance: parts[1], calibration: parts[2], rest: rest,
      shortfalls: assignment.shortfalls)
  }
}
