import Foundation
import Testing

/// A folder in which the commands of one page run in order, as on a fresh checkout that is built.
///
/// It holds copies of `pipelines/` and of what `make` needs. `winnow` is the program under test; `make` takes that as built; `python3`
/// is one with the packages of the hooks.
final class DocumentSession {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  /// A Python with numpy, pyarrow and Pillow; nil where there is none.
  static let python: String? = {
    let given = ProcessInfo.processInfo.environment["WINNOW_PYTHON"].map { [$0] } ?? []
    return (given + ["\(root)/.build/hooks/bin/python", "/usr/bin/python3"]).first { path in
      let process = try? Process.run(
        URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", "exec \"$0\" -c 'import numpy, pyarrow, PIL' 2>/dev/null", path])
      process?.waitUntilExit()
      return process?.terminationStatus == 0
    }
  }()

  private let workshop: Workshop
  /// The commands so far that hold for those behind them: `export`, `cd`.
  private var lasting = ""

  /// Makes the folder.
  init() throws {
    workshop = try Workshop()
    let files = FileManager.default
    try files.createDirectory(atPath: "\(workshop.path)/.build/release", withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: "\(workshop.path)/.build/release/winnow", withDestinationPath: Workshop.program)
    for name in ["pipelines", "Makefile", "docs"] {
      try files.copyItem(atPath: "\(Self.root)/\(name)", toPath: "\(workshop.path)/\(name)")
    }
    let make = "exec \(Self.found("make")) -o .build/release/winnow -o .build/setup.stamp \"$@\""
    try program("winnow", "exec '\(Workshop.program)' \"$@\"")
    try program("make", make)
    if let python = Self.python { try program("python3", "exec '\(python)' \"$@\"") }
  }

  private static func found(_ name: String) -> String {
    ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
  }

  private func program(_ name: String, _ line: String) throws {
    try workshop.write("#!/bin/sh\n\(line)\n", to: "programs/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(workshop.path)/programs/\(name)")
  }

  /// Writes a file of the page.
  func write(_ text: String, to path: String) throws { try workshop.write(text, to: path) }

  /// Runs a command; what it prints comes as one text, errors first.
  func run(_ command: String) throws -> (code: Int32, text: String) {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let process = try RunningProgram(
      "/bin/sh", arguments: ["-eu", "-c", lasting + command], folder: workshop.path,
      environment: ["PATH": "\(workshop.path)/programs:\(path)", "HOME": workshop.path, "WINNOW_SPEC": ""])
    let outcome = try process.finish()
    if outcome.code == 0, command.hasPrefix("export ") || command.hasPrefix("cd ") { lasting += command + "\n" }
    return (outcome.code, outcome.errors + outcome.output)
  }
}
