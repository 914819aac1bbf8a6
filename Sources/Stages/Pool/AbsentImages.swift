import Columnar
import Engine
import Labelling
import Storage
import Texts

/// Images that are not in the pool and that files may speak of all the same.
///
/// An image that vanishes is no mistake of the file that names it; one that never was in a pool is.
struct AbsentImages {
  /// Why an image is not in the pool.
  enum Reason: String {
    /// It was erased on order.
    case erased
    /// Its file is there and cannot be read.
    case unreadable
    /// It was in the pool of an earlier iteration and is gone.
    case gone
  }

  /// What an earlier pool knew of an image.
  struct Earlier {
    let digest: Digest
    let group: String?
  }

  /// Why each known image is not in the pool.
  private(set) var reasons: [ExactText: Reason] = [:]
  /// What the latest pool that had it knew of each.
  private(set) var earlier: [ExactText: Earlier] = [:]

  /// The tables that are looked at as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).compactMap { scope.earlierInput(Catalogue.Pool.images, iteration: $0) }
  }

  /// Knows of no image.
  init() {}

  /// Looks for images of which files speak and which the pool lacks.
  ///
  /// - Parameters:
  ///   - ids: The images, in any order.
  ///   - scope: The iteration.
  ///   - unreadable: Those of its files that cannot be read.
  ///   - erased: The ids of erased images, as bytes.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ ids: [String], scope: IterationScope, unreadable: [String], erased: Set<[UInt8]>) throws {
    var open = Array(Set(ids.map(\.exact))).sorted()
    guard !open.isEmpty else { return }
    let broken = Set(unreadable.map(\.exact))
    for id in open {
      if erased.contains(Array(id.text.utf8)) {
        reasons[id] = .erased
      } else if broken.contains(id) {
        reasons[id] = .unreadable
      }
    }
    for iteration in (0..<scope.iteration).reversed() where !open.isEmpty {
      let reader = try TableReader(path: scope.path(Catalogue.Pool.images, iteration: iteration))
      let rows = try reader.rowNumbers(ofKeys: StringArray(open.map(\.text)), column: "image_id")
      let found = zip(open, rows).compactMap { id, row in row.map { (id: id, row: $0) } }.sorted { $0.row < $1.row }
      let table = try reader.read(rows: found.map(\.row), as: reader.schema.selecting(["sha256", "group"]))
      let digests = try table.digests("sha256")
      let groups = try table.optionalStrings("group")
      for (place, id) in found.map(\.id).enumerated() {
        earlier[id] = Earlier(digest: digests[place], group: groups[place])
        if reasons[id] == nil { reasons[id] = .gone }
      }
      open.removeAll { earlier[$0] != nil }
    }
  }

  /// Those of some ids that are known.
  func known(_ ids: [String]) -> Set<ExactText> { Set(ids.map(\.exact).filter { reasons[$0] != nil }) }
}
