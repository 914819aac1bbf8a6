import Audit
import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Testing

/// The acceptance set, opened once.
@Suite struct AcceptanceCheckTests {
  /// Lot 5, of which the last label is wrong, and a file that is no picture.
  private static let held = Array(SmallPipeline.images[20...23])
  private static let monitoring = Array(SmallPipeline.images[24...26])
  private static let labels =
    SmallPipeline.csv(Array(held.prefix(3))) + "\(held[3]),good\n\(SmallPipeline.torn),good\n"

  /// Two sealed iterations whose spec declares the set.
  private static let sealed = Task { () async throws -> SmallPipeline in
    let small = try SmallPipeline()
    try small.edit(
      "{monitoring: labels/monitoring.csv}", "{monitoring: labels/monitoring.csv, acceptance: labels/last.csv}")
    try small.write(labels, to: "labels/last.csv")
    // A model is asked about every image but those of the set.
    try small.writePredictions(of: (SmallPipeline.images + [SmallPipeline.copy]).filter { !held.contains($0) })
    try await small.complete(0)
    try await small.complete(1)
    return small
  }

  /// A copy of them, whose model answers about the set and the monitoring holdout.
  private func prepared() async throws -> SmallPipeline {
    let small = try SmallPipeline(copying: await Self.sealed.value)
    try small.writePredictions(of: Self.held + Self.monitoring)
    return small
  }

  private func open(
    _ small: SmallPipeline, _ number: Int? = nil, reason: String? = nil
  ) async throws -> AcceptanceCheck.Outcome {
    try await AcceptanceCheck(small.project(), small.directory()).open(
      number, reason: reason, progress: SilentProgress())
  }

  private func verified(_ small: SmallPipeline) throws -> Verification {
    try Verifier(root: "\(small.path)/data", threads: 2, publishes: StageName.isExport).run()
  }

  /// All that lasts, by its bytes.
  private func contents(_ small: SmallPipeline) throws -> [String: String] {
    let root = "\(small.path)/data"
    let files = try Files.walk(root).filter { $0 != StoreName.lock }
    return try Dictionary(uniqueKeysWithValues: files.map { ($0, try Files.digest(of: "\(root)/\($0)").digest.hex) })
  }

  private static let first = "data/iterations/001/acceptance-1.json"

  @Test func theSealedModelIsMeasuredAndTheSealStaysAsItIs() async throws {
    let small = try await prepared()
    let before = try contents(small)
    let outcome = try await open(small)
    #expect(outcome.path == "\(small.path)/\(Self.first)")
    let opening = outcome.opening
    #expect(opening.iteration == 1 && opening.number == 1 && opening.reason == nil && opening.previous == nil)
    #expect(opening.counts == .init(rows: 5, images: 4, groups: 1, broken: 1, absent: 0, withoutLabel: 0))
    #expect(opening.labelsSHA256 == (try Files.digest(of: "\(small.path)/labels/last.csv").digest.hex))
    #expect(opening.chain == (try Iteration(small.directory(), 1).manifest()?.sealed?.chain))
    // Of scratch, good, dent and good the last is taken for scratch: F1 2/3, 1 and 2/3. Of the monitoring images one is.
    let figures = outcome.figures
    #expect(abs(figures.acceptance.macroF1.value - 7.0 / 9) < 1e-12)
    #expect(figures.acceptance.perClass.map(\.support) == [2, 1, 1] && figures.acceptance.holdoutImages == 4)
    let (said, optimism) = (try #require(figures.monitoring), try #require(figures.optimism))
    #expect(said.images == 3 && abs(said.macroF1.value - 5.0 / 9) < 1e-12)
    #expect(abs(optimism.macroF1 + 2.0 / 9) < 1e-12)
    #expect(figures.control.set == .monitoring && figures.control.images == 3)
    // What is kept is what was measured; no image is named in it.
    let kept = try #require(try ManifestFile.read(AcceptanceOpening.self, from: outcome.path))
    #expect(kept == opening && AcceptanceFigures(kept.figures) == figures)
    #expect(try !small.read(Self.first).contains("lot5"))

    let after = try contents(small)
    let changed = Set(after.keys.filter { after[$0] != before[$0] })
    let folder = "iterations/001"
    #expect(
      changed == [
        "store.json", "\(folder)/runs.jsonl", "\(folder)/acceptance-1.json", "\(folder)/logs/acceptance-1.log",
      ])
    #expect(Set(before.keys).isSubset(of: after.keys) && !after.keys.contains { $0.hasPrefix("staging/") })
    let verification = try verified(small)
    #expect(verification.isWhole, "\(verification.findings)")
    #expect(verification.remarks.contains(Remark("\(folder)/acceptance-1.json", .opened)))
    // A program of before must not take the record for damage.
    #expect(try small.directory().features?.read.contains(StoreFeatures.acceptance) == true)

    let log = try IterationLog(small.directory()).entries
    #expect(log.map(\.acceptance.count) == [0, 1] && log[1].acceptance[0].macroF1 == figures.acceptance.macroF1)
    #expect(log[1].sealedAt != nil && log[1].acceptance[0].time == opening.time)
    try small.writePredictions(of: (SmallPipeline.images + [SmallPipeline.copy]).filter { !Self.held.contains($0) })
    let statement = try await Reproduction(small.project(), scratch: TestFolders.empty()).run(
      1, progress: SilentProgress())
    #expect(statement?.isReproduced == true)
  }

