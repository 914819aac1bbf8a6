import Labelling
import Spec
import Storage
import Texts

/// Which images may be selected, and which have known labels.
struct PoolRoles {
  /// A known label that later stages may read.
  struct Known {
    let image: String
    let label: String
    let set: String
  }
  /// An image with a known label that the pool does not have any more.
  struct Vanished {
    let image: String
    let set: String
    let reason: AbsentImages.Reason
  }

  /// The role of each image, in the order of the images.
  private(set) var roles: [PoolRole]
  /// The labels of the monitoring holdout and the calibration set, by image.
  private(set) var known: [Known] = []
  /// How the rows of each file fit the images.
  private(set) var joins: [FileJoin] = []
  /// The images of holdouts and calibration set that are gone, by image.
  private(set) var vanished: [Vanished] = []
  /// What earlier pools knew of the vanished images of the holdouts.
  private var vanishedHoldouts: [AbsentImages.Earlier] = []

  /// Reads the files of known labels.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - images: The images in order.
  ///   - ids: Their ids.
  ///   - groups: The group of each.
  ///   - absent: Looks for images that the pool lacks.
  /// - Throws: `DataError` for every row with an unknown class or an image that never was in the pool, where no row fits an
  ///   image, and for an image that is in two sets; what `absent` throws.
  init(
    _ setup: StageSetup, images: [ListedImage], ids: ImageIDs, groups: [String?],
    absent: ([String]) throws -> AbsentImages
  ) throws {
    roles = Array(repeating: .pool, count: images.count)
    let sets: [(PoolRole, String?, String)] = [
      (.monitoring, setup.spec.holdout.monitoring, "holdout.monitoring"),
      (.acceptance, setup.spec.holdout.acceptance, "holdout.acceptance"),
      (.calibration, setup.spec.calibration?.labels, "calibration.labels"),
    ]
    for case (let role, let file?, let purpose) in sets {
      let rows = try LabelFile.read(setup.path(file), classes: setup.spec.classes, purpose: purpose)
      var lost = AbsentImages()
      let joined = try FileJoin.join(rows, purpose: purpose, file: file, images: ids) { missing in
        lost = try absent(missing)
        return lost.known(missing)
      }
      if !rows.allSatisfy({ lost.reasons[$0.image.exact] == .erased }) { try joined.join.check(ids) }
      try Self.check(joined, rows, ids)
      try take(rows, joined.positions, as: role, ids: ids)
      joins.append(joined.join)
      for (row, position) in zip(rows, joined.positions) where position == nil {
        guard let reason = lost.reasons[row.image.exact] else { continue }
        vanished.append(Vanished(image: row.image, set: role.rawValue, reason: reason))
        if role != .calibration, let earlier = lost.earlier[row.image.exact] { vanishedHoldouts.append(earlier) }
      }
    }
    known.sortByBytes(of: \.image)
    vanished.sortByBytes(of: \.image, then: \.set)
    withhold(images: images, groups: groups)
  }

  /// Refuses rows about images that never were in the pool, all at once.
  private static func check(_ joined: FileJoin.Rows, _ rows: [LabelFile.Row], _ ids: ImageIDs) throws {
    guard !joined.unmatched.isEmpty else { return }
    let lines = Set(joined.unmatched.map(\.line))
    // To look for the nearest of a million names takes a second a row.
    let looks = ids.all.count > 50_000 ? 1 : 20
    let errors = rows.filter { lines.contains($0.place.line) }.enumerated().map { number, row in
      DataError.imageNotInPool(
        row.place, image: row.image, nearest: number < looks ? NearestWord.find(row.image, among: ids.all) : nil)
    }
    if let error = DataError.all(errors, diagnosis: joined.join.diagnosis) { throw error }
  }

  private mutating func take(
    _ rows: [LabelFile.Row], _ positions: [Int?], as role: PoolRole, ids: ImageIDs
  ) throws {
    var errors: [DataError] = []
    for (row, position) in zip(rows, positions) {
      guard let position else { continue }
      guard roles[position] == .pool else {
        errors.append(.inTwoSets(image: row.image, sets: [roles[position].rawValue, role.rawValue]))
        continue
      }
      roles[position] = role
      if role != .acceptance {
        known.append(Known(image: row.image, label: row.label, set: role.rawValue))
      }
    }
    if let error = DataError.all(errors) { throw error }
  }

  private mutating func withhold(images: [ListedImage], groups: [String?]) {
    // What is gone may come back, and its bytes may stand under another name.
    var heldGroups = Set(vanishedHoldouts.compactMap { $0.group?.exact })
    var heldBytes = Set(vanishedHoldouts.map(\.digest))
    for (position, role) in roles.enumerated() where role != .pool {
      heldBytes.insert(images[position].digest)
      // A calibration image is known by its bytes; of its group others may be asked about.
      if role != .calibration, let group = groups[position] { heldGroups.insert(group.exact) }
    }
    for position in roles.indices where roles[position] == .pool {
      let sharesGroup = groups[position].map { heldGroups.contains($0.exact) } ?? false
      if sharesGroup || heldBytes.contains(images[position].digest) { roles[position] = .withheld }
    }
  }
}
