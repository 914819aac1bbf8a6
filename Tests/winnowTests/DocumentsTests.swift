import Foundation
import Testing

/// The documents say what is so: their commands run, their links lead somewhere, and what is made of the program is current.
@Suite struct DocumentsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")), as: UTF8.self)
  }

  /// The pages whose commands are run, each in a folder of its own; one that is not there has none.
  static let pages = ["README.md", "docs/tutorial.md", "docs/hooks.md"].filter {
    FileManager.default.fileExists(atPath: "\(root)/\($0)")
  }

  /// Commands that are not run, by how they begin, and why.
  ///
  /// What begins with `make` must at least be a target.
  static let notRun: [(command: String, reason: String)] = [
    ("make hooks", "fetches packages from a registry"),
    ("make demo", "runs five iterations of 6,000 images, which takes a minute"),
    ("make test", "is what runs this test"),
  ]

  @Test(arguments: pages) func everyCommandOfAPageRuns(_ page: String) throws {
    let parts = DocumentPage(try Self.text(page)).parts
    let needsPython = parts.contains { if case .file(let path, _) = $0 { path.hasSuffix(".py") } else { false } }
    guard !needsPython || DocumentSession.python != nil else {
      print("\(page): not run: no Python with numpy, pyarrow and Pillow is there; make hooks makes one")
      return
    }
    let session = try DocumentSession()
    var printed = ""
    for part in parts {
      switch part {
      case .file(let path, let text): try session.write(text, to: path)
      case .output(let line, let lines):
        let missing = DocumentPage.missing(lines, in: printed)
        #expect(missing.isEmpty, "\(page):\(line): printed was\n\(printed)")
      case .commands(let commands):
        printed = ""
        for command in commands {
          let isMeant = Self.notRun.contains { command.text.hasPrefix($0.command) }
          if isMeant, !command.text.hasPrefix("make ") { continue }
          let outcome = try session.run(
            isMeant ? command.text.replacingOccurrences(of: "make ", with: "make -n ") : command.text)
          printed += outcome.text
          // What follows stands on what has failed.
          try #require(outcome.code == command.code, "\(page):\(command.line): \(command.text)\n\(outcome.text)")
        }
      }
    }
  }

  /// What is not run is still what somebody is told to type.
  @Test func everythingThatIsNotRunStandsInAPage() throws {
    let commands = try Self.pages.flatMap { page in
      DocumentPage(try Self.text(page)).parts.flatMap { part in
        if case .commands(let commands) = part { commands.map(\.text) } else { [String]() }
      }
    }
    for entry in Self.notRun {
      #expect(commands.contains { $0.hasPrefix(entry.command) }, "no page has '\(entry.command)'")
    }
  }

  @Test func everyLinkLeadsSomewhere() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/docs").filter { $0.hasSuffix(".md") }
    let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + names.sorted().map { "docs/\($0)" }
    var count = 0
    for page in pages {
      let folder = page.hasPrefix("docs/") ? "docs/" : ""
      for link in DocumentPage(try Self.text(page)).links {
        count += 1
        let target = link.path.isEmpty ? page : folder + link.path
        let isThere = FileManager.default.fileExists(atPath: "\(Self.root)/\(target)")
        #expect(isThere, "\(page):\(link.line): there is no \(target)")
        if let heading = link.heading, isThere, target.hasSuffix(".md") {
          let found = DocumentPage(try Self.text(target)).headings
          #expect(found.contains(heading), "\(page):\(link.line): \(target) has no heading '\(heading)'")
        }
      }
    }
    #expect(count > 40)
  }

  @Test func thePageOfCommandsIsCurrent() throws {
    let workshop = try Workshop()
    let printed = try workshop.succeeds("schema", "--commands").output
    let isCurrent = try Self.text("docs/commands.md") == printed
    #expect(isCurrent, "run 'make docs'")
    #expect(printed.contains("`winnow run`") && !printed.contains("supervise-hook"))
    #expect(try workshop.run(["schema", "--commands", "--spec"]).code == 2)
  }

  @Test func aPageIsRead() {
    let page = DocumentPage(
      """
      # A `b` c, d
      See [this](one.md#two-words) and `[not](this)` and [that](https://example.org).
      ```sh
      # nothing
      winnow run 0 \\
        --threads 2
      winnow run 1   # no model: exit code 4
      ```
      ```output
      iteration 0 … sealed
      ```
      ```yaml a/b.yaml
      winnow: 1
      ```
      """)
    #expect(page.parts.count == 3 && page.headings == ["a-b-c-d"])
    #expect(page.links.map { "\($0.line) \($0.path) \($0.heading ?? "")" } == ["2 one.md two-words"])
    if case .commands(let commands) = page.parts[0] {
      #expect(commands.map(\.text) == ["winnow run 0 --threads 2", "winnow run 1"])
      #expect(commands.map(\.code) == [0, 4] && commands.map(\.line) == [6, 7])
    }
    if case .file(let path, let text) = page.parts[2] { #expect(path == "a/b.yaml" && text == "winnow: 1\n") }
    #expect(DocumentPage.missing(["a … c", "b"], in: "a\nb\nc") == [])
    #expect(DocumentPage.missing(["c … a"], in: "a\nb\nc") == ["c … a"])
  }
}
