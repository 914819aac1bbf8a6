import Parallel

/// Puts the pages of a column together to rows.
struct Assembler {
  private let plan: ColumnPlan
  private let pages: [PageRows]
  private let threads: Int

  /// Takes what was decoded.
  ///
  /// - Parameters:
  ///   - plan: The column and its pages.
  ///   - pages: The rows of each page, in order.
  ///   - threads: How many threads may be used.
  init(_ plan: ColumnPlan, _ pages: [PageRows], threads: Int) {
    self.plan = plan
    self.pages = pages
    let places = pages.reduce(0) { $0 + $1.places }
    self.threads = places < 1 << 16 ? 1 : threads
  }

  /// The column.
  ///
  /// - Parameter values: One value for each place, nil for texts.
  /// - Returns: The rows of all pages.
  /// - Throws: `ColumnarError` if there are more or fewer rows than the row group has, or a page goes on with a row that
  ///   the page before does not have.
  func column(_ values: ColumnValues?) throws -> Column {
    try checkParts()
    let validity = validity()
    var result = try mapped(values ?? texts(), validity)
    let depth = plan.column.lists.count
    guard depth > 0 else { return Column(result, validity: validity) }
    if let validity { result = .nullable(result, validity: validity) }
    for level in (0..<depth).reversed() {
      result = .list(result, offsets: try offsets(level))
      if level > 0, let validity = listValidity(level) { result = .nullable(result, validity: validity) }
    }
    return Column(result, validity: listValidity(0))
  }

  private func checkParts() throws(ColumnarError) {
    var next = 0
    for part in plan.parts {
      var rows = 0
      var before = -1
      for (page, stored) in zip(pages[next...], part.pages) {
        if page.firstRepetition > 0 {
          guard before >= plan.column.lists[page.firstRepetition - 1].filled else {
            throw ColumnarError(.inconsistent(.levels), rowGroup: part.rowGroup, page: stored.number)
          }
        }
        if stored.valueCount > 0 { before = page.lastDefinition }
        rows += page.rows
      }
      guard rows == part.rows else { throw ColumnarError(.inconsistent(.rowCount), rowGroup: part.rowGroup) }
      next += part.pages.count
    }
  }

  /// The values as our types have them, those that are missing 0.
  private func mapped(_ values: ColumnValues, _ validity: [Bool]?) throws(ColumnarError) -> ColumnValues {
    switch plan.column.mapping {
    case .asIs: return values
    case .nothing:
      guard pages.allSatisfy({ $0.present == 0 }) else { throw ColumnarError(.inconsistent(.pageValues)) }
      return .int32([Int32](repeating: 0, count: values.count))
    default:
      do throws(ColumnarError) {
        // Twelve zero bytes are a time long ago: what is missing is left out.
        return try values.mapped(plan.column.mapping, validity)
      } catch {
        guard var row = error.row else { throw error }
        for level in plan.column.lists.indices.reversed() { row = try self.row(ofElement: row, level) }
        var located = error
        located.row = row
        throw located
      }
    }
  }

  /// The list of a level that an element is in.
  private func row(ofElement element: Int, _ level: Int) throws(ColumnarError) -> Int {
    var (list, below) = (0, 0)
    for page in pages {
      // An element that goes on with a list of the page before belongs to that.
      let within = page.begins[level].lastIndex { below + Int($0) <= element }
      if below + page.counts[level + 1] > element { return max(0, list + (within ?? -1)) }
      list += page.counts[level]
      below += page.counts[level + 1]
    }
    return max(0, list - 1)
  }

  /// Which places have a value; nil if all have.
  private func validity() -> [Bool]? {
    guard pages.contains(where: { $0.validity != nil }) else { return nil }
    var all: [Bool] = []
    all.reserveCapacity(pages.reduce(0) { $0 + $1.places })
    for page in pages {
      if let known = page.validity {
        all += known
      } else {
        all.append(contentsOf: repeatElement(true, count: page.places))
      }
    }
    return all
  }

  /// Which lists of a level are there; nil if all are.
  private func listValidity(_ level: Int) -> [Bool]? {
    guard pages.contains(where: { !$0.missing[level].isEmpty }) else { return nil }
    var all = [Bool](repeating: true, count: pages.reduce(0) { $0 + $1.counts[level] })
    var before = 0
    for page in pages {
      for list in page.missing[level] { all[before + Int(list)] = false }
      before += page.counts[level]
    }
    return all
  }

  /// Where the lists of a level begin.
  private func offsets(_ level: Int) throws -> [Int] {
    let starts = pages.reduce(into: [(lists: 0, below: 0)]) { starts, page in
      let last = starts[starts.count - 1]
      starts.append((last.lists + page.counts[level], last.below + page.counts[level + 1]))
    }
    let end = starts[starts.count - 1]
    return try [Int](unsafeUninitializedCapacity: end.lists + 1) { buffer, made in
      ValueArrays.adviseLargePages(UnsafeMutableRawBufferPointer(buffer))
      buffer[end.lists] = end.below
      let target = Shared(bytes: buffer)
      try Parallel.forEach(pages.count, threads: threads) { [pages] page in
        let (list, below) = starts[page]
        for (index, begin) in pages[page].begins[level].enumerated() {
          target.bytes[list + index] = below + Int(begin)
        }
      }
      made = end.lists + 1
    }
  }

  /// The texts of all pages, an empty one at each place that has none.
  private func texts() throws -> ColumnValues {
    let starts = pages.reduce(into: [(place: 0, byte: 0)]) { starts, page in
      let last = starts[starts.count - 1]
      starts.append((last.place + page.places, last.byte + (page.texts?.bytes.count ?? 0)))
    }
    let end = starts[starts.count - 1]
    var offsets: [Int] = []
    let bytes = try [UInt8](unsafeUninitializedCapacity: end.byte) { bytes, made in
      ValueArrays.adviseLargePages(UnsafeMutableRawBufferPointer(bytes))
      let to = Shared(bytes: bytes)
      offsets = try [Int](unsafeUninitializedCapacity: end.place + 1) { offsets, made in
        ValueArrays.adviseLargePages(UnsafeMutableRawBufferPointer(offsets))
        offsets[0] = 0
        let places = Shared(bytes: offsets)
        try Parallel.forEach(pages.count, threads: threads) { [pages] page in
          Self.copy(pages[page], places.bytes, to.bytes, starts[page])
        }
        made = end.place + 1
      }
      made = end.byte
    }
    let texts = StringArray(bytes: bytes, offsets: offsets)
    return plan.column.leafType == .string ? .string(texts) : .binary(texts)
  }

  /// Memory that threads write their own parts of.
  private struct Shared<Element>: @unchecked Sendable {
    let bytes: UnsafeMutableBufferPointer<Element>
  }

  private static func copy(
    _ page: PageRows, _ offsets: UnsafeMutableBufferPointer<Int>, _ bytes: UnsafeMutableBufferPointer<UInt8>,
    _ start: (place: Int, byte: Int)
  ) {
    guard let texts = page.texts else { return }
    texts.bytes.withUnsafeBufferPointer { from in
      if let source = from.baseAddress, let target = bytes.baseAddress, !from.isEmpty {
        (target + start.byte).initialize(from: source, count: from.count)
      }
    }
    texts.offsets.withUnsafeBufferPointer { ends in
      guard let validity = page.validity else {
        for index in 0..<page.places { offsets[start.place + index + 1] = start.byte + ends[index + 1] }
        return
      }
      var next = 0
      for (index, isValid) in validity.enumerated() {
        if isValid { next += 1 }
        offsets[start.place + index + 1] = start.byte + ends[next]
      }
    }
  }
}
