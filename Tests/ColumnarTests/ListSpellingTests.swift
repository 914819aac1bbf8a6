import Columnar
import Testing

/// Lists in all spellings that writers have had for them; see the format's rules for backward compatibility.
@Suite struct ListSpellingTests {
  typealias Node = RawParquet.Node

  /// Levels in runs of one, behind their length.
  private func levels(_ levels: [UInt8]) -> [UInt8] {
    let runs = levels.flatMap { level -> [UInt8] in [2, level] }
    return [UInt8(runs.count), 0, 0, 0] + runs
  }

  /// Reads numbers that count from 1.
  private func read(
    _ groups: [Node], _ leaf: Node, repetitions: [UInt8], definitions: [UInt8], values: Int
  ) throws -> Column {
    let numbers = (0..<values).flatMap { value -> [UInt8] in [UInt8(value + 1), 0, 0, 0] }
    return try RawParquet(
      physical: .int32, encoding: .plain, count: repetitions.count, levels: .rle,
      page: levels(repetitions) + levels(definitions) + numbers,
      groups: groups, rows: repetitions.count { $0 == 0 }, leaf: leaf
    ).read()
  }

  @Test(arguments: [
    ("list", "element"), ("list", "item"), ("bag", "array_element"), ("element", "list"), ("x", "y"),
  ])
  func threeLevels(middle: String, element: String) throws {
    // [1, null], null, [], [2]
    let column = try read(
      [Node(name: "l", repetition: 1, isList: true), Node(name: middle, repetition: 2)],
      Node(name: element, repetition: 1), repetitions: [0, 1, 0, 0, 0], definitions: [3, 2, 0, 1, 3], values: 2)
    #expect(
      column
        == Column(
          .list(.nullable(.int32([1, 0, 2]), validity: [true, false, true]), offsets: [0, 2, 2, 2, 3]),
          validity: [true, false, true, true]))
  }

  @Test func twoLevelsAndOne() throws {
    // [1, 2], [], [3]
    let expected = ColumnValues.list(.int32([1, 2, 3]), offsets: [0, 2, 2, 3])
    for name in ["array", "l_tuple", "element"] {
      let column = try read(
        [Node(name: "l", repetition: 0, isList: true)], Node(name: name, repetition: 2), repetitions: [0, 1, 0, 0],
        definitions: [1, 1, 0, 1], values: 3)
      #expect(column == Column(expected), "\(name)")
    }
    let bare = try read(
      [], Node(name: "x", repetition: 2), repetitions: [0, 1, 0, 0], definitions: [1, 1, 0, 1], values: 3)
    #expect(bare == Column(expected))
  }

  @Test func twoLevelsWithinTwoLevels() throws {
    // [[1], []], [[2, 3]]
    let column = try read(
      [Node(name: "l", repetition: 1, isList: true), Node(name: "array", repetition: 2, isList: true)],
      Node(name: "array", repetition: 2), repetitions: [0, 1, 0, 2], definitions: [3, 2, 3, 3], values: 3)
    #expect(
      column == Column(.list(.list(.int32([1, 2, 3]), offsets: [0, 1, 1, 3]), offsets: [0, 2, 3])))
  }

  @Test(arguments: ["array", "l_tuple"]) func structsInTwoLevelsAreNoValues(middle: String) {
    #expect(
      cause {
        _ = try read(
          [Node(name: "l", repetition: 1, isList: true), Node(name: middle, repetition: 2)],
          Node(name: "x", repetition: 0), repetitions: [0], definitions: [2], values: 1)
      } == .structure("list of struct"))
  }

  @Test func missingListsWithinLists() throws {
    let groups = [
      Node(name: "l", repetition: 1, isList: true), Node(name: "list", repetition: 2),
      Node(name: "element", repetition: 1, isList: true), Node(name: "list", repetition: 2),
    ]
    // [[1, null], null, []], null, [], [null]
    let column = try read(
      groups, Node(name: "element", repetition: 1), repetitions: [0, 2, 1, 1, 0, 0, 0],
      definitions: [5, 4, 2, 3, 0, 1, 2], values: 1)
    let inner = ColumnValues.list(.nullable(.int32([1, 0]), validity: [true, false]), offsets: [0, 2, 2, 2, 2])
    #expect(
      column
        == Column(
          .list(.nullable(inner, validity: [true, false, true, false]), offsets: [0, 3, 3, 3, 4]),
          validity: [true, false, true, true]))
  }

  @Test func sixteenListsAreReadAndNoMore() throws {
    func nested(_ depth: Int) throws -> Column {
      let groups = (0..<depth).flatMap { _ in
        [Node(name: "l", repetition: 0, isList: true), Node(name: "list", repetition: 2)]
      }
      return try read(
        groups, Node(name: "element", repetition: 0), repetitions: [0], definitions: [UInt8(depth)], values: 1)
    }
    var expected = ColumnValues.int32([1])
    for _ in 0..<16 { expected = .list(expected, offsets: [0, 1]) }
    #expect(try nested(16) == Column(expected))
    #expect(cause { _ = try nested(17) } == .unsupported("more than 16 lists within each other"))
  }
}
