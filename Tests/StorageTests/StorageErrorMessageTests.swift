import ErrorChecks
import Storage
import Testing

/// The message of each error of the module.
@Suite struct StorageErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Storage",
      [
        StorageError.system(operation: "open", path: hostile, errno: 13),
        StorageError.missing(path: hostile),
        StorageError.notAFile(path: "data/pool"),
        StorageError.notADirectory(path: "data/pool"),
        StorageError.link(path: "data/iterations"),
        StorageError.tooLarge(path: "a.csv", size: 11, limit: 10),
        StorageError.truncated(path: "a.parquet", offset: 3, count: 4, size: 5),
        StorageError.nameNotUTF8(directory: "inbox", name: "\u{FFFD}\u{1B}.csv"),
        StorageError.locked(path: "data/lock", holder: "process 7 on \u{1B}host"),
        StorageError.unreadableLayout(path: "data/store.json"),
        StorageError.newerLayout(path: "data/store.json", found: 9, supported: 2),
        StorageError.unknownFeatures(path: "data/store.json", names: ["one"], toWrite: true),
        StorageError.unknownFeatures(path: "data/store.json", names: ["one", "\u{1B}two"], toWrite: false),
        StorageError.otherPipeline(path: "data", found: "pcb", expected: "tiles"),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
