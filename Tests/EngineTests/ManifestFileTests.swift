import Engine
import Foundation
import Storage
import Testing

@Suite struct ManifestFileTests {
  private let record = StageRecord(
    name: "score", key: "k", components: [NamedValue("parameter below", "0.2")],
    outputs: [
      OutputRecord(path: "scores.parquet", shared: false, size: 3, fileSHA256: "f", contentSHA256: "c", rows: 2)
    ])

  private func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString).json").path
    try Files.writeAtomically(bytes, to: path)
    return path
  }

  @Test func comesBackAsItWas() throws {
    let path = try file(ManifestFile.encode(record))
    #expect(try ManifestFile.read(StageRecord.self, from: path) == record)
    #expect(try ManifestFile.read(StageRecord.self, from: path + ".missing") == nil)
  }

  @Test func everyChangedByteIsFoundOrMeansTheSame() throws {
    let bytes = try ManifestFile.encode(record)
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        let path = try file(damaged)
        // White space may turn into other white space; nothing else may pass.
        if let read = try? ManifestFile.read(StageRecord.self, from: path) { #expect(read == record) }
        try Files.remove(path)
      }
    }
  }
}
