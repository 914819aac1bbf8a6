import Parallel

/// Decodes columns, page by page on all threads.
///
/// The unit of work is a page, not a column, so that one large column keeps all threads busy; where each page's values go is
/// known from the headers of those before it.
struct ColumnsDecoder: Sendable {
  /// Small pages of a chunk are read and decoded together, up to so many bytes as stored.
  private static let taskBytes = 1 << 20
  /// Less than this, as stored, is decoded on one thread: waking another takes longer.
  private static let parallelBytes = 1 << 16

  let file: CountedFile
  let pool: ScratchPool
  let budget: MemoryBudget
  let threads: Int

  /// Pages of a chunk that are read at once.
  private struct Task: Sendable {
    let column: Int
    let part: Int
    /// The pages within the part.
    let pages: Range<Int>
    /// The first page among all pages of the column.
    let firstPage: Int
    /// The first value's place, if no page before has fewer places than values.
    let firstPlace: Int
  }

  /// The columns of `plans`.
  ///
  /// - Throws: `ColumnarError` with column, row group and page; `StorageError`.
  func decode(_ plans: [ColumnPlan]) throws -> [Column] {
    var columns: [Column] = []
    columns.reserveCapacity(plans.count)
    for begin in stride(from: 0, to: plans.count, by: ValueArrays.most) {
      columns += try decode(batch: Array(plans[begin..<min(plans.count, begin + ValueArrays.most)]))
    }
    return columns
  }

  private func decode(batch plans: [ColumnPlan]) throws -> [Column] {
    for plan in plans {
      do {
        try claim(plan)
      } catch {
        throw error.at(column: plan.column.name)
      }
    }
    let tasks = Self.tasks(plans)
    let stored = plans.reduce(0) { sum, plan in
      plan.parts.reduce(sum) { $0 + $1.pages.reduce(0) { $0 + $1.header.compressedSize } }
    }
    let threads = stored < Self.parallelBytes ? 1 : threads
    var rows = [[PageRows]](repeating: [], count: plans.count)
    let arrays = plans.map { plan in
      ValueArrays.Plan(
        column: plan.column, width: plan.width, count: plan.parts.reduce(0) { $0 + $1.valueCount })
    }
    let values = try ValueArrays.make(arrays) { targets in
      let decoded = try Parallel.map(tasks.count, threads: threads) { index in
        try decode(tasks[index], plans[tasks[index].column], targets[tasks[index].column])
      }
      for (task, pages) in zip(tasks, decoded) { rows[task.column] += pages }
      return plans.indices.map { Self.compact(plans[$0], rows[$0], targets[$0].bytes) }
    }
    return try plans.indices.map { index in
      do {
        return try Assembler(plans[index], rows[index], threads: threads).column(values[index])
      } catch let error as ColumnarError {
        throw error.at(column: plans[index].column.name)
      }
    }
  }

  /// Takes memory for a column, before it is allocated.
  private func claim(_ plan: ColumnPlan) throws(ColumnarError) {
    let count = plan.parts.reduce(0) { $0 + $1.valueCount }
    let (each, overflow) = plan.width.addingReportingOverflow(plan.column.maximumDefinition > 0 ? 1 : 0)
    try budget.take(count, of: overflow ? Int.max : max(1, each))
    // Offsets of texts and of the outermost lists.
    if plan.width == 0 { try budget.take(count, of: MemoryLayout<Int>.size) }
    if !plan.column.lists.isEmpty {
      try budget.take(plan.rows, of: MemoryLayout<Int>.size + MemoryLayout<UInt32>.size)
    }
  }

  private static func tasks(_ plans: [ColumnPlan]) -> [Task] {
    var tasks: [(rowGroup: Int, task: Task)] = []
    for (column, plan) in plans.enumerated() {
      var place = 0
      var pagesBefore = 0
      for (part, pages) in plan.parts.enumerated() {
        var first = 0
        while first < pages.pages.count {
          var end = first + 1
          var values = pages.pages[first].valueCount
          while end < pages.pages.count, pages.pages[end].end - pages.pages[first].body <= taskBytes,
            // Bytes between pages are headers; what is larger is something else.
            pages.pages[end].body - pages.pages[end - 1].end <= 1 << 12
          {
            values += pages.pages[end].valueCount
            end += 1
          }
          tasks.append(
            (
              pages.rowGroup,
              Task(
                column: column, part: part, pages: first..<end, firstPage: pagesBefore + first, firstPlace: place)
            ))
          place += values
          first = end
        }
        pagesBefore += pages.pages.count
      }
    }
    // As they lie in the file, so that reading ahead helps; the order of a column's pages stays.
    return tasks.enumerated().sorted { ($0.element.rowGroup, $0.offset) < ($1.element.rowGroup, $1.offset) }
      .map(\.element.task)
  }

  private func decode(_ task: Task, _ plan: ColumnPlan, _ target: ValueArrays.Target) throws -> [PageRows] {
    let part = plan.parts[task.part]
    let pages = part.pages[task.pages]
    guard let first = pages.first, let last = pages.last else { return [] }
    return try pool.use { scratch in
      let bytes = scratch.stored.room(last.end - first.body)
      try file.read(at: first.body, into: bytes)
      var place = task.firstPlace
      return try pages.map { page in
        let begin = page.body - first.body
        let body = UnsafeRawBufferPointer(rebasing: bytes[begin..<begin + page.header.compressedSize])
        let size = page.valueCount * plan.width
        let room =
          plan.width == 0
          ? target.bytes
          : UnsafeMutableRawBufferPointer(rebasing: target.bytes[place * plan.width..<place * plan.width + size])
        place += page.valueCount
        do {
          let rows = try part.decoder.decode(body, page, into: room, scratch: scratch)
          // Lists within lists may be as many as values.
          for begins in rows.begins.dropFirst() {
            try budget.take(begins.count, of: MemoryLayout<Int>.size + MemoryLayout<UInt32>.size)
          }
          return rows
        } catch let error as ColumnarError {
          throw error.at(column: plan.column.name, rowGroup: part.rowGroup, page: page.number)
        }
      }
    }
  }

  /// Moves the pages' values together where some have fewer places than values were claimed.
  ///
  /// - Returns: How many values there are.
  private static func compact(
    _ plan: ColumnPlan, _ rows: [PageRows], _ target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var from = 0
    var to = 0
    for (page, rows) in zip(plan.parts.lazy.flatMap(\.pages), rows) {
      if from != to, plan.width > 0, rows.places > 0, let base = target.baseAddress {
        (base + to * plan.width).copyMemory(from: base + from * plan.width, byteCount: rows.places * plan.width)
      }
      from += page.valueCount
      to += rows.places
    }
    return to
  }
}
