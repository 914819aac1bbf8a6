import Columnar
import Stages
import Testing

@Suite struct PoolListingTests {
  private let folder: TestFolder
  private var path: String { "\(folder.path)/pool.parquet" }

  init() throws { folder = try TestFolder() }

  /// Writes a table of images `b`, `a`, `c`, … with further columns.
  private func write(_ columns: [(String, ColumnType, Column)], ids: [String] = ["b", "a", "c"]) throws {
    let digests = ids.map { _ in String(repeating: "ab", count: 32) }
    let table = try Table(
      schema: TableSchema(
        "", key: [], "",
        columns: [ColumnSchema("image_id", .string), ColumnSchema("sha256", .string)]
          + columns.map { ColumnSchema($0.0, $0.1, nullable: true) }),
      columns: [.strings(ids), .strings(digests)] + columns.map(\.2))
    _ = try TableIO.write(table, to: path)
  }

  private func failure() -> DataError? {
    do {
      _ = try PoolListing(path)
      return nil
    } catch { return error as? DataError }
  }

  @Test func keepsColumnsOfEverySingleValueAsTextAndNamesTheOthers() throws {
    try write([
      ("flag", .bool, Column(.bool([true, false, true]))), ("count", .int32, Column(.int32([1, -2, 3]))),
      ("big", .int64, Column(.int64([.max, .min, 0]))),
      ("share", .double, Column(.double([0.1, .nan, 1e300]), validity: [true, true, false])),
      ("half", .float, Column(.float([0.5, 1, 2]))), ("name", .string, .optionalStrings(["x\"y", nil, ""])),
      ("at", .timestamp, Column(.int64([0, 1, 2]))),
      ("boxes", .list(.float), .floatLists(values: [1], offsets: [0, 1, 1, 1])),
    ])
    let listing = try PoolListing(path)
    #expect(listing.images.map(\.id) == ["a", "b", "c"])
    #expect(
      listing.rest() == [
        #"{"at":"1970-01-01T00:00:00.000001Z","big":"-9223372036854775808","count":"-2","flag":"false","half":"1.0"}"#,
        #"{"at":"1970-01-01T00:00:00.000000Z","big":"9223372036854775807","count":"1","flag":"true","half":"0.5","name":"x\"y","share":"0.1"}"#,
        #"{"at":"1970-01-01T00:00:00.000002Z","big":"0","count":"3","flag":"true","half":"2.0","name":""}"#,
      ])
    #expect(listing.leftOut.map(\.name) == ["boxes"])
  }

  @Test func aGroupMayBeANumberAndOneThatLostItsNatureIsWhole() throws {
    try write([("group", .int64, Column(.int64([7, -1, 0]), validity: [true, true, false]))])
    #expect(try PoolListing(path).groups == ["-1", "7", nil])
    try write([("group", .double, Column(.double([7, 2.5, .nan])))])
    #expect(try PoolListing(path).groups == ["2.5", "7", nil])
    try write([("group", .string, .optionalStrings(["x", "", nil]))])
    #expect(try PoolListing(path).groups == [nil, "x", nil])
  }

  @Test func aTimeMayBeAText() throws {
    try write([("captured_at", .string, .optionalStrings(["1970-01-01T00:00:01Z", "1970-01-02", nil]))])
    #expect(try PoolListing(path).capturedAt == [86_400_000_000, 1_000_000, nil])
    try write([("captured_at", .string, .strings(["yesterday", "1970-01-02", ""]))])
    #expect(
      failure()
        == .badTableValue(file: path, row: 1, image: "b", column: "captured_at", value: "yesterday", .noTime))
  }

  @Test(arguments: ["size_bytes", "width", "height"])
  func aNegativeSizeIsRefusedByRowAndZeroIsUnknown(_ column: String) throws {
    try write([(column, .int64, Column(.int64([0, 5, -3])))])
    #expect(failure() == .badTableValue(file: path, row: 3, image: "c", column: column, value: "-3", .negative))
    try write([(column, .int64, Column(.int64([0, 5, 1]), validity: [true, true, false]))])
    let images = try PoolListing(path).images
    let sizes = images.map { column == "width" ? $0.width : column == "height" ? $0.height : $0.size }
    #expect(sizes == [5, 0, 0])
  }

  @Test(arguments: [
    ("/etc/passwd", DataError.BadID.absolute), ("a/../../x", .parentFolder), ("..", .parentFolder), ("", .empty),
    ("a\u{0}", .controlCharacter),
  ])
  func idsStayBelowTheRoot(_ id: String, _ problem: DataError.BadID) throws {
    try write([], ids: ["b", id])
    #expect(failure() == .badImageID(id, problem))
  }

  @Test func addressesAreChecked() throws {
    try write([("url", .string, .optionalStrings(["https://x/a b", nil, ""]))])
    #expect(try PoolListing(path).addresses == [nil, "https://x/a%20b", nil])
    try write([("url", .string, .strings(["https://x/a", "javascript:alert(1)", ""]))])
    #expect(
      failure()
        == .badTableValue(file: path, row: 2, image: "a", column: "url", value: "javascript:alert(1)", .noAddress))
  }
}
