import Columnar
import Labelling
import Spec
import Storage
import Texts

/// Finds the ids that may have been meant by one that is in no pool.
struct NearImages {
  /// How many are named at the most.
  static let limit = 4
  /// How many ids are compared letter by letter.
  private static let compared = 200_000

  private let word: [UInt8]
  private let text: String
  /// Ids that end in the word, or that it ends in; then those that begin with it.
  private var ends: [String] = []
  private var begins: [String] = []
  private var nearest: [String] = []
  private var looked = 0

  init(_ word: String) {
    text = word
    self.word = Array(word.utf8)
  }

  /// The best of those found.
  var found: [String] {
    var seen: Set<ExactText> = []
    return (ends + begins + nearest).filter { seen.insert(ExactText($0)).inserted }.prefix(Self.limit).map(\.self)
  }

  /// Looks through a pool, one row group in memory at a time.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  mutating func look(in pool: TableReader) throws {
    guard !word.isEmpty else { return }
    let schema = try pool.schema.selecting(["image_id"])
    for group in 0..<pool.rowGroups {
      let ids = try pool.read(rowGroup: group, as: schema).strings("image_id")
      var near: [String] = []
      for row in 0..<ids.count {
        let id = ids.utf8(row)
        if ends.count < Self.limit, Self.isTail(word, of: Array(id)) || Self.isTail(Array(id), of: word) {
          ends.append(ids[row])
        } else if begins.count < Self.limit, id.starts(with: word) {
          begins.append(ids[row])
        }
        if looked < Self.compared, ends.isEmpty { near.append(ids[row]) }
        looked += 1
      }
      if ends.isEmpty, nearest.isEmpty, let word = NearestWord.find(text, among: near) { nearest.append(word) }
    }
  }

  /// Whether a path's last parts are `tail`.
  private static func isTail(_ tail: [UInt8], of path: [UInt8]) -> Bool {
    guard tail.count < path.count, path[path.count - tail.count - 1] == UInt8(ascii: "/") else { return false }
    return path.suffix(tail.count).elementsEqual(tail)
  }
}
