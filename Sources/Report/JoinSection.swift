/// A file of the spec whose rows do not all fit the images of the pool, or that leaves images out.
package struct JoinSection: Codable, Sendable, Equatable {
  /// The key of the spec that names it.
  package var file: String
  /// Rows below the header.
  package var rows: Int
  /// Rows about an image of the pool.
  package var matched: Int
  /// Rows about images that are gone, unreadable or erased.
  package var absent: Int
  /// Rows that fit no image.
  package var unmatched: Int
  /// The first row that fits no image: its line, the id in it, and why, as far as can be determined.
  package var line: Int?
  package var image: String?
  package var cause: String?
  /// Images of the pool that it was to have a row for and has not; nil where it need not have one for each.
  package var without: Int?
  /// Images without a group; nil where it has no groups.
  package var ungrouped: Int?

  package init(
    file: String, rows: Int, matched: Int, absent: Int = 0, unmatched: Int = 0, line: Int? = nil, image: String? = nil,
    cause: String? = nil, without: Int? = nil, ungrouped: Int? = nil
  ) {
    self.file = file
    self.rows = rows
    self.matched = matched
    self.absent = absent
    self.unmatched = unmatched
    self.line = line
    self.image = image
    self.cause = cause
    self.without = without
    self.ungrouped = ungrouped
  }
}

extension ReportPage {
  /// What a person should look at in the files that did not fit.
  static func attention(_ joins: [JoinSection]) -> [HTML] { joins.flatMap(attention) }

  private static func attention(_ join: JoinSection) -> [HTML] {
    var items: [HTML] = []
    if join.unmatched > 0 {
      var item: HTML = """
        <span>\(Figures.count(join.unmatched, "row", "rows")) of \(Figures.grouped(join.rows)) in <b>\(join.file)</b> \
        \(join.unmatched == 1 ? "fits" : "fit") no image of the pool
        """
      if let line = join.line, let image = join.image { item += "; the first is line \(line), \(image)" }
      if let cause = join.cause { item += "; likely cause: \(cause)" }
      items.append(item + ".</span>")
    }
    if let without = join.without, without > 0 {
      items.append(
        """
        <span>\(Figures.count(without, "image", "images")) of the pool \(without == 1 ? "has" : "have") no row in \
        <b>\(join.file)</b>.</span>
        """)
    }
    if let ungrouped = join.ungrouped, ungrouped > 0 {
      items.append(
        """
        <span>\(Figures.count(ungrouped, "image has", "images have")) no group and \
        \(ungrouped == 1 ? "is" : "are each") one by itself: pictures of one thing may be on both sides of a holdout.</span>
        """)
    }
    if join.absent > 0 {
      items.append(
        """
        <span>\(Figures.count(join.absent, "image", "images")) of <b>\(join.file)</b> \
        \(join.absent == 1 ? "is" : "are") not in the pool any more: gone, unreadable or erased.</span>
        """)
    }
    return items
  }
}
