import Columnar
import Foundation
import Testing

/// Hooks that do not do their work: each is one clear error with exit code 4, and nothing of their output is kept.
@Suite struct HookTests {
  /// A workshop whose model is a shell script, with iteration 0 sealed.
  private func workshop(_ script: String?, timeout: String = "60") throws -> Workshop {
    let workshop = try Workshop.withFactory {
      $0.replacingOccurrences(
        of: "train:   {run: [winnow, hook, linear-probe]}",
        with: "train:   {run: [sh, hook.sh], timeout_s: \(timeout)}"
      ).replacingOccurrences(of: "tiebreak: entropy}", with: "tiebreak: entropy, probabilities: raw}")
    }
    if let script { try workshop.write(script, to: "hook.sh") }
    try workshop.completes(0)
    try workshop.succeeds("run", "1", "--until", "embed")
    return workshop
  }

  /// Copies a prepared table to where the request wants the predictions.
  private static let copy = #"""
    out=$(sed -n 's/.*"predictions" : "\(.*\)".*/\1/p' "$WINNOW_REQUEST")
    """#

  private func expectError(
    _ workshop: Workshop, says parts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try workshop.run(["run", "1"])
    #expect(outcome.code == 4, "\(outcome.errors)", sourceLocation: sourceLocation)
    for part in ["stage 'train'"] + parts {
      #expect(outcome.errors.contains(part), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    #expect(!workshop.has("data/iterations/001/train"), sourceLocation: sourceLocation)
    #expect(workshop.names("data/staging").isEmpty, sourceLocation: sourceLocation)
  }

  @Test func aHookThatWritesIntoWhatIsOnRecord() throws {
    let record = "\"$(dirname \"$0\")/data/iterations/000/report/quality.json\""
    let workshop = try workshop("\(Self.copy)\n: > \(record)\n: > \"$out\"\n")
    try expectError(workshop, says: "iterations/000/report/quality.json, which it had nothing to do with")
    let status = try workshop.run(["status", "--data", "data"])
    #expect(status.code == 6)
    #expect(status.errors.contains("iterations/000/report/quality.json: this is no quality report: not JSON"))
    #expect(!status.errors.contains("unreadable("))
  }

  @Test func aHookThatFailsIsQuoted() throws {
    try expectError(
      workshop("echo the disk is on fire >&2\nexit 3\n"), says: "ended with exit code 3", "| the disk is on fire")
  }

  @Test func aHookThatHangsIsEnded() throws {
    let workshop = try workshop("trap '' TERM\nwhile :; do sleep 1; done\n", timeout: "1")
    let start = ContinuousClock.now
    try expectError(workshop, says: "was ended after timeout_s = 1.0 s")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func aHookThatWritesNothing() throws {
    try expectError(workshop("exit 0\n"), says: "ended with exit code 0 and did not write predictions.parquet")
  }

  @Test func aHookThatPrintsWithoutEndCostsABoundedLog() throws {
    let workshop = try workshop("echo first\nhead -c 30000000 /dev/zero | tr '\\0' x\necho\necho last\nexit 1\n")
    try expectError(workshop, says: "exit code 1", "| last")
    let log = try workshop.read("data/iterations/001/logs/train.log")
    #expect(log.utf8.count < 2 << 20)
    #expect(log.hasPrefix("first\n"))
    #expect(log.contains("bytes left out"))
  }

  @Test func aHookWhoseFiguresAreNoJSON() throws {
    let workshop = try workshop(
      """
      \(Self.copy)
      cp "$(dirname "$0")/table.parquet" "$out"
      echo nonsense > "$(dirname "$out")/metrics.json"
      """)
    try writePredictions(workshop) { _ in Self.sure }
    try expectError(workshop, says: "metrics.json", "is not JSON")
  }

  @Test func aHookThatWritesNoParquet() throws {
    try expectError(workshop("\(Self.copy)\necho hello > \"$out\"\n"), says: "predictions.parquet", "no Parquet file")
  }

  @Test func aHookThatWritesNaN() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop) { $0 == 1 ? [.nan, 1, 0, 0, 0, 0, 0, 0] : Self.sure }
    try expectError(workshop, says: "row 2, image 'images/", "the number at position 0 is not finite")
  }

  @Test func aHookThatWritesTheWrongNumberOfClasses() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop) { $0 == 2 ? [0.5, 0.5] : Self.sure }
    try expectError(workshop, says: "row 3, image 'images/", "2 probabilities, expected one for each of the 8 classes")
  }

  @Test func aHookThatWritesProbabilitiesThatDoNotSumToOne() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop) { _ in [0.5, 0.1, 0, 0, 0, 0, 0, 0] }
    try expectError(workshop, says: "row 1", "the probabilities sum to 0.6", "expected 1")
  }

  @Test func aHookThatWritesAnUnknownImage() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop, extra: ["zzz.png"]) { _ in Self.sure }
    try expectError(workshop, says: "image 'zzz.png': this image was not asked for")
  }

  @Test func aHookThatLeavesImagesOut() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop, dropping: 3) { _ in Self.sure }
    try expectError(workshop, says: "lacks 3 of the")
  }

  @Test func aHookThatDoesItsWorkIsTaken() throws {
    let workshop = try workshop("\(Self.copy)\ncp \"$(dirname \"$0\")/table.parquet\" \"$out\"\n")
    try writePredictions(workshop) { _ in Self.sure }
    try workshop.succeeds("run", "1")
    #expect(workshop.has("data/iterations/001/train/predictions.parquet"))
    // The script is part of the key.
    let script = try workshop.read("hook.sh")
    let again = try workshop.succeeds("plan", "1")
    #expect(again.output.contains("train     skip"))
    try workshop.write(script + "# another one\n", to: "hook.sh")
    #expect(try workshop.succeeds("plan", "1").output.contains("train     skip: frozen"))
  }

  @Test func aFolderOfPartsWhoseSumsAreThoseOfHalfPrecisionIsTakenAndTold() throws {
    let workshop = try workshop("\(Self.copy)\ncp -r \"$(dirname \"$0\")/parts\" \"$out\"\n")
    try writePredictions(workshop) { $0 % 2 == 0 ? [0.9973, 0, 0, 0, 0, 0, 0, 0] : Self.sure }
    let whole = try TableReader(path: "\(workshop.path)/table.parquet")
    let table = try whole.read(as: whole.schema)
    try workshop.write("", to: "parts/_SUCCESS")
    try workshop.write("no table", to: "parts/.part-0.parquet.crc")
    for (part, rows) in [(0, 0..<100), (1, 100..<table.rowCount)] {
      try TableIO.write(table.rows(Array(rows)), to: "\(workshop.path)/parts/part-\(part).snappy.parquet")
    }
    try workshop.write("", to: "parts/run=7/part-0.parquet")
    try expectError(workshop, says: "predictions.parquet", "the folder holds another one, 'run=7'")
    try FileManager.default.removeItem(atPath: "\(workshop.path)/parts/run=7")

    let outcome = try workshop.succeeds("run", "1", "--until", "train")
    let note = "of \((table.rowCount + 1) / 2) of \(table.rowCount) rows sum to 0.9973, as those of half precision do"
    #expect(outcome.errors.contains(note), "\(outcome.errors)")
    #expect(try workshop.read("data/iterations/001/train/notes.json").contains(note))
    let kept = try TableReader(path: "\(workshop.path)/data/iterations/001/train/predictions.parquet")
    let schema = TableSchema("", key: [], "", columns: [ColumnSchema("probabilities", .list(.float))])
    let values = try kept.read(as: schema.identified(as: kept.schema)).floatLists("probabilities").values
    #expect(values.count == 8 * table.rowCount)
    #expect(values.enumerated().allSatisfy { $0.element == ($0.offset % 8 == 0 ? 1 : 0) })
  }

  private static let sure: [Float] = [1, 0, 0, 0, 0, 0, 0, 0]

  /// Writes a table for the script to copy: a row for every image that will be asked about.
  private func writePredictions(
    _ workshop: Workshop, dropping: Int = 0, extra: [String] = [], row: (Int) -> [Float]
  ) throws {
    let pool = TableSchema(
      "pool", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema("role", .string)])
    let table = try TableIO.read("\(workshop.path)/data/iterations/001/pool/pool.parquet", schema: pool)
    let roles = try table.strings("role").strings
    let ids = try table.strings("image_id").strings
    let asked = ids.indices.filter { roles[$0] != "acceptance" }.map { ids[$0] }.dropLast(dropping) + extra
    var values: [Float] = []
    var offsets = [0]
    for index in asked.indices {
      values += row(index)
      offsets.append(values.count)
    }
    let schema = TableSchema(
      "predictions", key: [], "",
      columns: [ColumnSchema("image_id", .string), ColumnSchema("probabilities", .list(.float))])
    _ = try TableIO.write(
      Table(schema: schema, columns: [.strings(Array(asked)), .floatLists(values: values, offsets: offsets)]),
      to: "\(workshop.path)/table.parquet")
  }
}
