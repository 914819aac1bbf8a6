import Spec
import Testing

/// Whatever the bytes are, reading ends in a spec or in mistakes.
struct MutationTests {
  /// A repeatable generator (SplitMix64).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Reads, and says whether what was read reads back.
  private func survives(_ bytes: [UInt8]) -> Bool {
    do throws(SpecErrors) {
      let loaded = try SpecReader.read(bytes, file: "m.yaml")
      return try SpecReader.read(Array(loaded.resolvedYAML.utf8), file: "r.yaml").spec == loaded.spec
    } catch {
      return !error.diagnostics.isEmpty && !error.rendered.isEmpty
        && error.diagnostics.first?.file == "m.yaml"
    }
  }

  @Test func everyPrefixEndsWell() throws {
    let bytes = Array(Specs.example.utf8)
    for length in 0...bytes.count where !survives(Array(bytes[..<length])) {
      Issue.record("the first \(length) bytes")
    }
  }

  @Test func twoThousandEditsEndWell() throws {
    var generator = Generator(state: 7)
    let original = Array(Specs.example.utf8)
    let marks = Array("{}[]:,#&*!|>'\"%@`-? \n\t\r\0".utf8)
    for round in 0..<2_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = UInt8.random(in: 0...255, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[at] = byte
        case 1: bytes.insert(marks[Int(byte) % marks.count], at: at)
        case 2: bytes.remove(at: at)
        case 3: bytes[at] = marks[Int(byte) % marks.count]
        default:
          let end = min(bytes.count, at + Int(byte))
          bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        }
      }
      if !survives(bytes) { Issue.record("round \(round): \(String(decoding: bytes, as: UTF8.self))") }
    }
  }
}
