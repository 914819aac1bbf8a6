import Columnar
import Foundation
import Storage
import Testing

/// Whole tables, some rows and keys of files in many small pages, against the rows that were written.
@Suite struct PageReadingTests {
  @Test(arguments: PageRows.files, [1, 2, 4])
  func readsTheWholeTableOnAnyNumberOfThreads(name: String, threads: Int) throws {
    let reader = try TableReader(path: fixture("\(name).parquet"), threads: threads)
    #expect(reader.rowGroups == 3)
    #expect(try reader.read(as: PageRows.schema) == PageRows.table())
  }

  @Test(arguments: PageRows.files)
  func readsRowGroups(name: String) throws {
    let reader = try TableReader(path: fixture("\(name).parquet"))
    for group in 0..<3 {
      let range = group * PageRows.groupRows..<min(PageRows.rows, (group + 1) * PageRows.groupRows)
      #expect(try reader.read(rowGroup: group, as: PageRows.schema) == PageRows.table(Array(range)))
      let nested = try reader.read(rowGroup: group, columns: ["nested"])
      #expect(nested == [PageRows.nested(range)])
    }
  }

  @Test(arguments: PageRows.files)
  func readsAnyRows(name: String) throws {
    var draws = Draws(7)
    let reader = try TableReader(path: fixture("\(name).parquet"))
    for count in [0, 1, 2, 5, 20, 200, 700] {
      var chosen = Set<Int>()
      while chosen.count < count { chosen.insert(draws.next(PageRows.rows)) }
      let rows = chosen.sorted()
      #expect(try reader.read(rows: rows, as: PageRows.schema) == PageRows.table(rows), "\(count)")
    }
    for rows in [[0], [299, 300], [699], Array(250..<350), [5, 3, 5, 600, 0]] {
      #expect(try reader.read(rows: rows, as: PageRows.schema) == PageRows.table(rows))
    }
    #expect(cause { _ = try reader.read(rows: [3, 700], as: PageRows.schema) } == .noSuchRow(rows: 700))
  }

  @Test(arguments: PageRows.indexed)
  func readsOnlyThePagesOfTheRows(name: String) throws {
    let path = fixture("\(name).parquet")
    let schema = try PageRows.schema.selecting(["vector"])
    let whole = try TableReader(path: path)
    _ = try whole.read(as: schema)
    let some = try TableReader(path: path)
    _ = try some.read(rows: [10], as: schema)
    let once = some.bytesRead
    #expect(once > 0)
    // A page of some 30, its index, and, if there is one, a dictionary.
    #expect(once * 2 < whole.bytesRead)
    _ = try some.read(rows: [10], as: schema)
    #expect(some.bytesRead < 2 * once, "the index is read once")
  }

  @Test func rowGroupsWithoutWantedRowsAreNotTouched() throws {
    let reader = try TableReader(path: fixture("pages_v1_no_index.parquet"))
    let schema = try PageRows.schema.selecting(["number"])
    _ = try reader.read(as: schema)
    let whole = reader.bytesRead
    _ = try reader.read(rows: [650], as: schema)
    #expect((reader.bytesRead - whole) * 2 < whole)
  }

