/// The levels of a page as they are stored.
enum StoredLevels {
  /// There are none, since all can only be 0.
  case none
  /// Runs and packed bits.
  case hybrid(UnsafeRawBufferPointer)
  /// Packed the most significant bit first, as old writers did.
  case bitPacked(UnsafeRawBufferPointer)
}

extension PageRows {
  /// Reads the levels of a page.
  ///
  /// - Parameters:
  ///   - column: The column that the page is of.
  ///   - count: How many levels of each kind there are.
  ///   - definitions: The definition levels.
  ///   - repetitions: The repetition levels.
  ///   - scratch: Memory for levels that must be looked at one by one.
  /// - Throws: `ColumnarError` with causes `inconsistent(.levels)`, `inconsistent(.runs)`.
  init(
    _ column: FileColumn, count: Int, definitions: StoredLevels, repetitions: StoredLevels, scratch: Scratch
  ) throws(ColumnarError) {
    let depth = column.lists.count
    counts = [Int](repeating: 0, count: depth + 1)
    begins = [[UInt32]](repeating: [], count: depth)
    missing = begins
    present = count
    lastDefinition = column.maximumDefinition
    guard count <= Int(UInt32.max) else { throw ColumnarError(.inconsistent(.pageValues)) }
    let all = try Self.definitions(definitions, count, column.maximumDefinition, scratch, &present)
    if depth == 0 {
      counts[0] = count
      if present < count {
        let top = UInt8(column.maximumDefinition)
        validity = all.map { $0 == top }
      }
    } else if depth == 1, present == count, case .hybrid(let source) = repetitions {
      try appendWhole(source, count)
    } else {
      let repetitions = try Self.decode(repetitions, count, column.maximumRepetition, scratch.repetitions)
      guard count > 0 else { return }
      if all.isEmpty {
        // The runs show that nothing is missing.
        let room = scratch.definitions.room(count)
        room.initializeMemory(as: UInt8.self, repeating: UInt8(column.maximumDefinition))
        try append(column, UnsafeRawBufferPointer(room), repetitions)
      } else {
        try append(column, all, repetitions)
      }
    }
  }

  /// Decodes definition levels, unless runs say that all are the highest.
  private static func definitions(
    _ stored: StoredLevels, _ count: Int, _ maximum: Int, _ scratch: Scratch, _ present: inout Int
  ) throws(ColumnarError) -> UnsafeRawBufferPointer {
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    if maximum == 0 { return none }
    if case .hybrid(let source) = stored {
      let runs = LevelRuns(source, bitWidth: bitWidth(maximum), count: count)
      if try runs.areAll(maximum) { return none }
    }
    let levels = try decode(stored, count, maximum, scratch.definitions)
    let top = UInt8(maximum)
    present = 0
    for level in levels { present += level == top ? 1 : 0 }
    return levels
  }

  private static func bitWidth(_ maximum: Int) -> Int { Int.bitWidth - maximum.leadingZeroBitCount }

  /// Decodes levels to a byte each and checks that none is above `maximum`.
  private static func decode(
    _ stored: StoredLevels, _ count: Int, _ maximum: Int, _ memory: ScratchMemory
  ) throws(ColumnarError) -> UnsafeRawBufferPointer {
    let room = memory.room(count)
    let target = room.bindMemory(to: UInt8.self)
    switch stored {
    case .none: target.initialize(repeating: 0)
    case .hybrid(let source):
      try HybridDecoder.decode(source, bitWidth: bitWidth(maximum), into: target)
    case .bitPacked(let source):
      _ = try BitPackedLevels.decode(source, bitWidth: bitWidth(maximum), into: target)
    }
    var highest: UInt8 = 0
    for level in target { highest = max(highest, level) }
    guard Int(highest) <= maximum else { throw ColumnarError(.inconsistent(.levels)) }
    return UnsafeRawBufferPointer(room)
  }

  /// Lists that hold no lists, and of which none is missing, empty, or lacks an element: a row begins at each 0.
  private mutating func appendWhole(_ source: UnsafeRawBufferPointer, _ count: Int) throws(ColumnarError) {
    let rows = try LevelRuns(source, bitWidth: 1, count: count).zeroCount()
    var failure: ColumnarError?
    begins[0] = [UInt32](unsafeUninitializedCapacity: rows) { places, made in
      do throws(ColumnarError) {
        try LevelRuns(source, bitWidth: 1, count: count).zeros(
          into: UnsafeMutableBufferPointer(rebasing: places[..<rows]))
        made = rows
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    counts = [rows, count]
    firstRepetition = count > 0 && begins[0].first != 0 ? 1 : 0
  }

  /// Lists of any kind, value by value.
  private mutating func append(
    _ column: FileColumn, _ definitions: UnsafeRawBufferPointer, _ repetitions: UnsafeRawBufferPointer
  ) throws(ColumnarError) {
    let depth = column.lists.count
    let lists = column.lists
    let top = column.maximumDefinition
    var known: [Bool] = []
    if present < definitions.count { known.reserveCapacity(definitions.count) }
    var lacks = false
    firstRepetition = Int(repetitions[0])
    var before = -1
    for index in definitions.indices {
      let definition = Int(definitions[index])
      // A value that goes on at list `repetition` is a new element there, which must have elements already, and opens
      // new lists below it.
      var level = Int(repetitions[index])
      if level > 0 {
        let filled = lists[level - 1].filled
        guard definition >= filled, before < 0 || before >= filled else { throw ColumnarError(.inconsistent(.levels)) }
      }
      before = definition
      while level < depth {
        begins[level].append(UInt32(truncatingIfNeeded: counts[level + 1]))
        counts[level] += 1
        if definition < lists[level].present {
          missing[level].append(UInt32(truncatingIfNeeded: counts[level] - 1))
          break
        }
        if definition < lists[level].filled { break }
        level += 1
      }
      if level == depth {
        counts[depth] += 1
        known.append(definition == top)
        lacks = lacks || definition != top
      }
    }
    lastDefinition = before
    if lacks { validity = known }
  }
}
