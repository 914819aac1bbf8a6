import Columnar
import Testing

/// The rows of a table in blocks, whatever its row groups are.
@Suite struct BlockStreamTests {
  private static let schema = TableSchema("t", key: [], "", columns: [ColumnSchema("n", .int32)])

  private func write(_ rows: Range<Int32>, to path: String, rowGroupRows: Int) throws {
    try TableIO.write(
      Table(schema: Self.schema, columns: [.int32s(Array(rows))]), to: path, rowGroupRows: rowGroupRows)
  }

  /// All numbers in the order in which blocks are used, the numbers of the blocks, and the size of the largest.
  private func read(_ stream: BlockStream, threads: Int) throws -> (numbers: [Int32], blocks: [Int], largest: Int) {
    var (numbers, blocks, largest) = ([Int32](), [Int](), 0)
    try stream.forEach(threads: threads) { block in
      let values = try block.table.int32s("n")
      #expect(values.first.map(Int.init) == block.firstRow)
      return (values, block.number)
    } consume: { values, number in
      numbers += values
      blocks.append(number)
      largest = max(largest, values.count)
    }
    return (numbers, blocks, largest)
  }

  @Test func rowGroupsOfAllSizesPassInOrder() throws {
    let folder = try TemporaryFolder()
    for (name, size) in [("small", 10_000), ("large", 150_000)] {
      let path = "\(folder.path)/\(name)"
      try write(0..<170_000, to: path, rowGroupRows: size)
      for threads in [1, 2, 15] {
        let stream = BlockStream(try TableReader(path: path), as: Self.schema)
        // With fifteen threads blocks of 150,000 rows would be too many at once.
        let (numbers, blocks, largest) = try read(stream, threads: threads)
        #expect(numbers.elementsEqual(0..<170_000))
        #expect(blocks == Array(blocks.indices))
        #expect(largest == (name == "large" && threads == 15 ? 65_536 : size))
      }
    }
  }

  @Test func partsFollowEachOtherAndALookAheadChangesNothing() throws {
    let folder = try TemporaryFolder()
    try write(0..<5, to: "\(folder.path)/1", rowGroupRows: 2)
    try write(5..<5, to: "\(folder.path)/2", rowGroupRows: 2)
    try write(5..<12, to: "\(folder.path)/3", rowGroupRows: 3)
    let stream = try BlockStream(TableParts(path: folder.path), as: Self.schema)
    #expect(try stream.peek(threads: 2)?.int32s("n") == [0, 1])
    for _ in 0..<2 { #expect(try read(stream, threads: 2).numbers == Array(0..<12)) }
    let none = try TemporaryFolder()
    try write(0..<0, to: "\(none.path)/1", rowGroupRows: 2)
    let empty = try BlockStream(TableParts(path: none.path), as: Self.schema)
    #expect(try empty.peek(threads: 2) == nil)
    #expect(try read(empty, threads: 2).numbers.isEmpty)
  }

  @Test func theErrorOfTheFirstBlockThatHasOneIsThrown() throws {
    struct Wrong: Error, Equatable { let row: Int }
    let folder = try TemporaryFolder()
    try write(0..<100, to: "\(folder.path)/1", rowGroupRows: 10)
    let stream = BlockStream(try TableReader(path: "\(folder.path)/1"), as: Self.schema)
    #expect(throws: Wrong(row: 30)) {
      try stream.forEach(threads: 4) { block in
        if block.firstRow >= 30 { throw Wrong(row: block.firstRow) }
      } consume: { _ in
      }
    }
  }

  @Test func textsThatAscendHaveNoneTwice() {
    #expect(
      StringArray([String]()).ascends && StringArray(["a"]).ascends && StringArray(["", "a", "aa", "b", "ä"]).ascends)
    #expect(
      !StringArray(["a", "a"]).ascends && !StringArray(["b", "a"]).ascends && !StringArray(["aa", "a"]).ascends)
    #expect(!StringArray(["", ""]).ascends)
  }
}
