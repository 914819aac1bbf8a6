import Audit
import Foundation
import Storage
import Testing

/// A data directory of two sealed iterations, made once and copied for each test.
enum SealedPair {
  private static let made: Result<Workshop, any Error> = Result { () throws -> Workshop in
    let workshop = try Workshop.withFactory(sealed: 1)
    // What is static is never released.
    atexit { SealedPair.remove() }
    return workshop
  }

  private static func remove() {
    if let path = try? made.get().path { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The workshop that holds it; its `data` is not to be changed.
  static func workshop() throws -> Workshop { try made.get() }

  /// A copy of the data directory.
  static func copy() throws -> DataCopy { try DataCopy(workshop().path + "/data") }
}

/// A data directory that a test may damage; removed with the value.
final class DataCopy {
  let path: String

  init(_ original: String) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    try FileManager.default.copyItem(atPath: original, toPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func verified(expecting chain: String? = nil) throws -> Verification {
    try Verifier(root: path, threads: 2) { $0.hasPrefix("export-") }.run(expecting: chain)
  }

  /// Does something to a file and puts its bytes back.
  func with<Result>(_ file: String, bytes: [UInt8], _ body: () throws -> Result) throws -> Result {
    let url = URL(fileURLWithPath: "\(path)/\(file)")
    let before = try Data(contentsOf: url)
    try Data(bytes).write(to: url)
    defer { try? before.write(to: url) }
    return try body()
  }

  /// The files that digests cover.
  func covered() throws -> [String] {
    try Files.walk(path).filter { file in
      !["cache/", "staging/", "inbox/", "pictures/"].contains { file.hasPrefix($0) } && file != "lock"
        && !file.contains("/logs/")
    }
  }
}

/// What `winnow verify` finds.
@Suite struct VerifyTests {
  @Test func aWholeDirectoryIsWholeAndNothingIsWritten() throws {
    let workshop = try SealedPair.workshop()
    func state() throws -> [String] {
      try Files.walk(workshop.path + "/data").map { file in
        let status = try Files.status(workshop.path + "/data/" + file)
        return "\(file) \(status.size) \(status.modified) \(status.inode)"
      }
    }
    let before = try state()
    let outcome = try workshop.succeeds("verify", "--data", "data")
    #expect(outcome.output.contains("everything is as it was written"))
    #expect(outcome.output.contains(try workshop.chains().last ?? "none"))
    #expect(outcome.output.contains("the last sealed iteration is 1; that none was removed behind it"))
    #expect(try state() == before)
  }

  @Test func everyFlippedBitOfEveryFileIsFound() throws {
    let data = try SealedPair.copy()
    #expect(try data.verified().isWhole)
    let files = try data.covered()
    #expect(files.count > 80)
    for (number, file) in files.enumerated() {
      let bytes = try Files.read("\(data.path)/\(file)")
      // The ends, and a place and bit in between that differ from file to file.
      for (position, bit) in [(0, 3), (bytes.count - 1, 1), (bytes.count * (number % 13) / 13, number % 8)] {
        guard bytes.indices.contains(position) else { continue }
        var flipped = bytes
        flipped[position] ^= 1 << UInt8(bit)
        let found = try data.with(file, bytes: flipped) { try data.verified() }
        #expect(
          found.findings.contains { $0.path == file } || (file == "store.json" && !found.isWhole),
          "bit \(bit) of byte \(position) of \(file)")
      }
    }
    #expect(try data.verified().isWhole)
  }

  @Test func everyTruncatedOrMissingFileIsFound() throws {
    let data = try SealedPair.copy()
    for file in try data.covered() {
      let bytes = try Files.read("\(data.path)/\(file)")
      let cut = try data.with(file, bytes: Array(bytes.dropLast())) { try data.verified() }
      #expect(cut.findings.contains { $0.path == file }, "truncated: \(file)")
      try FileManager.default.moveItem(atPath: "\(data.path)/\(file)", toPath: "\(data.path)-away")
      let missing = try data.verified()
      #expect(missing.findings.contains { $0.path == file && $0.problem == .missing }, "missing: \(file)")
      try FileManager.default.moveItem(atPath: "\(data.path)-away", toPath: "\(data.path)/\(file)")
    }
  }

  @Test func extraSwappedAndLinkedFilesAreFound() throws {
    let data = try SealedPair.copy()
    let scores = "iterations/001/score/scores.parquet"
    let labels = "iterations/001/ingest-2/labels.parquet"
    for place in [
      "iterations/001/score/more.parquet", "iterations/001/extra", "iterations/xyz", "embeddings/a/b", "surplus",
    ] {
      try Files.createDirectory(Files.parent(of: "\(data.path)/\(place)"))
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(data.path)/\(place)"))
      #expect(try data.verified().findings.contains { $0.path == place && $0.problem == .extra }, "\(place)")
      try Files.remove("\(data.path)/\(place)")
    }
    try Files.remove("\(data.path)/embeddings/a")
    #expect(try data.verified().isWhole)

    try FileManager.default.moveItem(atPath: "\(data.path)/\(scores)", toPath: "\(data.path)/cache/aside")
    try FileManager.default.moveItem(atPath: "\(data.path)/\(labels)", toPath: "\(data.path)/\(scores)")
    try FileManager.default.moveItem(atPath: "\(data.path)/cache/aside", toPath: "\(data.path)/\(labels)")
    let swapped = try data.verified()
    #expect(Set(swapped.findings.map(\.path)) == [scores, labels])

    let linked = try SealedPair.copy()
    try FileManager.default.moveItem(atPath: "\(linked.path)/\(scores)", toPath: "\(linked.path)/cache/aside")
    try FileManager.default.createSymbolicLink(
      atPath: "\(linked.path)/\(scores)", withDestinationPath: "\(linked.path)/cache/aside")
    #expect(try linked.verified().findings.contains { $0.path == scores && $0.problem == .link })
  }

  @Test(arguments: ["staging", "lock", "cache", "embeddings", "iterations", "iterations/001", "iterations/001/score"])
  func aLinkInOurPlaceIsNamedAndWhatItLeadsToIsLeftAlone(_ name: String) throws {
    let data = try SealedPair.copy()
    let away = "\(data.path)-away"
    defer { try? FileManager.default.removeItem(atPath: away) }
    try FileManager.default.moveItem(atPath: "\(data.path)/\(name)", toPath: away)
    try FileManager.default.createSymbolicLink(atPath: "\(data.path)/\(name)", withDestinationPath: away)
    let before = try FileManager.default.subpathsOfDirectory(atPath: away).sorted()
    let found = try data.verified().findings
    #expect(found.contains { $0.path == name && $0.problem == .link }, "\(found)")
    // Only what lies behind the link is reported.
    #expect(found.allSatisfy { $0.path == name || $0.path.hasPrefix("\(name)/") }, "\(found)")
    #expect(throws: StorageError.link(path: "\(data.path)/\(name)")) { try Garbage(root: data.path, cache: true) }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: away).sorted() == before)
  }

  @Test func gcAndRunRefuseALinkThatTheyWouldClear() throws {
    let data = try SealedPair.copy()
    let workshop = try SealedPair.workshop()
    let away = "\(data.path)-away"
    defer { try? FileManager.default.removeItem(atPath: away) }
    try Files.createDirectory("\(away)/sub")
    try Data("precious".utf8).write(to: URL(fileURLWithPath: "\(away)/sub/f"))
    try FileManager.default.removeItem(atPath: "\(data.path)/staging")
    try FileManager.default.createSymbolicLink(atPath: "\(data.path)/staging", withDestinationPath: away)
    for command in [["gc"], ["run", "2", "--spec", "spec.yaml"]] {
      let outcome = try workshop.run(command + ["--data", data.path])
      #expect(outcome.code == 6, "\(outcome.errors)")
      #expect(outcome.errors.contains("staging' is a link"), "\(outcome.errors)")
    }
    #expect(try String(contentsOfFile: "\(away)/sub/f", encoding: .utf8) == "precious")
  }

  @Test func aLinkInTheInboxIsNamedAndNoDamage() throws {
    let data = try SealedPair.copy()
    let away = "\(data.path)-away"
    defer { try? FileManager.default.removeItem(atPath: away) }
    try FileManager.default.moveItem(atPath: "\(data.path)/inbox", toPath: away)
    try FileManager.default.createSymbolicLink(atPath: "\(data.path)/inbox", withDestinationPath: away)
    let found = try data.verified()
    #expect(found.isWhole, "\(found.findings)")
    #expect(found.remarks.contains(Remark("inbox", .inboxLink)))
  }

  @Test func aRemovedLastIterationIsFoundByItsChainDigestAlone() throws {
    let data = try SealedPair.copy()
    let chains = try data.verified().iterations.compactMap(\.chain)
    try #require(chains.count == 2)
    #expect(try data.verified(expecting: chains[0]).chain?.iteration == 0)
    try FileManager.default.removeItem(atPath: "\(data.path)/iterations/001")
    let found = try data.verified(expecting: chains[1])
    #expect(found.isWhole)
    #expect(found.chain?.asked == chains[1] && found.chain?.iteration == nil)
    #expect(try data.verified(expecting: String(chains[0].prefix(10))).chain?.iteration == 0)
  }

  @Test func whatReadsADamagedFileIsNamedAndWhatStandsToo() throws {
    let data = try SealedPair.copy()
    let file = "iterations/001/score/scores.parquet"
    var bytes = try Files.read("\(data.path)/\(file)")
    bytes[bytes.count / 2] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: "\(data.path)/\(file)"))
    let workshop = try SealedPair.workshop()
    let outcome = try workshop.run(["verify", "--data", data.path])
    #expect(outcome.code == 6)
    #expect(outcome.output.contains("iteration 1 score/scores.parquet: damaged (SHA-256 differs"))
    #expect(outcome.output.contains("the stages that read it: cluster, report"))
    #expect(outcome.output.contains("iteration 0 stands"))
    #expect(outcome.output.contains("made from damaged files: cluster, export-1"))
    let json = try workshop.run(["verify", "--data", data.path, "--json"])
    #expect(json.code == 6)
    let tree = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(tree["whole"] as? Bool == false)
    let damage = try #require((tree["damage"] as? [[String: Any]])?.first)
    #expect(damage["problem"] as? String == "digest")
    #expect(damage["stage"] as? String == "score")
  }

