import Engine
import Foundation
import Storage
import Testing

/// The log of runs notices every change but lines that are missing at its end.
@Suite struct RunLogTests {
  @Test func everySingleBitFlipOfALogIsNoticed() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("runs-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for stage in ["pool", "score"] {
      try RunLog.append(stage, seconds: 0.25, threads: 2, outcome: "done", to: path)
    }
    let bytes = try Files.read(path)
    #expect(RunLog.read(bytes).broken == nil)
    #expect(RunLog.read(bytes).lines.map(\.event) == ["pool", "score"])
    for position in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[position] ^= 1 << UInt8(bit)
        #expect(RunLog.read(flipped).broken != nil, "bit \(bit) of byte \(position)")
      }
    }
    #expect(RunLog.read(Array(bytes.dropLast())).broken == 2)
    let lines = bytes.split(separator: 0x0A)
    #expect(RunLog.read(Array(lines[1]) + [0x0A]).broken == 1)
    #expect(RunLog.read([]).broken == nil)
  }
}
