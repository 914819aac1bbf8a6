import Texts

/// Rows by group: names compared by UTF-8 bytes, groups numbered in byte order.
struct Grouping {
  /// The name of each group.
  let names: [String]
  /// The group of each row.
  let ofRow: [Int]

  /// How many groups there are.
  var count: Int { names.count }

  /// Groups rows by name.
  init(_ groups: [String]) {
    let order = groups.indices.sorted { left, right in
      if groups[left].precedesByBytes(groups[right]) { return true }
      if groups[right].precedesByBytes(groups[left]) { return false }
      return left < right
    }
    var names: [String] = []
    var ofRow = [Int](repeating: 0, count: groups.count)
    for row in order {
      if let last = names.last, last.equalsByBytes(groups[row]) {
        ofRow[row] = names.count - 1
      } else {
        ofRow[row] = names.count
        names.append(groups[row])
      }
    }
    self.names = names
    self.ofRow = ofRow
  }

  /// The rows of each group, ascending.
  var rows: [[Int]] {
    var result = [[Int]](repeating: [], count: names.count)
    for (row, group) in ofRow.enumerated() { result[group].append(row) }
    return result
  }
}
