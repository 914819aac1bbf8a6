import Columnar

/// Draws columns: of every type, with every habit that changes how a column is stored.
struct RandomColumn {
  /// What a column's values are like.
  enum Habit: CaseIterable {
    case any, few, constant, ascending, edges
  }

  /// The types that a column or the innermost elements of a list can have.
  static let plainTypes: [ColumnType] = [.bool, .int32, .int64, .float, .double, .string, .digest, .timestamp]

  /// A type: plain, a list or a list of lists.
  static func type(_ random: inout Random) -> ColumnType {
    var type = random.pick(plainTypes, or: .bool)
    if random.once(in: 3) { type = .list(type) }
    if case .list = type, random.once(in: 2) { type = .list(type) }
    return type
  }

  /// A column of a declared type with `rows` rows.
  static func column(_ declared: ColumnSchema, rows: Int, _ random: inout Random) -> Column {
    guard declared.nullable else { return Column(values(declared.type, rows, &random)) }
    // None, some or all of the rows have a value.
    let odds = random.pick([0, 1, 2, 10], or: 0)
    let validity = (0..<rows).map { _ in odds == 0 ? true : odds == 1 ? false : !random.once(in: odds) }
    return Column(
      values(declared.type, rows, &random, validity), validity: validity.allSatisfy(\.self) ? nil : validity)
  }

  /// Values of which those are nothing that are not valid.
  private static func values(
    _ type: ColumnType, _ count: Int, _ random: inout Random, _ validity: [Bool]? = nil
  ) -> ColumnValues {
    let habit = random.pick(Habit.allCases, or: .any)
    func numbers<Number>(_ zero: Number, _ edges: [Number], _ any: (inout Random, Int) -> Number) -> [Number] {
      let few = (0..<5).map { any(&random, $0) }
      return (0..<count).map { row in
        guard validity?[row] ?? true else { return zero }
        switch habit {
        case .any: return any(&random, Int(truncatingIfNeeded: random.next()))
        case .few: return random.pick(few, or: zero)
        case .constant: return few[0]
        case .ascending: return any(&random, row)
        case .edges: return random.pick(edges, or: zero)
        }
      }
    }
    switch type {
    case .bool: return .bool(numbers(false, [true, false]) { random, _ in random.once(in: 2) })
    case .int32: return .int32(numbers(0, [.min, .max, 0, -1]) { Int32(truncatingIfNeeded: $1) })
    case .int64: return .int64(numbers(0, [.min, .max, 0, -1]) { Int64($1) })
    // The years 1 to 9999, all that every reader has a form for.
    case .timestamp:
      return .int64(
        numbers(0, [-62_135_596_800_000_000, 253_402_300_799_999_999, 0, -1]) { _, row in
          Int64(row % 50_000_000_000_000_000)
        })
    case .float: return .float(numbers(0, floatEdges) { _, row in Float(row % (1 << 40)) / 7 })
    case .double: return .double(numbers(0, doubleEdges) { _, row in Double(row) / 7 })
    case .string:
      return .string(StringArray(numbers("", textEdges) { random, row in text(row, &random) }))
    case .digest:
      return .digest(
        numbers([UInt8](repeating: 0, count: 32), [[UInt8](repeating: 0xFF, count: 32)]) { random, _ in
          (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }.flatMap(\.self))
    default:
      guard case .list(let element) = type else { preconditionFailure("tables of ours have no such columns") }
      let longest = random.pick([0, 1, 4, 30], or: 1)
      var offsets = [0]
      for row in 0..<count {
        let length = validity?[row] ?? true ? random.below(longest + 1) : 0
        offsets.append((offsets.last ?? 0) + length)
      }
      return .list(values(element, offsets.last ?? 0, &random), offsets: offsets)
    }
  }

  private static let floatEdges: [Float] = [
    .nan, -.nan, 0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1,
  ]
  private static let doubleEdges: [Double] = [
    .nan, -.nan, 0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1,
  ]
  private static let textEdges = [
    "", " ", "\u{0}", "a\u{0}b", "\u{10FFFF}", "\u{FFFF}", "e\u{301}", "\u{E9}", "\r\n", "\"", "\\", "\u{FEFF}x",
    "=1+1", "\u{7F}", "\u{202E}",
  ]

  private static func text(_ row: Int, _ random: inout Random) -> String {
    let words = ["img", "ä", "😀", "/", "漢字", "\n", "scratch", "-"]
    if random.once(in: 4000) { return String(repeating: random.pick(words, or: ""), count: 300_000) }
    return (0..<random.below(6)).map { _ in random.pick(words, or: "") }.joined() + "\(row)"
  }
}
