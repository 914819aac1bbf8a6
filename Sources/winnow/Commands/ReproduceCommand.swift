import ArgumentParser
import Audit
import Foundation
import Pipeline
import Storage

/// `winnow reproduce N`.
struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run a sealed iteration again from its recorded spec and inputs, elsewhere, and compare stage by stage.",
    discussion: """
      With --statement the result is written as canonical JSON, and with --sign its Ed25519 signature beside it, FILE.sig; \
      --check FILE --key PUB.pem checks both. Exit codes: 0 every stage gave the same content; 1 one did not, or the \
      signature is not that of the statement.
      """)

  @Argument(help: "The iteration's number.") var iteration: Int?
  @OptionGroup var options: ProjectOptions
  @Option(help: "Where to run it; must not be there yet, and is kept. Default: a temporary folder, removed afterwards.")
  var scratch: String?
  @Option(help: ArgumentHelp("Write what was reproduced as a statement.", valueName: "file")) var statement: String?
  @Option(help: ArgumentHelp("Sign it with an Ed25519 key: PKCS #8 in PEM, or 32 bytes.", valueName: "key.pem"))
  var sign: String?
  @Option(help: ArgumentHelp("Check a statement instead of running anything.", valueName: "file")) var check: String?
  @Option(help: ArgumentHelp("The key that checks the signature.", valueName: "pub.pem")) var key: String?
  @Option(help: ArgumentHelp("The signature, if it is not FILE.sig.", valueName: "file")) var signature: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if check != nil {
      if key == nil { throw ValidationError("--check needs --key: without it a statement is anybody's.") }
      if iteration != nil || statement != nil || sign != nil {
        throw ValidationError("--check takes no iteration, --statement or --sign.")
      }
    } else {
      guard let iteration, iteration >= 0, iteration <= 999_999 else {
        throw ValidationError("Give the number of an iteration, 0 or more, or --check FILE.")
      }
      if key != nil || signature != nil { throw ValidationError("--key and --signature go with --check.") }
      if sign != nil, statement == nil { throw ValidationError("--sign goes with --statement.") }
    }
  }

  func run() async throws {
    if let check, let key { return try checkStatement(check, key: key) }
    guard let iteration else { return }
    // A key that cannot be used is reported before anything runs.
    let signing = try sign.map { try SigningKey(file: $0) }
    let project = try options.project()
    let folder =
      scratch
      ?? FileManager.default.temporaryDirectory.appendingPathComponent("winnow-reproduce-\(UUID().uuidString)").path
    guard !Files.exists(folder) else {
      throw CommandError.badArgument(folder, "it is there already; name a new folder")
    }
    if scratch == nil { Interruption.current.temporary(folder) }
    defer { if scratch == nil { try? Files.remove(folder) } }
    let path = URL(fileURLWithPath: folder).standardizedFileURL.path
    let reproduction = Reproduction(project, scratch: path)
    let found = try await reproduction.run(iteration, progress: TerminalProgress(iteration: iteration))
    guard let found else { throw CommandError.noIteration(iteration) }
    if let statement, let signed = try reproduction.signed(found) {
      try signed.write(to: statement, key: signing)
      Console.note(
        "statement: \(statement)" + (signing == nil ? "" : ", signed: \(SignedStatement.signaturePath(statement))"))
    }
    try show(found)
    if !found.isReproduced { throw SilentFailure(kind: .difference) }
  }

  private func show(_ found: Reproduction.Statement) throws {
    if json {
      Console.answer(try JSONAnswer.snakeCase(found))
    } else {
      for line in Wording.statement(found) { Console.answer(line) }
    }
  }

  private func checkStatement(_ file: String, key: String) throws {
    let signed = try SignedStatement(file: file)
    try signed.check(
      CheckingKey(file: key), signature: signature ?? SignedStatement.signaturePath(file), of: file)
    if options.data != nil { try signed.check(options.existingDirectory()) }
    try show(signed.content.statement)
    Console.note("\(file): the signature holds" + (options.data == nil ? "" : ", and it speaks of this data directory"))
    if !signed.content.isReproduced { throw SilentFailure(kind: .difference) }
  }
}
