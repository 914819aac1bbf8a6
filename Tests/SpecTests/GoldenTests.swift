import ErrorChecks
import Foundation
import Spec
import Testing

/// Every `Golden/NAME.yaml` and the report on it, `Golden/NAME.txt`.
///
/// `WINNOW_RECORD=1` writes the texts afresh and fails, so that a recording is always looked at.
struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test(arguments: names)
  func isToldAsRecorded(_ name: String) throws {
    let spec = try Data(contentsOf: Self.folder.appending(path: "\(name).yaml"))
    var report = "no mistake\n"
    do throws(SpecErrors) {
      _ = try SpecReader.read(Array(spec), file: "\(name).yaml")
    } catch {
      report = error.rendered
    }
    let file = Self.folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["WINNOW_RECORD"] == "1" {
      try Data(report.utf8).write(to: file)
      Issue.record("recorded \(name).txt")
      return
    }
    let recorded = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(report == recorded)
    // Strings are equal where only their normal forms differ.
    let sameBytes = report.utf8.elementsEqual(recorded.utf8)
    #expect(sameBytes)
  }

  /// Messages about specs are held to what those of errors are, but for keys of JSON and YAML that are quoted from the spec.
  @Test(arguments: names) func isToldInWordsOfAPerson(_ name: String) throws {
    let report = try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
    for line in report.split(separator: "\n") where line.contains(": error: ") || line.contains("did you mean") {
      #expect(ErrorChecks.unreadable(String(line)) == [], "\(line)")
    }
  }

  @Test func thereAreAtLeastThirtyWrongSpecs() throws {
    #expect(Self.names.count >= 30)
    let texts = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      $0.hasSuffix(".txt")
    }
    #expect(texts.map { String($0.dropLast(4)) }.sorted() == Self.names)
  }
}
