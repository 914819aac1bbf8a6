import Columnar
import Engine
import Labelling
import Storage

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
  /// Only images that are not in both are kept in mind.
  package init(old: (ids: [String], digests: [Digest]), new: (ids: [String], digests: [Digest])) {
    var gone: [Digest: [String]] = [:]
    var left: [(id: String, digest: Digest)] = []
    var fresh: [(id: String, digest: Digest)] = []
    var wanted: Set<Digest> = []
    var (before, now) = (0, 0)
    while before < old.ids.count || now < new.ids.count {
      let isOld = now >= new.ids.count || (before < old.ids.count && old.ids[before].precedesByBytes(new.ids[now]))
      if isOld {
        left.append((old.ids[before], old.digests[before]))
        gone[old.digests[before], default: []].append(old.ids[before])
        before += 1
      } else if before >= old.ids.count || new.ids[now].exact != old.ids[before].exact {
        fresh.append((new.ids[now], new.digests[now]))
        wanted.insert(new.digests[now])
        now += 1
      } else {
        if old.digests[before] != new.digests[now] {
          changed.append(new.ids[now])
          gone[old.digests[before], default: []].append(old.ids[before])
        }
        before += 1
        now += 1
      }
    }
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
    removed = left.count { !taken.contains($0.id.exact) }
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
    self.init(old: try Self.listed(pool), new: new)
    let pictures = try LabelledPicture.all(LabelHistory.words(scope, .amended)).filter { $0.word?.label != nil }
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

  /// The differences in words, without those that there are none of.
  package var summary: String {
    let parts = [(added, "added"), (removed, "removed"), (changed.count, "changed"), (renamed.count, "renamed"),
      (copied.count, "copied")]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
