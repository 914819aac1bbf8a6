import Labelling
import Storage
import Texts

/// Where labelled pictures are in a pool: the one rule by which a label finds the image that it belongs to.
///
/// The same bytes under the name that they were labelled under: the label stays. The same bytes under another name alone:
/// it moves to that image. Of copies the one that it was labelled as stands for the others. Other bytes under the name, and
/// its own nowhere: the picture has changed and its label belongs to nothing. Neither name nor bytes: it has vanished.
package struct PictureJoin: Sendable {
  /// What became of a picture.
  package enum Place: String, Sendable, CaseIterable {
    case stays, moved, changed, vanished
  }

  /// What became of each picture.
  package private(set) var places: [Place] = []
  /// The row of the pool that has its bytes, nil if none has.
  package private(set) var rows: [Int?] = []

  /// Joins; one pass over the pool, and only labelled pictures are kept in mind.
  ///
  /// - Parameters:
  ///   - pictures: Each with the names that it was labelled under, the latest first.
  ///   - ids: The images of the pool, ascending by bytes.
  ///   - digests: The SHA-256 of each.
  package init(_ pictures: [LabelledPicture], ids: [String], digests: [Digest]) {
    var holders: [Digest: [Int]] = [:]
    for digest in pictures.compactMap(\.digest) { holders[digest] = [] }
    if !holders.isEmpty {
      for row in digests.indices where holders[digests[row]] != nil { holders[digests[row]]?.append(row) }
    }
    for picture in pictures {
      let named = picture.names.lazy.compactMap { Self.row($0, in: ids) }
      guard let digest = picture.digest else {
        // No table has the bytes' digest: the name is all there is.
        add(named.first.map { (.stays, $0) } ?? (.vanished, nil))
        continue
      }
      let rows = holders[digest] ?? []
      if let own = named.first(where: { digests[$0] == digest }) {
        add((.stays, own))
      } else if let first = rows.first {
        add((.moved, first))
      } else {
        add((picture.names.first.flatMap { Self.row($0, in: ids) } == nil ? .vanished : .changed, nil))
      }
    }
  }

  /// How many pictures of a kind there are.
  package func count(_ place: Place) -> Int { places.count { $0 == place } }

  private mutating func add(_ found: (Place, Int?)) {
    places.append(found.0)
    rows.append(found.1)
  }

  /// The row of an image among ids that ascend by bytes.
  static func row(_ id: String, in ids: [String]) -> Int? {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle].precedesByBytes(id) { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low].exact == id.exact ? low : nil
  }
}
