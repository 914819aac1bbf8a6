import ErrorChecks
import Foundation
import Labelling
import Pipeline
import Spec
import Stages
import Testing
import Texts

/// The message of each error of the module.
@Suite struct PipelineErrorMessageTests {
  private static let hostile = ErrorChecks.hostile

  private static let errors: [any ReportedError] = [
    CorrectionError.nothingSealed,
    CorrectionError.unknownClass("spurr", image: hostile, nearest: "spur"),
    CorrectionError.noLabel(image: "b.png", nearest: nil),
    CorrectionError.noLabels(images: ["A.png", hostile], of: 3, JoinDiagnosis(of: ["A.png"], among: ["a.png"])),
    CorrectionError.noLabels(images: (10..<31).map { "\($0).png" }, of: 40, nil),
    CorrectionError.unusable("author", image: "a.png"),
    ErasingError.unknownImage("im-7.pgn", known: ["im-7.png"]),
    ErasingError.unknownImage("images/im-7.png", known: ["im-7.png", "im-8.png"]),
    ErasingError.unknownImage(hostile, known: []),
    ErasingError.unfinished(order: "letter of \u{1B}May", image: "a.png"),
    ErasingError.changed(path: hostile),
    UnknownImageError(image: hostile, near: []),
    UnknownImageError(image: "a.png", near: ["b/a.png"]),
    UnknownImageError(image: "a.png", near: ["b/a.png", "c/a.png"]),
    EmbedderComparisonError.noPool, EmbedderComparisonError.nothingElse(hostile),
    EmbedderComparisonError.unknown(hostile, known: ["patch-embed"], nearest: nil),
    EmbedderComparisonError.unknown("patch-embd", known: ["patch-embed"], nearest: "patch-embed"),
    EmbedderComparisonError.unusable("clip.yaml", "stage 'embed': there is no program 'clip'"),
    SweepError.notReady(iteration: 1, missing: "scores"),
    SweepError.firstIteration,
    SweepError.noColumn(measure: "bald"),
    SweepError.unusedThreshold(below: true),
    SweepError.unusedThreshold(below: false),
    SweepError.tooMany(combinations: 99, limit: 50),
    DuplicatesError.repeated(image: "a.png"),
    DuplicatesError.empty(image: hostile),
    DuplicatesError.dimensions(image: "a.png", expected: 3, found: 1),
    DuplicatesError.notFinite(image: "a.png"),
    DuplicatesError.tooMany(3_000_000_000),
    PeopleReplayError.unknownPerson(id: hostile, known: ["ana", "ben"]),
    PeopleReplayError.unknownPerson(id: "bem", known: ["ana", "ben"]),
    PeopleReplayError.unknownGuidelines(digest: "ab", known: []),
    PeopleReplayError.unknownGuidelines(digest: "ab", known: ["cd12"]),
    PeopleReplayError.noReport(iteration: 2, orBefore: true),
    PeopleReplayError.noReport(iteration: 9, orBefore: false),
    StatementError.signature(path: hostile),
    StatementError.form(path: "statement.json"),
    StatementError.otherChain(expected: "0123\u{1B}", found: nil),
    StatementError.otherChain(expected: "0123", found: "4567"),
    FactoryFilesError.notOurs(path: hostile), SimulationFolderError.otherSpec(path: hostile),
    OpeningError.noModelYet, OpeningError.notSealed(iteration: 4), OpeningError.noModel(iteration: 0),
    OpeningError.noSet(iteration: 2, isDeclaredNow: false), OpeningError.noSet(iteration: 2, isDeclaredNow: true),
    OpeningError.opened(iteration: 4, time: "2026-11-30T14:00:00Z", file: hostile, since: 0),
    OpeningError.opened(iteration: 4, time: "2026-11-30T14:00:00Z", file: "acceptance-1.json", since: 2),
    OpeningError.blankReason,
    InitError.noFolder(hostile), InitError.noPictures(hostile, leftAside: ["1 .CR2"]), InitError.exists(hostile),
    InitError.noClasses, InitError.oneClass("good"), InitError.noAnswer("Classes"), InitError.noGroups("time"),
    InitError.unknownSenior(hostile, people: ["ana", "ben"]),
    PickError.tooFew(asked: 3, available: 1),
    PickError.row(
      option: "--predictions", place: ErrorPlace(file: hostile, row: 3), image: "a.png", .notFinite(position: 1)),
    PickError.repeated(
      option: "--groups", image: "a.png", first: ErrorPlace(file: "g.parquet", row: 1),
      second: ErrorPlace(file: "g.parquet", row: 3)),
    PickError.repeated(
      option: "--groups", image: "a.png", first: ErrorPlace(file: "g/1.parquet", row: 1),
      second: ErrorPlace(file: "g/2.parquet", row: 2)),
    PickError.noEmbedding(image: "a.png"),
    PickError.measureInputMissing(measure: "bald", columns: ["members"]),
    PickError.noLabelled(measure: "combined"),
    ServingError.noServer, ServingError.noPlatform("csv"), ServingError.nothingOut(iteration: 3),
    ServingError.picture(image: hostile), ServingError.noAccount(people: ["ana", "ben\u{1B}"], key: "argilla"),
  ]

  /// Those that only their causes make.
  private static func made(_ folder: PickFolder) throws -> [any ReportedError] {
    var made: [any ReportedError] = []
    try folder.predictions()
    for ids in [PickFolder.ids.map { "images/" + $0 }, ["\u{1B}"]] {
      try folder.ids("l", ids)
      do {
        _ = try folder.pick(labelled: "l").run(out: folder.file("out"))
      } catch let error as PickError {
        made.append(error)
      }
    }
    let text = """
      winnow: 1
      name: shop
      data: d
      classes: [good, bad]
      pool: {root: images}
      annotators: [{id: ana}]
      stages:
        embed: {run: [winnow, hook, patch-embedd]}
        train: {run: [./train], files: [model.py]}

      """
    let loaded = try SpecReader.read(Array(text.utf8), file: "spec.yaml")
    let spec = loaded.spec
    made.append(
      PoolRootError(loaded.diagnostic(at: "pool.root", "the folder \(hostile.quoted) (pool.root) is not there")))
    made.append(
      HookCheckError(
        faults: HookCheck(spec, baseDirectory: "\(folder.path)/\u{1B}", environment: ["PATH": ""]).faults()))
    return made
  }

  private static func checks(_ folder: PickFolder) throws -> ErrorChecks {
    ErrorChecks("Pipeline", try errors + made(folder)) { [path = folder.path] in $0.replacing(path, with: "FOLDER") }
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks(PickFolder()).faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks(PickFolder()).difference() == nil)
  }

  @Test func eachMissingHookIsAnErrorOfItsOwnOnStandardError() throws {
    let folder = try PickFolder()
    let error = try #require(try Self.made(folder).compactMap { $0 as? HookCheckError }.first)
    let lines = error.report.split(separator: "\n")
    #expect(lines.count == error.faults.count && lines.count > 1)
    #expect(lines.allSatisfy { $0.hasPrefix("winnow: error: stage '") })
  }
}
