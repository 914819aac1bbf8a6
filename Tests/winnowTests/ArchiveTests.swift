import Audit
import Foundation
import Storage
import Testing

/// One archive that verifies on its own.
@Suite struct ArchiveTests {
  /// Runs a program that may not be installed; nil then.
  static func tool(_ name: String, _ arguments: [String], in folder: String) throws -> Outcome? {
    let paths = ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
    return try RunningProgram(path, arguments: arguments, folder: folder, environment: [:]).finish()
  }

  @Test func anArchiveVerifiesOnItsOwnAndHasTheSameBytesEachTime() throws {
    let workshop = try SealedPair.workshop()
    let folder = try Workshop()
    for name in ["one.tar", "two.tar", "packed.tar.zst", "small.tar.zst"] {
      let more = name.hasPrefix("small") ? ["--without-embeddings"] : []
      let outcome = try workshop.run(["export-audit", "1", "--data", "data", "--out", "\(folder.path)/\(name)"] + more)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    #expect(try Files.read("\(folder.path)/one.tar") == Files.read("\(folder.path)/two.tar"))
    let chain = try #require(workshop.chains().last)
    for name in ["one.tar", "packed.tar.zst", "small.tar.zst"] {
      let verified = try folder.run(["verify", "--archive", name, "--chain", chain])
      #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
      #expect(verified.output.contains("dropped on record") == name.hasPrefix("small"))
    }
    #expect(try folder.run(["verify", "--archive", "one.tar", "--chain", "00000000"]).code == 1)

    // Other programs read it, and the script in it agrees.
    if let unpacked = try Self.tool("tar", ["xf", "one.tar"], in: folder.path) {
      #expect(unpacked.code == 0, "\(unpacked.errors)")
      let top = "\(folder.path)/winnow-audit-001"
      #expect(try workshop.run(["verify", "--data", "\(top)/data"]).code == 0)
      if let sums = try Self.tool("sha256sum", ["-c", "--quiet", "SHA256SUMS"], in: top) {
        #expect(sums.code == 0, "\(sums.output)\(sums.errors)")
      }
      if let checked = try Self.tool("python3", ["check.py"], in: top) {
        #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
        #expect(checked.output.contains("iteration 1: chain digest \(chain)"))
        for file in ["iterations/001/score/scores.parquet", "iterations/000/manifest.json"] {
          var bytes = try Files.read("\(top)/data/\(file)")
          let before = bytes
          bytes[bytes.count / 2] ^= 1
          try Data(bytes).write(to: URL(fileURLWithPath: "\(top)/data/\(file)"))
          #expect(try Self.tool("python3", ["check.py"], in: top)?.code != 0, "\(file)")
          try Data(before).write(to: URL(fileURLWithPath: "\(top)/data/\(file)"))
        }
      }
    }
  }

  @Test func aLongNameIsKeptAndOneThatLeadsOutIsRefused() throws {
    let workshop = try SealedPair.workshop()
    let data = try SealedPair.copy()
    let folder = try Workshop()
    let name = "iterations/001/logs/\(String(repeating: "n", count: 180)).log"
    try Data("x".utf8).write(to: URL(fileURLWithPath: "\(data.path)/\(name)"))
    let made = try workshop.run(["export-audit", "1", "--data", data.path, "--out", "\(folder.path)/a.tar"])
    #expect(made.code == 0, "\(made.errors)")
    var reader = try ArchiveReader("\(folder.path)/a.tar")
    #expect(try reader.unpack(into: "\(folder.path)/out").contains("winnow-audit-001/data/\(name)"))
    if let listed = try Self.tool("tar", ["tf", "a.tar"], in: folder.path) { #expect(listed.output.contains(name)) }

    for evil in ["../evil.txt", "/evil.txt", "a/../../evil.txt"] {
      var bytes = try Files.read("\(folder.path)/a.tar")
      let field = Array(evil.utf8)
      bytes.replaceSubrange(0..<100, with: field + [UInt8](repeating: 0, count: 100 - field.count))
      let sum = (0..<512).reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(bytes[$1])) }
      let digits = String(sum, radix: 8)
      bytes.replaceSubrange(148..<154, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8))
      try folder.write(bytes, to: "evil.tar")
      let outcome = try folder.run(["verify", "--archive", "evil.tar"])
      #expect(outcome.code == 6)
      #expect(outcome.errors.contains("a name that is not unpacked: '\(evil)'"))
    }
    #expect(!FileManager.default.fileExists(atPath: "/evil.txt"))
  }

  @Test func aDamagedArchiveIsRefused() throws {
    let workshop = try SealedPair.workshop()
    let folder = try Workshop()
    try workshop.succeeds(
      "export-audit", "0", "--data", "data", "--out", "\(folder.path)/a.tar.zst", "--without-embeddings")
    try workshop.succeeds(
      "export-audit", "0", "--data", "data", "--out", "\(folder.path)/a.tar", "--without-embeddings")
    for name in ["a.tar.zst", "a.tar"] {
      let bytes = try Files.read("\(folder.path)/\(name)")
      for position in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
        var flipped = bytes
        flipped[position] ^= 4
        try folder.write(flipped, to: "flipped-\(name)")
        let outcome = try folder.run(["verify", "--archive", "flipped-\(name)"])
        // The guide beside the data, and padding, are not what is verified.
        #expect(outcome.code == 6 || name == "a.tar", "byte \(position) of \(name): \(outcome.output)")
      }
      try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "cut-\(name)")
      #expect(try folder.run(["verify", "--archive", "cut-\(name)"]).code == 6)
    }
    try folder.write("no archive at all, whatever its name says", to: "text.tar")
    #expect(try folder.run(["verify", "--archive", "text.tar"]).code == 6)
    #expect(try workshop.run(["export-audit", "9", "--data", "data", "--out", "\(folder.path)/b.tar"]).code == 2)
  }
}

extension Workshop {
  /// Writes bytes below the folder.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }
}
