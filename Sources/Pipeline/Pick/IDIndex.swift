import Columnar

/// The ids of a file in the order of its rows, to be found by their bytes.
struct IDIndex: Sendable {
  /// The ids.
  let ids: StringArray
  /// The rows in the order of their ids; nil where the ids ascend already.
  private let order: [Int]?

  /// How many rows are looked at one by one before they are looked for by halves.
  private static let steps = 8

  /// Takes ids in any order; of equal ones the first row is found.
  init(_ ids: StringArray) {
    self.ids = ids
    order = ids.ascends ? nil : ids.ascending()
  }

  /// The number of rows.
  var count: Int { ids.count }

  /// The row of an id; nil if it is not there.
  func place(of id: String) -> Int? {
    let place = places(of: StringArray([id]))[0]
    return place < 0 ? nil : place
  }

  /// The row of each id of a block, −1 for one that is not there.
  ///
  /// Where the block ascends, both are gone through side by side.
  func places(of block: StringArray) -> [Int] {
    var result = [Int](repeating: -1, count: block.count)
    guard count > 0, block.count > 0 else { return result }
    let ascends = block.ascends
    var next = 0
    for row in 0..<block.count {
      if ascends, row > 0 {
        var steps = 0
        while next < count, steps < Self.steps, ids.compare(at(next), block, row) < 0 {
          next += 1
          steps += 1
        }
        if steps == Self.steps { next = first(notBefore: block, row, from: next) }
      } else {
        next = first(notBefore: block, row, from: 0)
      }
      if next == count {
        if ascends { break }
        continue
      }
      if ids.compare(at(next), block, row) == 0 { result[row] = at(next) }
    }
    return result
  }

  /// Two rows of the same id, of which the later one comes first in the file; nil where there are none.
  var firstRepeat: (first: Int, second: Int)? {
    guard let order else { return nil }
    var found: (first: Int, second: Int)?
    var start = 0
    for place in order.indices.dropFirst() {
      guard ids.compare(order[place], ids, order[start]) == 0 else {
        start = place
        continue
      }
      // Equal ids stand in the order of their rows.
      if place == start + 1, order[place] < found?.second ?? .max { found = (order[start], order[place]) }
    }
    return found
  }

  private func at(_ place: Int) -> Int { order?[place] ?? place }

  /// The first place whose id does not come before that of a row of `block`.
  private func first(notBefore block: StringArray, _ row: Int, from start: Int) -> Int {
    var (low, high) = (start, count)
    while low < high {
      let middle = (low + high) / 2
      if ids.compare(at(middle), block, row) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TableParts {
  /// The column `image_id`, of all rows.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func imageIDs() throws -> StringArray { try read(as: .imageIDs).strings("image_id") }
}

extension TableSchema {
  /// The ids of images in anybody's file.
  static let imageIDs = TableSchema("images", key: [], "An image.", columns: [ColumnSchema("image_id", .string)])
}
