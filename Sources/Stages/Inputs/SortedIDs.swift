import Columnar
import Foundation
import Texts

/// Image ids in ascending order of their bytes, to be looked up by blocks of rows that ascend likewise.
struct SortedIDs: Sendable {
  private let ids: StringArray

  /// Takes ids in any order; a repeated one counts once.
  init(_ texts: some Sequence<String>) {
    var ids = StringArray()
    for text in texts.sortedByBytes() where ids.count == 0 || !Self.isLast(text, of: ids) {
      ids.append(text)
    }
    self.ids = ids
  }

  /// Takes over ids that ascend.
  init(ascending ids: StringArray) { self.ids = ids }

  /// The number of ids.
  var count: Int { ids.count }

  /// The place of an id, nil if it is not among these.
  func place(of id: String) -> Int? {
    let place = firstIndex(notBefore: StringArray([id]), 0)
    return place < ids.count && ids.utf8(place).elementsEqual(id.utf8) ? place : nil
  }

  /// The rows of `block`, whose ids ascend, that are not among these; nil if none is, which needs no list.
  func rowsOutside(_ block: StringArray) -> [Int]? {
    guard block.count > 0, ids.count > 0 else { return nil }
    var next = firstIndex(notBefore: block, 0)
    guard next < ids.count, ids.compare(next, block, block.count - 1) <= 0 else { return nil }
    var rows: [Int] = []
    rows.reserveCapacity(block.count)
    for row in 0..<block.count {
      while next < ids.count, ids.compare(next, block, row) < 0 { next += 1 }
      if next < ids.count, ids.compare(next, block, row) == 0 { continue }
      rows.append(row)
    }
    return rows.count == block.count ? nil : rows
  }

  /// The place of the first id that does not come before text `row` of `block`.
  private func firstIndex(notBefore block: StringArray, _ row: Int) -> Int {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids.compare(middle, block, row) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func isLast(_ text: String, of ids: StringArray) -> Bool {
    ids.utf8(ids.count - 1).elementsEqual(text.utf8)
  }
}