  @Test func aFurtherOpeningNeedsAReasonAndBothAreKept() async throws {
    let small = try await prepared()
    let first = try await open(small)
    let before = try contents(small)
    await #expect(
      throws: OpeningError.opened(iteration: 1, time: first.opening.time, file: first.path, since: 0)
    ) { try await open(small) }
    for blank in ["", " \n"] {
      await #expect(throws: OpeningError.blankReason) { try await open(small, reason: blank) }
    }
    #expect(try contents(small) == before)
    let second = try await open(small, 1, reason: "a reviewer asked")
    #expect(second.opening.number == 2 && second.opening.reason == "a reviewer asked")
    let digest = try Files.digest(of: first.path).digest.hex
    #expect(second.opening.previous == .init(iteration: 1, sha256: digest))
    #expect(second.figures == first.figures && small.has(Self.first))
    let verification = try verified(small)
    #expect(verification.isWhole, "\(verification.findings)")
    #expect(verification.remarks.filter { $0.kind == .opened }.map(\.detail) == ["", "a reviewer asked"])
    #expect(try IterationLog(small.directory()).entries[1].acceptance.map(\.reason) == [nil, "a reviewer asked"])
    await #expect(
      throws: OpeningError.opened(iteration: 1, time: first.opening.time, file: first.path, since: 1)
    ) { try await open(small) }
  }

  @Test func onlyTheLabelsThatThePoolTookInAreMeasured() async throws {
    let small = try await prepared()
    let before = try contents(small)
    let path = "\(small.path)/labels/last.csv"
    let digest = try Files.digest(of: path).digest.hex
    try small.write(Self.labels.replacing(",scratch", with: ",dent"), to: "labels/last.csv")
    let found = try Files.digest(of: path).digest.hex
    await #expect(
      throws: AcceptanceError.labelsChanged(path: path, iteration: 1, expected: digest, found: found)
    ) { try await open(small) }
    try small.remove("labels/last.csv")
    await #expect(throws: AcceptanceError.labelsMissing(path: path, iteration: 1, expected: digest)) {
      try await open(small)
    }
    #expect(try contents(small) == before)
    // A file is what is in it, wherever it lies now.
    try small.write(Self.labels, to: "labels/moved.csv")
    try small.edit("labels/last.csv", "labels/moved.csv")
    #expect(try await open(small).opening.labelsSHA256 == digest)
  }

  @Test func aHookThatGivesAnotherModelOpensNothing() async throws {
    let small = try await prepared()
    let before = try contents(small)
    try small.writePredictions(shift: 0.001, of: Self.held + Self.monitoring)
    try small.write(try small.read("train.sh") + "# another\n", to: "train.sh")
    await #expect(
      throws: AcceptanceError.notReproduced(
        .init(
          iteration: 1, differing: 3, of: 3, set: "monitoring", first: Self.monitoring[0],
          changes: ["hook file train.sh"], orders: []))
    ) { try await open(small) }
    #expect(try contents(small) == before)
    // It was not opened: the first look is still to come.
    try small.writePredictions(of: Self.held + Self.monitoring)
    #expect(try await open(small).opening.number == 1)
  }

  @Test func aRecordThatWasEditedOrTakenAwayIsFound() async throws {
    let small = try await prepared()
    _ = try await open(small)
    let text = try small.read(Self.first)
    func problems() throws -> [String: Finding.Problem] {
      Dictionary(try verified(small).findings.map { ($0.path, $0.problem) }, uniquingKeysWith: { first, _ in first })
    }
    let path = "iterations/001/acceptance-1.json"
    for (old, new) in [("\"groups\" : 1", "\"groups\" : 9"), ("\n", "\n\n"), ("{", "{ \"more\" : 1,")] {
      let edited = text.replacing(old, with: new, maxReplacements: 1)
      try #require(edited != text)
      try small.write(edited, to: Self.first)
      #expect(try problems() == [path: .form], "\(new)")
    }
    try small.remove(Self.first)
    #expect(try problems() == [path: .missing])
    await #expect(throws: EngineError.damaged(path: "\(small.path)/\(Self.first)", .missing)) {
      try await open(small)
    }
    try small.write(text, to: "data/iterations/000/acceptance-1.json")
    #expect(try problems()["iterations/000/acceptance-1.json"] == .belongsTo("iteration 1"))
    try small.remove("data/iterations/000/acceptance-1.json")
    try small.write(text, to: Self.first)
    #expect(try problems().isEmpty)

    // One that was written anew with its digest does not fit what came after.
    _ = try await open(small, reason: "again")
    let opening = try #require(try ManifestFile.read(AcceptanceOpening.self, from: "\(small.path)/\(Self.first)"))
    let lie = AcceptanceOpening(
      number: 1, iteration: 1, chain: opening.chain, labelsSHA256: opening.labelsSHA256, previous: nil, reason: nil,
      time: "2020-01-01T00:00:00Z", counts: opening.counts, figures: opening.figures)
    try small.write(ManifestFile.encode(lie), to: Self.first)
    guard case .digest? = try problems()[path] else {
      Issue.record("the record was written anew and nobody noticed")
      return
    }
  }

  @Test func whatCannotBeMeasuredIsRefused() async throws {
    let small = try await prepared()
    await #expect(throws: OpeningError.noModel(iteration: 0)) { try await open(small, 0) }
    await #expect(throws: OpeningError.notSealed(iteration: 2)) { try await open(small, 2) }
    let manifest = try #require(try Iteration(small.directory(), 1).manifest())
    let part = try #require(manifest.record(StageName.embed)?.outputs.first { $0.shared }?.path)
    let bytes = try Files.read("\(small.path)/data/\(part)")
    try small.remove("data/\(part)")
    await #expect(throws: AcceptanceError.gone(path: part, iteration: 1)) { try await open(small) }
    try small.write(bytes.dropLast() + [0], to: "data/\(part)")
    await #expect(throws: EngineError.self) { try await open(small) }

    let bare = try await PreparedPipelines.sealedTwice()
    await #expect(throws: OpeningError.noSet(iteration: 1, isDeclaredNow: false)) { try await open(bare) }
    try bare.edit(
      "{monitoring: labels/monitoring.csv}", "{monitoring: labels/monitoring.csv, acceptance: labels/a.csv}")
    await #expect(throws: OpeningError.noSet(iteration: 1, isDeclaredNow: true)) { try await open(bare) }
    let early = try await PreparedPipelines.sealedOnce()
    await #expect(throws: OpeningError.noModelYet) { try await open(early) }
  }
}
