import Columnar
import Engine
import Labelling
import Storage
import Texts

/// How the images of a pool differ from those of an earlier one, by name and by bytes.
package struct PoolChanges: Sendable, Equatable {
  /// An image that has the bytes of another.
  package struct Pair: Sendable, Equatable, Encodable {
    /// What has, or had, the bytes before.
    package let from: String
    package let to: String
  }

  /// Images under new names, with bytes that the earlier pool lacks.
  package private(set) var added = 0
  /// Images whose names are gone, and their bytes too.
  package private(set) var removed = 0
  /// Names that have other bytes, by id.
  package private(set) var changed: [String] = []
  /// New names for bytes whose former name is gone or has other bytes, by new name.
  package private(set) var renamed: [Pair] = []
  /// New names for bytes that keep their former name too, by new name.
  package private(set) var copied: [Pair] = []
  /// What becomes of the labels; nil where nobody asked.
  package internal(set) var labels: Labels?

  /// What becomes of the labels of earlier iterations.
  package struct Labels: Sendable, Equatable {
    /// Labels that move to another name with their bytes.
    package let moved: Int
    /// Labels that fall out, since other bytes have their names.
    package let changed: Int
    /// Labels whose images are gone.
    package let vanished: Int
  }

  /// Whether the pools have the same images.
  package var isEmpty: Bool { added + removed + changed.count + renamed.count + copied.count == 0 }

  /// Compares two pools, each ascending by id.
  ///
  /// The old one passes by; of it only images that are not in both are kept in mind.
  ///
  /// - Throws: What reading the old pool throws.
  package init(old: PoolRows, new: (ids: [String], digests: [Digest])) throws {
    var gone: [Digest: [String]] = [:]
    var left: [String] = []
    var fresh: [(id: String, digest: Digest)] = []
    var rows = old
    var before = try rows.next()
    var now = 0
    while before != nil || now < new.ids.count {
      if let row = before, now >= new.ids.count || row.id.precedesByBytes(new.ids[now]) {
        left.append(row.id)
        gone[row.digest, default: []].append(row.id)
        before = try rows.next()
      } else if let row = before, row.id.exact == new.ids[now].exact {
        if row.digest != new.digests[now] {
          changed.append(row.id)
          gone[row.digest, default: []].append(row.id)
        }
        before = try rows.next()
        now += 1
      } else {
        fresh.append((new.ids[now], new.digests[now]))
        now += 1
      }
    }
    let wanted = Set(fresh.map(\.digest))
    let kept = Self.holders(wanted, in: new, unless: Set(fresh.map(\.id.exact)))
    var taken: Set<ExactText> = []
    for image in fresh {
      let free = gone[image.digest]?.first { !taken.contains($0.exact) }
      if let free {
        taken.insert(free.exact)
        renamed.append(Pair(from: free, to: image.id))
      } else if let holder = kept[image.digest] ?? gone[image.digest]?.first {
        copied.append(Pair(from: holder, to: image.id))
      } else {
        added += 1
      }
    }
    removed = left.count { !taken.contains($0.exact) }
  }

  /// The first image that has each of some bytes, new names left out.
  private static func holders(
    _ wanted: Set<Digest>, in pool: (ids: [String], digests: [Digest]), unless fresh: Set<ExactText>
  ) -> [Digest: String] {
    var holders: [Digest: String] = [:]
    guard !wanted.isEmpty else { return holders }
    for row in pool.ids.indices where wanted.contains(pool.digests[row]) && holders[pool.digests[row]] == nil {
      if !fresh.contains(pool.ids[row].exact) { holders[pool.digests[row]] = pool.ids[row] }
    }
    return holders
  }

  /// Compares the pool's folder, or table, with the table of a pool; reads only images that are not known unchanged.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - threads: How many images are hashed at once.
  ///   - scope: The iteration that the folder is for; the labels before it are looked for too.
  ///   - pool: The path of the pool's table.
  /// - Throws: `DataError`, `ColumnarError`, `StorageError`.
  package init(_ setup: StageSetup, threads: Int, scope: IterationScope, pool: String) throws {
    let images = try ImageListing(setup, threads: threads).pool(scope.directory).readable
    let new = (ids: images.map(\.id), digests: images.map(\.digest))
    try self.init(old: PoolRows(pool), new: new)
    let pictures = try LabelledPicture.all(LabelHistory.decisions(scope, .amended)).filter { $0.decision?.label != nil }
    let join = PictureJoin(pictures, ids: new.ids, digests: new.digests)
    labels = Labels(
      moved: join.count(.moved), changed: join.count(.changed), vanished: join.count(.vanished))
  }

  /// The images of a pool's table.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package static func listed(_ path: String) throws -> (ids: [String], digests: [Digest]) {
    let reader = try TableReader(path: path)
    let table = try reader.read(columns: ["image_id", "sha256"], as: reader.schema)
    return (try table.strings("image_id").strings, try table.digests("sha256"))
  }

  /// The differences in decisions, without those that there are none of.
  package var summary: String {
    let parts = [
      (added, "added"), (removed, "removed"), (changed.count, "changed"), (renamed.count, "renamed"),
      (copied.count, "copied"),
    ]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}

/// The images of a pool one by one, ascending by id.
package struct PoolRows {
  private let chunk: (Int) throws -> (ids: [String], digests: [Digest])?
  private var number = 0
  private var rows: (ids: [String], digests: [Digest]) = ([], [])
  private var place = 0

  /// Reads a pool's table, one row group in memory at a time.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(_ path: String) throws {
    let reader = try TableReader(path: path)
    let columns = try reader.schema.selecting(["image_id", "sha256"])
    chunk = { group in
      guard group < reader.rowGroups else { return nil }
      let table = try reader.read(rowGroup: group, as: columns)
      return (try table.strings("image_id").strings, try table.digests("sha256"))
    }
  }

  /// Takes images that are in memory.
  package init(ids: [String], digests: [Digest]) {
    chunk = { $0 == 0 ? (ids, digests) : nil }
  }

  /// The next image, nil behind the last.
  mutating func next() throws -> (id: String, digest: Digest)? {
    while place >= rows.ids.count {
      guard let further = try chunk(number) else { return nil }
      rows = further
      number += 1
      place = 0
    }
    defer { place += 1 }
    return (rows.ids[place], rows.digests[place])
  }
}
