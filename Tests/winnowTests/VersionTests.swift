import Foundation
import Testing

/// What `winnow --version` says.
@Suite struct VersionTests {
  private static let libraries = [
    "zstd", "libyaml", "libjpeg-turbo", "libspng", "libtiff", "libwebp", "snappy", "zlib", "libcrypto",
  ]

  @Test("The first line has the version and the commit, the others a library each, with the version that is loaded")
  func lines() throws {
    let outcome = try Workshop().succeeds("--version")
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.first?.wholeMatch(of: /winnow \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}( with changes)?|not recorded)\)/) != nil,
      "\(lines)")
    #expect(lines.dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) } == Self.libraries)
    for line in lines.dropFirst() {
      #expect(line.wholeMatch(of: /\S+ \d+\.\d+.*/) != nil, "\(line)")
    }
    #expect(outcome.errors.isEmpty)
  }

  @Test(
    "A program says what was written into it, and nothing once that is taken out again",
    arguments: [
      ("0123456789ab", "commit 0123456789ab"), ("0123456789ab with changes", "commit 0123456789ab with changes"),
      ("", "commit not recorded"),
    ])
  func stamp(written: String, said: String) throws {
    let workshop = try Workshop()
    let program = "\(workshop.path)/winnow"
    try FileManager.default.copyItem(atPath: Workshop.program, toPath: program)
    try workshop.write("fedcba987654 with changes", to: "before")
    try workshop.write(written, to: "after")
    for commit in ["before", "after"] { try self.stamp(program, with: "\(workshop.path)/\(commit)") }
    let outcome = try RunningProgram(program, arguments: ["--version"], folder: workshop.path, environment: [:])
      .finish()
    #expect(outcome.output.contains("(\(said))\n"), "\(outcome)")
  }

  private func stamp(_ program: String, with commit: String) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".ci/stamp")
    let process = try Process.run(script, arguments: [program, commit])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
