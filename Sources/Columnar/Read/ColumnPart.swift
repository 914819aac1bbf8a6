/// The pages of a column chunk that are to be decoded.
struct ColumnPart: Sendable {
  /// The number of the row group.
  let rowGroup: Int
  /// How many rows the pages have.
  let rows: Int
  let decoder: PageDecoder
  let pages: [StoredPage]
  /// How many values, missing ones counted, the pages have.
  let valueCount: Int

  init(rowGroup: Int, rows: Int, decoder: PageDecoder, pages: [StoredPage]) {
    self.rowGroup = rowGroup
    self.rows = rows
    self.decoder = decoder
    self.pages = pages
    valueCount = pages.reduce(0) { $0 + $1.valueCount }
  }
}

/// A column of a call: its pages in the order of rows.
struct ColumnPlan: Sendable {
  let column: FileColumn
  let width: Int
  let parts: [ColumnPart]

  /// How many rows there are.
  var rows: Int { parts.reduce(0) { $0 + $1.rows } }
}
