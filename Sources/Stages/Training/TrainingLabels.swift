import Columnar
import Engine
import Labelling
import Storage
import Texts

/// The labels that a model is trained on, those that are left out and why, and those that contradict each other.
struct TrainingLabels {
  /// A label that is not trained on.
  struct LeftOut {
    let imageID: String
    let digest: Digest?
    let reason: String
  }

  /// The reasons in the order in which they are listed, and what each means.
  static let reasons = [
    ("changed", "since other bytes have their names now"), ("vanished", "since their images are no longer in the pool"),
    ("erased", "since their images were erased on order"), ("held_out", "since their images are held out by now"),
    ("no_vector", "since their images have no vector"),
  ]
  /// How many images a sentence names.
  private static let named = 5

  private let places: LabelPlaces
  private let history: LabelHistory
  /// The labels that are trained on, by the image of the pool that has their bytes.
  private(set) var trained: [(place: LabelPlaces.Row, present: String, row: Int)] = []
  private(set) var leftOut: [LeftOut] = []

  /// Decides of each label.
  ///
  /// - Parameters:
  ///   - history: The labels.
  ///   - places: Where their pictures are.
  ///   - pool: This pool.
  ///   - hasVector: Whether an image can be trained on.
  ///   - erasures: What was erased.
  init(
    _ history: LabelHistory, _ places: LabelPlaces, pool: PoolTable, hasVector: (String) -> Bool, erasures: Erasures
  ) {
    self.history = history
    self.places = places
    let (names, digests) = (erasures.images, erasures.digests)
    // A label may have been held out since it was given: only what may be selected is trained on.
    let selectable = Set(pool.selectable)
    for label in places.rows where label.label != nil && label.weight > 0 {
      if let present = label.present, let row = pool.row(of: present) {
        guard selectable.contains(row), hasVector(present) else {
          leftOut.append(
            LeftOut(
              imageID: label.imageID, digest: label.digest,
              reason: selectable.contains(row) ? "no_vector" : "held_out"))
          continue
        }
        trained.append((label, present, row))
        continue
      }
      let isErased =
        label.digest.map { digests.contains($0.hex) } ?? false || names.contains(Array(label.imageID.utf8))
      leftOut.append(
        LeftOut(imageID: label.imageID, digest: label.digest, reason: isErased ? "erased" : label.place.rawValue))
    }
    trained.sortByBytes(of: \.present)
  }

  /// The rows of `left_out`.
  ///
  /// - Throws: `ColumnarError`.
  func leftOutTable() throws -> Table {
    try Table(
      schema: Tables.leftOut,
      columns: [
        .strings(leftOut.map(\.imageID)), .strings(leftOut.map(\.reason)), .optionalDigests(leftOut.map(\.digest)),
      ])
  }

  /// The rows of `conflicts`: one a name; none as a rule.
  ///
  /// - Throws: `ColumnarError`.
  func conflictTable() throws -> Table {
    let rows = history.entries.flatMap { entry in
      entry.conflict.compactMap { decision in decision.digest.map { (digest: $0, decision: decision, entry: entry) } }
    }.sorted { ($0.digest, $0.decision.imageID.exact) < ($1.digest, $1.decision.imageID.exact) }
    return try Table(
      schema: Tables.labelConflicts,
      columns: [
        .digests(rows.map(\.digest)), .strings(rows.map(\.decision.imageID)),
        .optionalStrings(rows.map(\.decision.label)),
        .int32s(rows.map { Int32($0.decision.iteration) }), .optionalStrings(rows.map(\.entry.label)),
        .strings(rows.map(\.entry.decidedBy)),
      ])
  }

  // MARK: In decisions

  /// How many labels are trained on, and how many of them under another name than they were given to.
  var summary: String {
    let moved = trained.count { $0.place.place == .moved }
    let labels = places.rows.count { $0.label != nil && $0.weight > 0 }
    return "\(trained.count) of \(labels) labels are trained on"
      + (moved > 0
        ? "; \(moved) of them \(moved == 1 ? "is" : "are") handed on to the names that their bytes have now: "
          + Self.list(trained.filter { $0.place.place == .moved }.map { "\($0.place.imageID) → \($0.present)" })
        : "")
  }

  /// What a person should look at: labels that are left out, by reason, and equal pictures with different labels.
  var attention: [String] {
    let left = Self.reasons.compactMap { reason, why -> String? in
      let images = leftOut.filter { $0.reason == reason }.map(\.imageID)
      guard !images.isEmpty else { return nil }
      return "\(images.count) \(images.count == 1 ? "label is" : "labels are") left out of training \(why): "
        + Self.list(images)
    }
    let conflicts = history.entries.filter { !$0.conflict.isEmpty }.map { entry in
      entry.conflict.map { "\($0.imageID) \($0.label ?? "cannot_tell")" }.joined(separator: ", ")
        + " → \(entry.label ?? "undecided")"
    }
    guard !conflicts.isEmpty else { return left }
    let what = conflicts.count == 1 ? "1 picture has" : "\(conflicts.count) pictures have"
    return left + [
      "\(what) different labels under different names, and all votes on the same bytes are resolved together: "
        + Self.list(conflicts, separator: "; ")
    ]
  }

  private static func list(_ texts: [String], separator: String = ", ") -> String {
    texts.prefix(named).joined(separator: separator)
      + (texts.count > named ? "\(separator)and \(texts.count - named) more" : "")
  }
}
