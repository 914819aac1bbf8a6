import ArgumentParser
import Audit
import Foundation
import Stages
import Storage

/// `winnow verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every file, digest, seal and the chain of a data directory; write nothing.",
    discussion: """
      Shows that everything that is there is as it was written. That no iteration was removed behind the last, or the whole \
      written anew by somebody who holds it, it shows only with --chain and a digest that you keep elsewhere, as a signature \
      does. Exit codes: 0 all holds; 1 the iteration with that chain digest is not here; 6 something is damaged.
      """)

  @OptionGroup var options: ProjectOptions
  @Option(help: "The chain digest, or the beginning of it, of the last iteration that you know: it must be here.")
  var chain: String?
  @Option(help: "Verify an archive of winnow export-audit instead of a data directory.") var archive: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if archive != nil, options.data != nil { throw ValidationError("--archive and --data exclude each other.") }
    if let chain, chain.count < 8 || chain.count > 64 || !chain.allSatisfy(\.isHexDigit) {
      throw ValidationError("--chain takes 8 to 64 hexadecimal digits.")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let root: String
    let verification: Verification
    if let archive {
      root = archive
      verification = try unpacked(archive, verify)
    } else {
      root = try options.dataRoot()
      let isOne = [StoreName.store, "iterations", "embeddings"].contains { Files.exists("\(root)/\($0)") }
      guard isOne else { throw CommandError.noDataDirectory(root) }
      verification = try verify(root)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      Console.answer(try VerificationJSON(verification).text())
    } else {
      for line in Wording.verification(verification, root: root, seconds: seconds) { Console.answer(line) }
    }
    if !verification.isWhole { throw SilentFailure(kind: .damaged) }
    if let chain = verification.chain, chain.iteration == nil { throw SilentFailure(kind: .difference) }
  }

  private func verify(_ root: String) throws -> Verification {
    try Verifier(root: root, threads: options.threadCount, publishes: StageName.isExport).run(expecting: chain)
  }

  /// Gives `body` the data directory that an archive holds, unpacked for the moment.
  private func unpacked<Result>(_ archive: String, _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-audit-\(UUID().uuidString)").path
    try Files.createDirectory(folder)
    Interruption.current.temporary(folder)
    defer { try? Files.remove(folder) }
    var reader = try ArchiveReader(archive)
    let names = try reader.unpack(into: folder)
    let tops = Set(names.compactMap { $0.split(separator: "/").first.map(String.init) })
    guard tops.count == 1, let top = tops.first else { throw ArchiveError.damaged }
    return try body("\(folder)/\(top)/data")
  }
}

/// What `winnow verify --json` prints.
private struct VerificationJSON: Encodable {
  struct Reference: Encodable {
    let iteration: Int
    let stage: String
  }

  struct Damage: Encodable {
    let path: String
    let iteration: Int?
    let stage: String?
    /// A code.
    let problem: String
    /// The same for people.
    let message: String
    let holds: String?
    let readBy: [Reference]

    enum CodingKeys: String, CodingKey {
      case path, iteration, stage, problem, message, holds
      case readBy = "read_by"
    }
  }

  struct Standing: Encodable {
    let iteration: Int
    let state: String
    let chain: String?
    let stands: Bool
    let damaged: [String]
    let affected: [String]
  }

  struct Chain: Encodable {
    let asked: String
    let iteration: Int?
  }

  struct Remark: Encodable {
    let path: String
    let kind: Audit.Remark.Kind
    let detail: String?
  }

  let whole: Bool
  let pipeline: String?
  let files: Int
  let bytes: Int
  let uncovered: Int
  let iterations: [Standing]
  let damage: [Damage]
  let chain: Chain?
  let remarks: [Remark]

  init(_ verification: Verification) {
    whole = verification.isWhole
    pipeline = verification.pipeline
    files = verification.files
    bytes = verification.bytes
    uncovered = verification.uncovered
    iterations = verification.iterations.map {
      Standing(
        iteration: $0.iteration, state: $0.sealed ? "sealed" : "open", chain: $0.chain, stands: $0.stands,
        damaged: $0.damaged, affected: $0.affected)
    }
    damage = verification.findings.map { finding in
      Damage(
        path: finding.path, iteration: finding.iteration, stage: finding.stage,
        problem: Wording.code(finding.problem), message: Wording.problem(finding.problem), holds: finding.holds,
        readBy: finding.readers.map { Reference(iteration: $0.iteration, stage: $0.stage) })
    }
    chain = verification.chain.map { Chain(asked: $0.asked, iteration: $0.iteration) }
    remarks = verification.remarks.map {
      Remark(path: $0.path, kind: $0.kind, detail: $0.detail.isEmpty ? nil : $0.detail)
    }
  }

  func text() throws -> String { try JSONAnswer.text(self) }
}
