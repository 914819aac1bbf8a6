import Columnar
import Engine
import ErrorChecks
import Labelling
import Report
import Stages
import Testing
import Texts

/// The message of each error of the module.
@Suite struct StagesErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static var checks: ErrorChecks {
    ErrorChecks(
      "Stages",
      [
        DataError.folderMissing(path: hostile, purpose: "pool.root"),
        DataError.fileMissing(path: "truth.csv", purpose: "--truth"),
        DataError.fileMissing(path: "monitoring.csv", purpose: "holdout.monitoring"),
        DataError.noImages(root: "images", patterns: [], leftAside: []),
        DataError.noImages(root: "images", patterns: ["*.png", "*.jpg"], leftAside: ["2 are \u{1B}hidden"]),
        DataError.badImageID("/a.png", .absolute), DataError.badImageID("", .empty),
        DataError.badImageID(hostile, .controlCharacter), DataError.badImageID("../a.png", .parentFolder),
        DataError.badImageID("a", .tooLong), DataError.badImageID("\u{FFFD}", .notUTF8),
        DataError.tooManyBroken(
          stage: "pool", broken: 2, total: 3, share: 0.01, first: hostile, reason: "missing_file"),
        DataError.tooManyBroken(
          stage: "embed", broken: 1, total: 1, share: 0.01, first: "a.png", reason: "dangling_link"),
        DataError.columnMissing(file: "labels.csv", column: "image", found: ["File Name", "y"]),
        DataError.columnMissing(file: "labels.csv", column: "label", found: ["x"]),
        DataError.unknownClass(place, value: "spurr", nearest: "spur"),
        DataError.columnMisspelt(file: "labels.csv", found: "Group", meant: "group"),
        DataError.noRows(file: "labels.csv"),
        DataError.nothingJoins(join(["images/a.png"]), image: "a.png"),
        DataError.nothingJoins(join(["zzz"]), image: "a.png"),
        DataError.rowsMissing(join(["a.png"]), images: ["b.png", hostile]),
        DataError.groupsUnknown(join(["a.png"]), labels: 3, without: 2, first: "b.png"),
        DataError.several(
          [.noRows(file: "labels.csv"), .unknownClass(place, value: "x", nearest: nil)], of: 5,
          JoinDiagnosis(of: ["A.png"], among: ["a.png"])),
        DataError.imageNotInPool(place, image: hostile, nearest: nil),
        DataError.imageNotInPool(place, image: "b.png", nearest: "a.png"),
        DataError.repeatedImage(place, image: "a.png", firstLine: 2),
        DataError.inTwoSets(image: "a.png", sets: ["monitoring", "calibration"]),
        DataError.badTableValue(file: hostile, row: 3, image: "a.png", column: "width", value: "-1", .negative),
        DataError.badTableValue(file: "t", row: 3, image: "a.png", column: "captured_at", value: "noon", .noTime),
        DataError.badAddress(place, image: "a.png", value: "ftp:/\u{1B}"),
        DataError.badTimestamp(place, column: "at", value: "noon"),
        DataError.unknownStratum(column: "group", value: "L1", known: ["L2"], diagnosis: nil),
        DataError.unknownStratum(
          column: "group", value: "l2", known: ["L2"], diagnosis: JoinDiagnosis(of: ["l2"], among: ["L2"])),
        DataError.metadataColumnMissing(column: "line", known: ["shift"]),
        DataError.hookTable(stage: "score", file: "predictions.parquet", problem: "two classes are missing"),
        row(.classCount(expected: 3, found: 1)), row(.dimensions(expected: 3, found: 1)), row(.notFinite(position: 2)),
        row(.outOfRange(position: 2, value: 1.5)), row(.sum(0.5)), row(.memberCount(expected: 3, found: 1)),
        row(.member(2, .sum(0.5))), row(.gradientNorm(-1)), row(.unknownImage), row(.repeatedImage),
        DataError.hookMissesImages(stage: "embed", file: "e.parquet", missing: 1, asked: 3, first: hostile),
        AcceptanceError.labelsMissing(path: hostile, iteration: 4, expected: "0123"),
        AcceptanceError.labelsChanged(path: "a.csv", iteration: 4, expected: "0123", found: "4567"),
        AcceptanceError.nothingToMeasure(iteration: 4, broken: 2, absent: 1),
        AcceptanceError.gone(path: hostile, iteration: 4),
        AcceptanceError.notReproduced(
          .init(iteration: 4, differing: 1, of: 3, set: "monitoring", first: hostile, changes: [], orders: [])),
        AcceptanceError.notReproduced(
          .init(
            iteration: 4, differing: 2, of: 3, set: "training", first: "a.png", changes: ["hook file \u{1B}"],
            orders: ["ticket 12"])),
        EmbedderTrialError.tooFewLabels(images: 1, classes: 1), EmbedderTrialError.tooFewLabels(images: 0, classes: 0),
        DataError.temperedMissing(program: "python3 train.py"),
        DataError.imageMissing(image: "a.png", file: "pool.parquet"),
        DataError.measureInputMissing(measure: "bald", program: "python3 train.py", columns: ["members"]),
        DataError.measureInputMissing(measure: "egl", program: "p", columns: ["gradient_norm", "embedding"]),
        DataError.measureInputMissing(measure: "density", program: "p", columns: ["embedding"]),
        DataError.measureNotScored(measure: "entropy", scored: "bald"),
        DataError.poolTooSmall(stage: "seed", asked: 3, available: 0),
        DataError.poolTooSmall(stage: "seed", asked: 3, available: 1),
        DataError.correctedToUnknownClass(image: "a.png", value: "spurr", author: "ana\u{1B}"),
        DataError.noLabels(iteration: 1, why: ["3 are erased"]),
        DataError.routingImpossible(missing: 3, votes: 40, people: 1),
        DataError.routingImpossible(missing: 1, votes: 40, people: 4),
        DataError.overBudget(spent: 1, worstCase: 2.5, total: 3, currency: "USD"),
        HookTableError(stage: "embed", file: "e.parquet", cause: ColumnarError(.codec("LZ4"), writer: "arrow")),
        HookTableError(stage: "embed", file: "e.parquet", cause: ColumnarError(.noSuchColumn, column: "embedding")),
        InputTableError(purpose: "pool.table", cause: ColumnarError(.notParquet, file: hostile)),
        QualityFileError(path: hostile, cause: .newerVersion(found: 9, known: 3)),
        HookRequestError.notSet,
        HookRequestError.unreadable(path: hostile),
        HookRequestError.otherVersion(path: "request.json", found: 1, known: 2),
        HookRequestError.missing(field: "inputs.images"),
        EmbedderError.tooFewImages(images: 3, dimensions: 8, features: 20),
        EmbedderError.damagedState,
      ] + [failedForAField].compactMap(OutdatedEmbedderError.init))
  }

  private static let place = DataError.Place(file: "labels.csv", line: 7)

  private static func row(_ problem: DataError.HookRow) -> DataError {
    .hookRow(stage: "score", file: "predictions.parquet", row: 3, image: "a.png", problem)
  }

  private static func join(_ images: [String]) -> FileJoin {
    let rows = images.enumerated().map { FileJoin.Row(line: $0.offset + 2, image: $0.element) }
    return FileJoin.join(
      purpose: "pool.metadata", file: "metadata.csv", rows: rows, images: ImageIDs(["a.png", "b.png"]),
      isAbsent: { _ in [] }
    ).join
  }

  private static let failedForAField = EngineError.hook(
    stage: "embed", program: "python3 embed.py", .exited(code: 1), log: "logs/embed-1.log",
    tail: ["KeyError: 'classes'"])

  @Test func anEmbedderThatFailsForAnotherReasonIsNotCalledOutdated() {
    let other = EngineError.hook(
      stage: "embed", program: "python3 embed.py", .exited(code: 1), log: nil, tail: ["KeyError: 'images'", "classes"])
    #expect(OutdatedEmbedderError(other) == nil)
    #expect(OutdatedEmbedderError(.stillWaiting(iteration: 1)) == nil)
    #expect(OutdatedEmbedderError(Self.failedForAField)?.cause == Self.failedForAField)
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
