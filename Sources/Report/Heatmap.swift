/// A table of counts, tinted by the share of their row.
struct Heatmap {
  /// What it shows: the caption.
  var caption: String
  /// What a row is, and what a column is.
  var rowTitle: String
  var columnTitle: String
  var classes: [String]
  /// `[row][column]`.
  var counts: [[Int]]
  /// A last column, such as answers that name no class.
  var extra: (title: String, counts: [Int])?

  /// The most classes a table is drawn for; beyond it the largest confusions are listed.
  static let largest = 24

  var html: HTML {
    guard counts.count == classes.count, counts.allSatisfy({ $0.count == classes.count }) else {
      return "<p class=\"none\">The counts do not match the classes.</p>"
    }
    guard classes.count <= Self.largest else { return list(limit: 20) }
    var out: HTML = """
      <div class="scroll"><table class="heat"><caption>\(caption)</caption><thead><tr><th class="corner" scope="col">\
      \(rowTitle) ↓ \(columnTitle) →</th>
      """
    for name in classes { out += "<th scope=\"col\"><span>\(name)</span></th>" }
    if let extra { out += "<th scope=\"col\"><span>\(extra.title)</span></th>" }
    out += "</tr></thead><tbody>"
    for row in classes.indices {
      let beside = extra.flatMap { $0.counts.indices.contains(row) ? $0.counts[row] : nil }
      let total = counts[row].reduce(0, +) + (beside ?? 0)
      out += "<tr><th scope=\"row\">\(classes[row])</th>"
      for column in classes.indices {
        out += cell(counts[row][column], of: total, diagonal: row == column)
      }
      if extra != nil { out += cell(beside ?? 0, of: total, diagonal: false) }
      out += "</tr>"
    }
    out += "</tbody></table></div>"
    return out
  }

  /// Level 0 to 9 of the tint: the share of the row in tenths, and 1 for the least share above none.
  private func cell(_ count: Int, of total: Int, diagonal: Bool) -> HTML {
    guard count > 0, total > 0 else { return "<td class=\"zero\">·</td>" }
    let level = max(1, min(9, count * 10 / total))
    return "<td class=\"\(diagonal ? "d" : "o")\(level)\">\(Figures.grouped(count))</td>"
  }

  private func list(limit: Int) -> HTML {
    var pairs: [(count: Int, row: Int, column: Int)] = []
    for row in counts.indices {
      for column in counts[row].indices where row != column && counts[row][column] > 0 {
        pairs.append((counts[row][column], row, column))
      }
    }
    pairs.sort { $0.count != $1.count ? $0.count > $1.count : ($0.row, $0.column) < ($1.row, $1.column) }
    guard !pairs.isEmpty else { return "<p class=\"none\">\(caption): no confusion between classes.</p>" }
    var out: HTML = """
      <div class="scroll"><table><caption>\(caption): the most frequent confusions of \(classes.count) \
      classes</caption><thead><tr><th scope="col">\(rowTitle)</th><th scope="col">\(columnTitle)</th>\
      <th scope="col" class="n">count</th></tr></thead><tbody>
      """
    for pair in pairs.prefix(limit) {
      out += """
        <tr><td>\(classes[pair.row])</td><td>\(classes[pair.column])</td><td class="n">\
        \(Figures.grouped(pair.count))</td></tr>
        """
    }
    out += "</tbody></table></div>"
    return out
  }
}
