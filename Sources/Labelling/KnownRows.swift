import Texts

/// What earlier ingests have taken in.
///
/// A row with a time is known by its key for ever. One without says again what it said before: it is known as long as it is
/// what its author said last, and a new answer where another came between.
package struct KnownRows: Sendable {
  private struct Place: Hashable {
    let task: ExactText
    let user: PlatformUser
  }

  private var keys: Set<RowKey> = []
  private var latest: [Place: ExactText] = [:]

  /// Knows nothing.
  package init() {}

  /// Adds the rows of one ingest; those of later ones are added later.
  package mutating func add(_ rows: [ReturnedRow]) {
    var said: [Place: Set<ExactText>] = [:]
    for row in rows {
      if row.updatedAt != nil {
        keys.insert(row.key)
      } else {
        said[Self.place(row), default: []].insert(ExactText(row.platformID))
      }
    }
    for (place, ids) in said { latest[place] = ids.count == 1 ? ids.first : nil }
  }

  /// Whether a row says nothing new.
  func contains(_ row: ReturnedRow) -> Bool {
    row.updatedAt == nil
      ? latest[Self.place(row)] == ExactText(row.platformID) : keys.contains(row.key)
  }

  private static func place(_ row: ReturnedRow) -> Place {
    Place(task: ExactText(row.taskID ?? row.image ?? ""), user: row.completedBy)
  }
}
