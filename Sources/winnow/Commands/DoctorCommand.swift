import ArgumentParser
import Foundation
import Pipeline
import Spec
import Storage
import Texts

/// `winnow doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at everything that a run needs, and say what mends what is wrong.",
    discussion: """
      Looks at the machine, the picture formats, the spec, the pool, the hooks, the data directory and the accounts. \
      Changes nothing; files that it makes to try the file system are removed at once. Exit codes: 0 nothing is wrong; 1 \
      something is.
      """)

  @OptionGroup var options: ProjectOptions
  @Flag(name: .customLong("try"), help: "Embed eight images of the pool in a scratch folder.") var tries = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let lines = ProgramVersion.text.split(separator: "\n").map(String.init)
    let doctor = Doctor(program: Executable.path, version: lines[0], libraries: Array(lines.dropFirst()))
    var findings = doctor.machine()
    do {
      findings += await doctor.project(try options.project(), tries: tries)
    } catch let error as CommandError {
      findings += doctor.noSpec(error.message, mend: "winnow init FOLDER writes a first one; --spec FILE names one")
    } catch let error as SpecErrors {
      let first = error.diagnostics.first
      let more = error.diagnostics.count > 1 ? ", and \((error.diagnostics.count - 1).counted("more mistake"))" : ""
      findings += doctor.noSpec(
        first.map { "\($0.file):\($0.position.line): \($0.message)\(more)" } ?? "the spec cannot be read",
        mend: "winnow plan shows every mistake in its line")
    } catch let error as StorageError {
      findings += doctor.noSpec(error.message, mend: "winnow init FOLDER writes a first one; --spec FILE names one")
    }
    let wrong = findings.count { $0.state == .wrong }
    if json {
      struct Answer: Encodable {
        let wrong: Int
        let findings: [DoctorFinding]
      }
      Console.answer(try JSONAnswer.snakeCase(Answer(wrong: wrong, findings: findings)))
    } else {
      for line in Wording.doctor(findings) { Console.answer(line) }
    }
    if wrong > 0 { throw SilentFailure(kind: .difference) }
  }
}
