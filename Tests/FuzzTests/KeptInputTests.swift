import CraftedParquet
import Foundation
import FuzzedInputs
import Storage
import Testing

/// Inputs that a fuzzer once broke a reader with, and a few thousand that the same keys make each time.
@Suite struct KeptInputTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path

  @Test func nothingThatBrokeAReaderDoesSoAgain() throws {
    let scratch = try ScratchFile()
    let crashes = "\(Self.folder)/Fuzz/crashes"
    for name in try Files.list(crashes).sorted() {
      guard let input = FuzzedInput.allCases.first(where: { name.hasPrefix("\($0.rawValue)-") }) else { continue }
      try input.check(Files.read("\(crashes)/\(name)"), scratch: scratch)
    }
  }

  /// Good texts with bytes changed, cut and repeated.
  @Test(arguments: [FuzzedInput.spec, .manifest, .json, .annotations, .csv])
  func damagedTextCostsAnErrorAtTheMost(_ input: FuzzedInput) throws {
    let scratch = try ScratchFile()
    var state: UInt64 = 88_172_645_463_325_252
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    for seed in FuzzTexts.seeds(input) {
      try input.check(seed, scratch: scratch)
      for _ in 0..<400 {
        var bytes = seed
        for _ in 0...random(4) where !bytes.isEmpty {
          let at = random(bytes.count)
          switch random(4) {
          case 0: bytes[at] = UInt8(random(256))
          case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(40)))
          case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 1 + random(40))], at: at)
          default: bytes.insert(contentsOf: FuzzTexts.words[random(FuzzTexts.words.count)], at: at)
          }
        }
        try input.check(bytes, scratch: scratch)
      }
    }
  }
}
