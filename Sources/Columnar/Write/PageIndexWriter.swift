/// The page indexes of a column chunk: where each page is, and between which values those of each page lie.
///
/// https://parquet.apache.org/docs/file-format/pageindex/
///
/// They stand between the last row group and the footer, without gaps: first all column indexes, then all offset indexes, in
/// the order of row groups and columns. No page's check sum covers them, so each chunk's key-value metadata holds the
/// CRC-32 of both.
enum PageIndexWriter {
  /// The offset index of data pages that lie one behind the other.
  ///
  /// - Parameters:
  ///   - start: Where the first begins in the file.
  ///   - pages: The bytes of each, header and all, and its rows.
  /// - Returns: The index as it stands in the file.
  static func offsets(start: Int, pages: [(size: Int, rows: Int)]) -> [UInt8] {
    var locations: [(offset: Int, size: Int, firstRow: Int)] = []
    var offset = start
    var row = 0
    for page in pages {
      locations.append((offset, page.size, row))
      offset += page.size
      row += page.rows
    }
    var writer = ThriftWriter()
    writer.structure { writer in
      writer.structures(1, locations) { writer, location in
        writer.int64(1, location.offset)
        writer.int32(2, Int32(truncatingIfNeeded: location.size))
        writer.int64(3, location.firstRow)
      }
    }
    return writer.bytes
  }

  /// The column index of a column without lists.
  ///
  /// - Returns: Nil where a page has values but no bounds: nothing but NaN, or a text that no shorter one bounds.
  static func columns(_ pages: [ChunkEncoder.Page], isText: Bool) -> [UInt8]? {
    var minima: [[UInt8]] = []
    var maxima: [[UInt8]] = []
    var known: [PageBounds] = []
    for page in pages {
      guard page.missing < page.rows else {
        minima.append([])
        maxima.append([])
        continue
      }
      guard let bounds = Statistics.shortened(page.bounds, isText: isText) else { return nil }
      minima.append(bounds.minimum.bound)
      maxima.append(bounds.maximum.bound)
      known.append(isText ? .bytes(bounds.minimum.bound, bounds.maximum.bound) : page.bounds)
    }
    var writer = ThriftWriter()
    writer.structure { writer in
      writer.bools(1, pages.map { $0.missing == $0.rows })
      writer.binaries(2, minima)
      writer.binaries(3, maxima)
      writer.int32(4, order(known))
      writer.int64s(5, pages.map(\.missing))
    }
    return writer.bytes
  }

  /// 1 if the bounds ascend, 2 if they descend, 0 otherwise.
  private static func order(_ bounds: [PageBounds]) -> Int32 {
    let pairs = zip(bounds, bounds.dropFirst())
    if pairs.allSatisfy({ $0.ascends(to: $1) }) { return 1 }
    return pairs.allSatisfy { $1.ascends(to: $0) } ? 2 : 0
  }
}

extension Statistics {
  /// What is known of a chunk's pages; `isText` says that long bounds may be shortened.
  init(_ pages: [ChunkEncoder.Page], isText: Bool) {
    self.init(minimum: nil, maximum: nil, nullCount: pages.reduce(0) { $0 + $1.missing })
    let bounds = pages.reduce(PageBounds.none) { $0.union($1.bounds) }
    guard let bounds = Self.shortened(bounds, isText: isText) else { return }
    minimum = bounds.minimum.bound
    maximum = bounds.maximum.bound
    isMinimumExact = bounds.minimum.isExact
    isMaximumExact = bounds.maximum.isExact
  }

  /// The bounds as they are written, nil if there are none.
  fileprivate static func shortened(
    _ bounds: PageBounds, isText: Bool
  ) -> (minimum: (bound: [UInt8], isExact: Bool), maximum: (bound: [UInt8], isExact: Bool))? {
    guard let (minimum, maximum) = bounds.encoded else { return nil }
    guard isText else { return ((minimum, true), (maximum, true)) }
    guard let upper = TextBound.upper(maximum) else { return nil }
    return (TextBound.lower(minimum), upper)
  }
}