  @Test(arguments: PageRows.files)
  func findsKeys(name: String) throws {
    let reader = try TableReader(path: fixture("\(name).parquet"))
    let keys = (0..<2200).map { "key" + String(1_000_000 + $0).dropFirst() } + ["kez"]
    let found = try reader.rowNumbers(ofKeys: StringArray(["", "kex"] + keys), column: "id")
    let expected = (0..<2200).map { $0 % 3 == 0 && $0 / 3 < PageRows.rows ? $0 / 3 : nil }
    #expect(found == [nil, nil] + expected + [nil])
    #expect(try reader.rowNumbers(ofKeys: StringArray(), column: "id") == [])
    // Not sorted, with missing values: of several rows the first.
    let words = try reader.rowNumbers(ofKeys: StringArray(["w0", "w12", "w13", "w5"]), column: "word")
    #expect(words == [0, 12, nil, 18])
    #expect(
      cause { _ = try reader.rowNumbers(ofKeys: StringArray(["1"]), column: "number") }
        == .type(expected: "string", found: "int64"))
  }

  @Test func aKeyIsLookedForInItsPageOnly() throws {
    let reader = try TableReader(path: fixture("pages_v2.parquet"))
    _ = try reader.read(as: PageRows.schema.selecting(["id"]))
    let whole = reader.bytesRead
    #expect(try reader.rowNumbers(ofKeys: StringArray([PageRows.key(401)]), column: "id") == [401])
    #expect((reader.bytesRead - whole) * 2 < whole)
    let before = reader.bytesRead
    #expect(try reader.rowNumbers(ofKeys: StringArray(["a", "z"]), column: "id") == [nil, nil])
    #expect(reader.bytesRead == before, "no row group can hold them")
  }

  @Test(arguments: PageRows.indexed)
  func saysBetweenWhatValuesLie(name: String) throws {
    let reader = try TableReader(path: fixture("\(name).parquet"))
    #expect(try reader.bounds(ofRowGroup: 1, column: "number") == .whole(300_000_900...599_001_797))
    #expect(
      try reader.bounds(ofRowGroup: 2, column: "id")
        == .bytes(minimum: Array(PageRows.key(600).utf8), maximum: Array(PageRows.key(699).utf8)))
    #expect(try reader.bounds(ofRowGroup: 0, column: "late") == nil)
    #expect(try reader.bounds(ofRowGroup: 0, column: "vector") == nil)
    let pages = try #require(try reader.pageBounds(ofRowGroup: 1, column: "number"))
    #expect(pages.first?.rows.lowerBound == 300)
    #expect(pages.last?.rows.upperBound == 600)
    for page in pages {
      let first = Int64(page.rows.lowerBound) * 1_000_003
      #expect(page.bounds == .whole(first...Int64(page.rows.upperBound - 1) * 1_000_003))
    }
    let late = try #require(try reader.pageBounds(ofRowGroup: 0, column: "late"))
    #expect(late.allSatisfy { $0.bounds == nil })
  }

  @Test func aFileWithoutIndexHasNoPageBounds() throws {
    let reader = try TableReader(path: fixture("pages_v1_no_index.parquet"))
    #expect(try reader.pageBounds(ofRowGroup: 0, column: "number") == nil)
    #expect(try reader.bounds(ofRowGroup: 0, column: "number") == .whole(0...299_000_897))
  }

  @Test(arguments: ["pages_v1", "pages_v2_dictionary"])
  func aDamagedIndexNeverLeadsToOtherRows(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Files.read(fixture("\(name).parquet"))
    let path = folder.file("damaged.parquet")
    try Files.writeAtomically(bytes, to: path)
    let descriptor = open(path, O_RDWR)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let length = bytes[(bytes.count - 8)..<(bytes.count - 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let end = bytes.count - 8 - length
    let schema = try PageRows.schema.selecting(["number", "ragged"])
    let rows = [17, 18, 120, 333, 640]
    let expected = try PageRows.table(rows)
    let key = StringArray([PageRows.key(333)])
    var refused = 0
    // The indexes lie between the pages and the footer.
    for offset in end - 2500..<end {
      for byte in [bytes[offset] ^ 1, bytes[offset] ^ 0x80, bytes[offset] &+ 2] {
        _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
        let reader = try TableReader(path: path, memoryLimit: 1 << 24, threads: 1)
        if let read = try? reader.read(rows: rows, as: schema) {
          #expect(try read.column("number") == expected.column("number"), "\(offset)")
          #expect(try read.column("ragged") == expected.column("ragged"), "\(offset)")
        } else {
          refused += 1
        }
        // A bound that lies may hide a key; it never leads to another row.
        if let found = try? reader.rowNumbers(ofKeys: key, column: "id") { #expect(found == [333] || found == [nil]) }
      }
      _ = withUnsafeBytes(of: bytes[offset]) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
    }
    #expect(refused > 0)
  }

  @Test(arguments: PageRows.files)
  func noDamageTraps(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Files.read(fixture("\(name).parquet"))
    let path = folder.file("damaged.parquet")
    try Files.writeAtomically(bytes, to: path)
    let descriptor = open(path, O_RDWR)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var draws = Draws(11)
    for _ in 0..<400 {
      let offset = draws.next(bytes.count)
      let byte = UInt8(truncatingIfNeeded: draws.next(256))
      _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
      if let reader = try? TableReader(path: path, memoryLimit: 1 << 24, threads: 2) {
        _ = try? reader.read(as: PageRows.schema)
        _ = try? reader.read(rows: [1, 299, 300, 555], as: PageRows.schema)
        _ = try? reader.read(rowGroup: 1, columns: ["nested"])
        _ = try? reader.rowNumbers(ofKeys: StringArray([PageRows.key(333)]), column: "id")
      }
      _ = withUnsafeBytes(of: bytes[offset]) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
    }
  }

  @Test func memoryIsLimitedForTheCall() throws {
    let path = fixture("pages_v1.parquet")
    for limit in [1000, 4000, 10_000] {
      let reader = try TableReader(path: path, memoryLimit: limit)
      var found: ColumnarError?
      do { _ = try reader.read(as: PageRows.schema) } catch let error as ColumnarError { found = error }
      guard case .tooLarge(_, limit)? = found?.cause else {
        Issue.record("\(limit): \(String(describing: found))")
        continue
      }
      #expect(found?.file == path)
      #expect(found?.column != nil)
    }
    // A row group alone, and the 4 rows of a page, fit where the table does not.
    let reader = try TableReader(path: path, memoryLimit: 10_000)
    #expect(try reader.read(rows: [4, 400], as: PageRows.schema) == PageRows.table([4, 400]))
  }
}
