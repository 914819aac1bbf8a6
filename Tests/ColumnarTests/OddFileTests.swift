import Columnar
import CraftedParquet
import Storage
import Testing

/// Files that are sound in a way that few writers have: what pyarrow reads of them is read here, and nothing is called damaged.
@Suite struct OddFileTests {
  /// Nanoseconds of a day and the Julian day, as INT96 stores a time.
  private func int96(_ nanoseconds: Int64, day: Int32) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: nanoseconds >> (8 * $0)) }
      + (0..<4).map { UInt8(truncatingIfNeeded: day >> (8 * $0)) }
  }

  private func times(_ page: [UInt8], rows: Int) throws -> Column {
    try RawParquet(physical: .int96, encoding: .plain, count: rows, page: page).read()
  }

  @Test func timesOfTwelveBytesAreReadToTheEndsOfTheirRange() throws {
    // 2^63 - 1 and -2^63 nanoseconds since 1970: 106,751 days before and after.
    let column = try times(
      int96(85_636_854_775_807, day: 2_440_588 + 106_751) + int96(763_145_224_192, day: 2_440_588 - 106_752)
        + int96(0, day: 2_440_588) + int96(1, day: 2_440_587), rows: 4)
    #expect(column.values == .int64([.max, .min, 0, 1 - 86_400_000_000_000]))
  }

  @Test(
    arguments: [
      (85_636_854_775_808, 2_440_588 + 106_751), (763_145_224_191, 2_440_588 - 106_752), (0, 2_816_788),
      (0, 1_721_426), (0, 0), (.max, .max), (.min, .min),
    ] as [(Int64, Int32)])
  func timesBeyondTheRangeAreRefusedAndNotWrapped(_ nanoseconds: Int64, _ day: Int32) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("times.parquet")
    let page = int96(0, day: 2_440_588) + int96(nanoseconds, day: day)
    try Files.writeAtomically(
      RawParquet(physical: .int96, encoding: .plain, count: 2, page: page).bytes, to: file)
    let schema = TableSchema("", key: [], "", columns: [ColumnSchema("x", .timestamp)])
    for read in [
      { try TableIO.read(file, schema: schema) }, { try TableReader(path: file).read(rows: [1], as: schema) },
    ] {
      do {
        _ = try read()
        Issue.record("a time that cannot be written was read")
      } catch let error as ColumnarError {
        #expect(error.cause == .int96OutOfRange)
        #expect(error.file == file && error.column == "x" && error.row == 1)
      }
    }
  }

  /// Levels in runs of one, behind their length.
  private func levels(_ levels: [UInt8]) -> [UInt8] {
    [UInt8(2 * levels.count), 0, 0, 0] + levels.flatMap { [2, $0] }
  }

  @Test func aBareRepeatedColumnMayCountItsElementsAlone() throws {
    // [1, 2], [], [3], []: three elements, five values.
    let page = levels([0, 1, 0, 0, 0]) + levels([1, 1, 0, 1, 0]) + [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
    for counted in [5, 3] {
      let column = try RawParquet(
        physical: .int32, encoding: .plain, count: 5, levels: .rle, page: page, rows: 4, counted: counted,
        leaf: RawParquet.Node(name: "x", repetition: 2)
      ).read()
      #expect(column == Column(.list(.int32([1, 2, 3]), offsets: [0, 2, 2, 3, 3])), "\(counted)")
    }
  }

  @Test(arguments: [0, 3]) func aTableWithoutColumnsIsEmpty(rows: Int64) throws {
    let folder = try TemporaryFolder()
    for (name, groups) in [("none", []), ("one", [CraftedFile.group([], rows: rows)])] {
      let file = CraftedFile(schema: [CraftedFile.root(children: 0)], rows: rows, groups: groups, body: [])
      try Files.writeAtomically(file.bytes, to: folder.file(name))
      let reader = try TableReader(path: folder.file(name))
      #expect(reader.columnNames.isEmpty)
      #expect(reader.rowCount == (name == "one" ? Int(rows) : 0))
      #expect(cause { _ = try reader.column("image_id") } == .noSuchColumn)
    }
  }

  @Test(arguments: [("lz4.parquet", "LZ4_RAW"), ("brotli.parquet", "BROTLI")])
  func aCodecThatIsNotReadIsReportedWithTheWriter(_ name: String, _ codec: String) throws {
    let reader = try TableReader(path: fixture(name))
    #expect(reader.createdBy.contains("parquet-cpp"))
    do {
      _ = try reader.read(as: reader.schema)
      Issue.record("\(name) was read")
    } catch let error as ColumnarError {
      #expect(error.cause == .codec(codec))
      #expect(error.writer == reader.createdBy)
    }
  }
}
