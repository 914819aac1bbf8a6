import Labelling
import Spec
import Storage

/// Which images may be selected, and which have known labels.
struct PoolRoles {
  enum Role: String {
    case pool, monitoring, acceptance, calibration
    /// Shares its group or its bytes with an image of a holdout: on neither side.
    case withheld
  }
  /// A known label that later stages may read.
  struct Known {
    let image: String
    let label: String
    let set: String
  }

  /// The role of each image, in the order of the images.
  private(set) var roles: [Role]
  /// The labels of the monitoring holdout and the calibration set, by image.
  private(set) var known: [Known] = []

  /// Reads the files of known labels.
  ///
  /// - Throws: `DataError` for an unknown class, an image that is not in the pool or one that is in two sets.
  init(_ setup: StageSetup, images: [ListedImage], groups: [String?], erased: Set<[UInt8]>) throws {
    roles = Array(repeating: .pool, count: images.count)
    let ids = images.map(\.id)
    let positions = Dictionary(
      ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let sets: [(Role, String?, String)] = [
      (.monitoring, setup.spec.holdout.monitoring, "holdout.monitoring"),
      (.acceptance, setup.spec.holdout.acceptance, "holdout.acceptance"),
      (.calibration, setup.spec.calibration?.labels, "calibration.labels"),
    ]
    for case (let role, let file?, let purpose) in sets {
      for row in try LabelFile.read(setup.path(file), classes: setup.spec.classes, purpose: purpose) {
        guard let position = positions[row.image.exact] else {
          if erased.contains(Array(row.image.utf8)) { continue }
          throw DataError.imageNotInPool(
            row.place, image: row.image, nearest: NearestWord.find(row.image, among: ids))
        }
        guard roles[position] == .pool else {
          throw DataError.inTwoSets(image: row.image, sets: [roles[position].rawValue, role.rawValue])
        }
        roles[position] = role
        if role != .acceptance {
          known.append(Known(image: row.image, label: row.label, set: role.rawValue))
        }
      }
    }
    known.sort { $0.image.utf8.lexicographicallyPrecedes($1.image.utf8) }
    withhold(images: images, groups: groups)
  }

  private mutating func withhold(images: [ListedImage], groups: [String?]) {
    var heldGroups: Set<ExactText> = []
    var heldBytes: Set<Digest> = []
    for (position, role) in roles.enumerated() where role == .monitoring || role == .acceptance {
      if let group = groups[position] { heldGroups.insert(group.exact) }
      heldBytes.insert(images[position].digest)
    }
    for position in roles.indices where roles[position] == .pool {
      let sharesGroup = groups[position].map { heldGroups.contains($0.exact) } ?? false
      if sharesGroup || heldBytes.contains(images[position].digest) { roles[position] = .withheld }
    }
  }
}
