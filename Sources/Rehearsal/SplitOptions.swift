/// What is set aside from the pool.
package enum HoldoutSet: String, Sendable, Equatable, CaseIterable {
  case monitoring, acceptance, calibration
}

/// How much one set is to have.
package struct HoldoutAim: Sendable, Equatable {
  /// The share of the groups, 0 to 1; 0 for what the minimum needs and no more.
  package var share: Double
  /// The least number of images of each class.
  package var minimumPerClass: Int

  /// Makes an aim from its parts.
  package init(share: Double, minimumPerClass: Int) {
    self.share = share
    self.minimumPerClass = minimumPerClass
  }
}

/// How known labels are to be split.
package struct SplitOptions: Sendable, Equatable {
  package var monitoring: HoldoutAim
  package var acceptance: HoldoutAim
  package var calibration: HoldoutAim
  /// The most of a class's images that the three sets may take together, 0 to 1: rare classes must be found in
  /// the pool too.
  package var maximumShareOfClass: Double
  package var randomSeed: UInt64

  /// Makes options; the published split by default.
  package init(
    monitoring: HoldoutAim = HoldoutAim(share: 0.15, minimumPerClass: 5),
    acceptance: HoldoutAim = HoldoutAim(share: 0.08, minimumPerClass: 3),
    calibration: HoldoutAim = HoldoutAim(share: 0.02, minimumPerClass: 2),
    maximumShareOfClass: Double = 0.5, randomSeed: UInt64 = 20_261_120
  ) {
    self.monitoring = monitoring
    self.acceptance = acceptance
    self.calibration = calibration
    self.maximumShareOfClass = maximumShareOfClass
    self.randomSeed = randomSeed
  }

  /// The aims in the order of the sets.
  var aims: [HoldoutAim] { [monitoring, acceptance, calibration] }

  /// Checks every number.
  ///
  /// - Throws: `SplitError`.
  func check() throws(SplitError) {
    for (set, aim) in zip(HoldoutSet.allCases, aims) {
      guard aim.share >= 0, aim.share <= 1 else { throw .share(aim.share, set: set) }
      guard aim.minimumPerClass >= 0 else { throw .minimum(aim.minimumPerClass, set: set) }
    }
    let total = aims.reduce(0) { $0 + $1.share }
    guard total <= 1 else { throw .share(total, set: nil) }
    guard maximumShareOfClass >= 0, maximumShareOfClass <= 1 else {
      throw .maximumShareOfClass(maximumShareOfClass)
    }
  }
}
