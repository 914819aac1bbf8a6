/// Some rows of a column.
struct ColumnPiece: Sendable {
  let column: Column
  let rows: Range<Int>

  /// The rows `rows` of `column`, which exist.
  init(_ column: Column, _ rows: Range<Int>) {
    self.column = column
    self.rows = rows
  }
}

extension Column {
  /// The columns `parts`, all of one type, one behind the other.
  ///
  /// - Returns: The rows of all parts; nil where there are no parts.
  /// - Throws: `ColumnarError` with cause `type`.
  static func joined(_ parts: [Column]) throws(ColumnarError) -> Column? {
    parts.count < 2 ? parts.first : try joined(parts.map { ColumnPiece($0, 0..<$0.count) })
  }

  /// The rows of `pieces`, all of one type, one piece behind the other, in memory that is allocated once.
  ///
  /// - Returns: The rows of all pieces; nil where there are no pieces.
  /// - Throws: `ColumnarError` with cause `type`.
  static func joined(_ pieces: [ColumnPiece]) throws(ColumnarError) -> Column? {
    guard let first = pieces.first else { return nil }
    if pieces.count == 1, first.rows.count == first.column.count { return first.column }
    var validity: [Bool]?
    if pieces.contains(where: { $0.column.validity != nil }) {
      validity = pieces.flatMap { piece in
        piece.column.validity.map { Array($0[piece.rows]) } ?? [Bool](repeating: true, count: piece.rows.count)
      }
    }
    let values = pieces.map { ValuesPiece(values: $0.column.values, rows: $0.rows) }
    return Column(try first.column.values.joined(values), validity: validity)
  }
}

/// Some rows of values.
private struct ValuesPiece {
  let values: ColumnValues
  let rows: Range<Int>
}

extension ColumnValues {
  /// The rows of all `pieces`, which are of this type, one piece behind the other.
  fileprivate func joined(_ pieces: [ValuesPiece]) throws(ColumnarError) -> ColumnValues {
    if pieces.contains(where: { if case .nullable = $0.values { true } else { false } }) {
      return try joinedNullable(pieces)
    }
    switch self {
    case .bool: return .bool(try Self.join(pieces) { if case .bool(let values) = $0 { values } else { nil } })
    case .int32: return .int32(try Self.join(pieces) { if case .int32(let values) = $0 { values } else { nil } })
    case .int64: return .int64(try Self.join(pieces) { if case .int64(let values) = $0 { values } else { nil } })
    case .float: return .float(try Self.join(pieces) { if case .float(let values) = $0 { values } else { nil } })
    case .double: return .double(try Self.join(pieces) { if case .double(let values) = $0 { values } else { nil } })
    case .digest:
      return .digest(try Self.join(pieces, width: 32) { if case .digest(let bytes) = $0 { bytes } else { nil } })
    case .fixed(_, let width):
      let bytes = try Self.join(pieces, width: width) { values -> [UInt8]? in
        if case .fixed(let bytes, let other) = values, other == width { bytes } else { nil }
      }
      return .fixed(bytes, width: width)
    case .string:
      return .string(try Self.joinTexts(pieces) { if case .string(let texts) = $0 { texts } else { nil } })
    case .binary:
      return .binary(try Self.joinTexts(pieces) { if case .binary(let texts) = $0 { texts } else { nil } })
    case .list(let first, _):
      let (offsets, ranges) = try Self.joinOffsets(pieces) { if case .list(_, let own) = $0 { own } else { nil } }
      let elements = zip(pieces, ranges).compactMap { piece, range -> ValuesPiece? in
        if case .list(let values, _) = piece.values { ValuesPiece(values: values, rows: range) } else { nil }
      }
      return .list(try first.joined(elements), offsets: offsets)
    case .nullable: return try joinedNullable(pieces)
    }
  }

  /// The same where elements are missing in some of the pieces.
  private func joinedNullable(_ pieces: [ValuesPiece]) throws(ColumnarError) -> ColumnValues {
    var validity: [Bool] = []
    var values: [ValuesPiece] = []
    for piece in pieces {
      if case .nullable(let own, let known) = piece.values {
        values.append(ValuesPiece(values: own, rows: piece.rows))
        validity += known[piece.rows]
      } else {
        values.append(piece)
        validity += repeatElement(true, count: piece.rows.count)
      }
    }
    guard let first = values.first else { return self }
    return .nullable(try first.values.joined(values), validity: validity)
  }

  private static func join<Value: BitwiseCopyable>(
    _ pieces: [ValuesPiece], width: Int = 1, _ values: (ColumnValues) -> [Value]?
  ) throws(ColumnarError) -> [Value] {
    var parts: [(values: [Value], range: Range<Int>)] = []
    for piece in pieces {
      guard let array = values(piece.values) else { throw mixed(pieces, piece) }
      parts.append((array, piece.rows.lowerBound * width..<piece.rows.upperBound * width))
    }
    return [Value](unsafeUninitializedCapacity: parts.reduce(0) { $0 + $1.range.count }) { target, count in
      for part in parts {
        part.values.withUnsafeBufferPointer { values in
          let from = UnsafeBufferPointer(rebasing: values[part.range])
          _ = UnsafeMutableBufferPointer(rebasing: target[count..<count + from.count]).initialize(from: from)
        }
        count += part.range.count
      }
    }
  }

  private static func joinTexts(
    _ pieces: [ValuesPiece], _ texts: (ColumnValues) -> StringArray?
  ) throws(ColumnarError) -> StringArray {
    let (offsets, ranges) = try joinOffsets(pieces) { texts($0)?.offsets }
    let bytes = zip(pieces, ranges).map { ValuesPiece(values: $0.values, rows: $1) }
    return StringArray(bytes: try join(bytes) { texts($0)?.bytes }, offsets: offsets)
  }

  /// The offsets of all pieces, and which elements of each they lead to.
  private static func joinOffsets(
    _ pieces: [ValuesPiece], _ offsets: (ColumnValues) -> [Int]?
  ) throws(ColumnarError) -> (offsets: [Int], elements: [Range<Int>]) {
    var joined = [0]
    joined.reserveCapacity(pieces.reduce(1) { $0 + $1.rows.count })
    var elements: [Range<Int>] = []
    for piece in pieces {
      guard let own = offsets(piece.values) else { throw mixed(pieces, piece) }
      let shift = joined[joined.count - 1] - own[piece.rows.lowerBound]
      for row in piece.rows { joined.append(own[row + 1] + shift) }
      elements.append(own[piece.rows.lowerBound]..<own[piece.rows.upperBound])
    }
    return (joined, elements)
  }

  private static func mixed(_ pieces: [ValuesPiece], _ piece: ValuesPiece) -> ColumnarError {
    ColumnarError(.type(expected: pieces.first?.values.typeName ?? "", found: piece.values.typeName))
  }
}
