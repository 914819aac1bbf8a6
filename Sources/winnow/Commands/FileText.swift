import Columnar
import Texts

/// A file's schema and metadata, laid out for people.
struct FileText {
  /// How much of a remark is printed, in characters.
  private static let longestRemark = 120
  /// How much of a minimum or maximum.
  private static let longestBound = 32

  private let reader: TableReader
  private let description: FileDescription

  /// Describes the file of `reader`.
  init(_ reader: TableReader) {
    self.reader = reader
    description = reader.description
  }

  /// The text, with each row group by itself if `metadata` is set.
  func text(metadata: Bool) -> String {
    var text = heading + "\n\nSchema\n" + schema
    if !reader.keyValueMetadata.isEmpty { text += "\nKey-value metadata\n" + remarks }
    guard !description.groups.isEmpty, !description.nodes.isEmpty else { return text }
    if metadata {
      for (number, group) in description.groups.enumerated() {
        text += "\nRow group \(number): \(group.rows.counted("row"))\n" + table(group.chunks.map { [$0] })
      }
    } else {
      text += "\nColumns" + (description.groups.count > 1 ? ", all row groups together" : "") + "\n"
      let columns = description.groups[0].chunks.indices.map { index in description.groups.map { $0.chunks[index] } }
      text += table(columns)
    }
    return text
  }

  private var heading: String {
    var text =
      "\(reader.rowCount.counted("row")) in \(reader.rowGroups.counted("row group")), "
      + reader.columnNames.count.counted("column")
    if !reader.schema.name.isEmpty {
      text += ", table \(reader.schema.name.printable) (version \(reader.schema.version))"
    }
    if !reader.createdBy.isEmpty { text += "\nwritten by \(reader.createdBy.printable)" }
    return text
  }

  private var schema: String {
    let unread = reader.unreadable.map { column in
      "  not read: \(column.name.printable) (\(column.what.printable))\n"
    }
    let cells = description.nodes.map { node in
      [
        String(repeating: "  ", count: node.depth) + node.name.printable, node.repetition,
        [node.physical, node.logical].filter { !$0.isEmpty }.joined(separator: " "),
      ]
    }
    return Self.aligned(cells) + unread.joined()
  }

  private var remarks: String {
    let cells = reader.keyValueMetadata.map { key, value in
      let size = value.utf8.count
      let isCut = value.unicodeScalars.count > Self.longestRemark
      let shown = isCut ? String(String.UnicodeScalarView(value.unicodeScalars.prefix(Self.longestRemark))) : value
      return [key.printable, shown.printable + (isCut ? "… (\(size) bytes)" : "")]
    }
    return Self.aligned(cells)
  }

  /// A line a column; each is a list of its parts in row groups.
  private func table(_ columns: [[FileDescription.Chunk]]) -> String {
    let header = [
      "column", "codec", "encodings", "stored", "unpacked", "values", "nulls", "minimum", "maximum", "page index",
    ]
    let rows = columns.map { chunks in
      let nulls = chunks.map(\.nulls)
      let minima = chunks.compactMap(\.minimum)
      let maxima = chunks.compactMap(\.maximum)
      // A part of nothing but missing values has no bounds; any other that has none leaves those of the column unknown.
      let isBound = zip(chunks, nulls).allSatisfy { $0.minimum != nil || $0.values == $1 }
      return [
        chunks.first.map { Self.cut($0.path.printable, 48) } ?? "", Self.distinct(chunks.map(\.codec)),
        Self.distinct(chunks.flatMap(\.encodings)), Self.bytes(chunks.map(\.compressedSize)),
        Self.bytes(chunks.map(\.uncompressedSize)), Self.sum(chunks.map(\.values)).map { String($0) } ?? "-",
        nulls.contains(nil) ? "-" : Self.sum(nulls.compactMap(\.self)).map { String($0) } ?? "-",
        isBound ? Self.bound(minima.first.map { minima.dropFirst().reduce($0, StatisticValue.least) }) : "-",
        isBound ? Self.bound(maxima.first.map { maxima.dropFirst().reduce($0, StatisticValue.greatest) }) : "-",
        chunks.allSatisfy(\.hasPageIndex) ? "yes" : (chunks.contains(where: \.hasPageIndex) ? "some" : "no"),
      ]
    }
    return ShownRows.indented(Console.table(header, rows))
  }

  // MARK: Small things

  private static func bound(_ value: StatisticValue?) -> String { value.map { cut($0.json, longestBound) } ?? "-" }

  private static func cut(_ text: String, _ length: Int) -> String {
    text.count > length ? text.prefix(length - 1) + "…" : text
  }

  /// Each word once, in the order in which they occur first.
  private static func distinct(_ words: [String]) -> String {
    var seen: [String] = []
    for word in words where !seen.contains(word) { seen.append(word) }
    return seen.joined(separator: ",")
  }

  /// The sum, nil if it is beyond all files.
  private static func sum(_ numbers: [Int]) -> Int? {
    var sum = 0
    for number in numbers {
      let (next, overflow) = sum.addingReportingOverflow(number)
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  private static func bytes(_ sizes: [Int]) -> String {
    guard let size = sum(sizes) else { return "-" }
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(size)
    var unit = 0
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    return "\(unit == 0 ? String(size) : value.decimal(1)) \(units[unit])"
  }

  /// Lines of cells, all to the left.
  private static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
    return rows.isEmpty ? "" : ShownRows.indented(lines.joined(separator: "\n"))
  }
}
