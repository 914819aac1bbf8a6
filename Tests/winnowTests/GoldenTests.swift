import Audit
import Foundation
import Storage
import Testing

/// Data directories of former days, as archives that `Golden/make.sh` made: today's code must still verify and read them.
@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  static var archives: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".tar.zst") }.sorted()
  }

  @Test func thereIsOne() { #expect(!Self.archives.isEmpty) }

  @Test(arguments: archives)
  func itIsVerifiedComparedLoggedAndRead(_ name: String) throws {
    let archive = "\(Self.folder)/\(name)"
    let chain = String(
      decoding: try Files.read("\(Self.folder)/\(name.dropLast(8)).chain"), as: UTF8.self
    ).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try Files.size(archive) < 300_000)
    let workshop = try Workshop()
    let verified = try workshop.run(["verify", "--archive", archive, "--chain", chain])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("erased by order ticket 12"))

    var reader = try ArchiveReader(archive)
    let names = try reader.unpack(into: workshop.path)
    let top = try #require(names.first?.split(separator: "/").first)
    let data = "\(top)/data"
    #expect(try workshop.run(["verify", "--data", data]).code == 0)
    let log = try workshop.run(["log", "--data", data])
    #expect(log.code == 0, "\(log.errors)")
    for text in ["iteration 3  sealed", "1 correction", "late answer", "the batch was chosen again", "erased by order"]
    {
      #expect(log.output.contains(text), "\(text): \(log.output)")
    }
    for pair in [["0", "1"], ["1", "2"], ["2", "3"]] {
      let difference = try workshop.run(["diff"] + pair + ["--data", data])
      #expect(difference.code == 1, "\(difference.errors)")
    }
    #expect(try workshop.run(["status", "--data", data]).output.contains("sealed"))
    #expect(try workshop.run(["graph", "3", "--data", data]).code == 0)
    for table in names where table.hasSuffix(".parquet") {
      let shown = try workshop.run(["show", table, "--rows", "1"])
      #expect(shown.code == 0, "\(table): \(shown.errors)")
    }
  }

  @Test func aLayoutThatIsNewerIsRefusedWithAWord() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let store = String(decoding: try Files.read("\(data.path)/store.json"), as: UTF8.self)
    try Data(store.replacingOccurrences(of: "\"layout\":1", with: "\"layout\":2").utf8)
      .write(to: URL(fileURLWithPath: "\(data.path)/store.json"))
    for command in ["status", "log", "verify"] {
      let outcome = try workshop.run([command, "--data", data.path])
      #expect(outcome.code != 0)
      #expect((outcome.output + outcome.errors).contains("written by a later version (layout 2"), "\(command)")
    }
    let run = try workshop.run(["run", "2", "--data", data.path])
    #expect(run.errors.contains("written by a later version (layout 2, this one knows up to 1)"))
  }
}
