/// Where an error is: a file and a place in it, a row of a table, an image; as much of it as is known.
package struct ErrorPlace: Equatable, Sendable {
  /// The file; nil for what is in memory.
  package var file: String?
  /// The line of a text, from 1.
  package var line: Int?
  /// The character in the line, from 1.
  package var character: Int?
  /// The column of a table, by name.
  package var column: String?
  /// The row group of a Parquet file, from 0.
  package var rowGroup: Int?
  /// The page of a column chunk, from 0.
  package var page: Int?
  /// The row of a table, from 1.
  package var row: Int?
  /// The image's id.
  package var image: String?

  /// Makes a place.
  package init(
    file: String? = nil, line: Int? = nil, character: Int? = nil, column: String? = nil, rowGroup: Int? = nil,
    page: Int? = nil, row: Int? = nil, image: String? = nil
  ) {
    self.file = file
    self.line = line
    self.character = character
    self.column = column
    self.rowGroup = rowGroup
    self.page = page
    self.row = row
    self.image = image
  }

  /// Whether nothing is known.
  package var isNowhere: Bool { self == ErrorPlace() }

  /// The place for a message: `labels.csv:7:12`, or `predictions.parquet, row 3, image 'a.png'`; empty for nowhere.
  package var rendered: String {
    var parts: [String] = []
    if let file {
      parts.append(([file.printable] + [line, character].compactMap { $0.map { String($0) } }).joined(separator: ":"))
    } else if let line {
      parts.append("line \(line)")
      if let character { parts.append("column \(character)") }
    }
    if let column { parts.append("column \(column.quoted)") }
    if let rowGroup { parts.append("row group \(rowGroup)") }
    if let page { parts.append("page \(page)") }
    if let row { parts.append("row \(row)") }
    if let image { parts.append("image \(image.quoted)") }
    return parts.joined(separator: ", ")
  }
}