  @Test func anotherChainDigestThanTheOneAskedForIsFound() throws {
    let workshop = try SealedPair.workshop()
    let chain = try #require(workshop.chains().last)
    try workshop.succeeds("verify", "--data", "data", "--chain", String(chain.prefix(12)))
    let other = String(repeating: chain.hasPrefix("0") ? "1" : "0", count: 12)
    let absent = try workshop.run(["verify", "--data", "data", "--chain", other])
    #expect(absent.code == 1)
    #expect(absent.output.contains("the iteration with the chain digest \(other) is not here"))
    #expect(!absent.output.contains("damaged"))
    #expect(try workshop.run(["verify", "--data", "data", "--chain", "12"]).code == 2)
  }

  @Test func anEmbeddingPartIsDroppedOnlyIfThatIsRecorded() throws {
    let data = try SealedPair.copy()
    let part = try #require(try data.covered().first { $0.hasPrefix("embeddings/") && $0.contains("/parts/") })
    let digest = try Files.digest(of: "\(data.path)/\(part)").digest.hex
    try Files.remove("\(data.path)/\(part)")
    #expect(try data.verified().findings.contains { $0.path == part && $0.problem == .missing })
    let dropped = DroppedParts([.init(path: part, fileSHA256: digest)])
    try Files.writeAtomically(dropped.encoded(), to: "\(data.path)/\(DroppedParts.path)")
    let verification = try data.verified()
    #expect(verification.isWhole)
    #expect(verification.remarks == [Remark(part, .dropped)])
  }

  @Test func aRunThatWasKilledIsNoDamage() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.succeeds("run", "1", "--until", "pool")
    for step in 0..<6 {
      let program = try workshop.start(["run", "1"])
      usleep(UInt32(40_000 * (step + 1)))
      program.kill()
      _ = try program.finish()
      let outcome = try workshop.run(["verify", "--data", "data"])
      #expect(outcome.code == 0, "\(outcome.output)")
    }
  }
}
