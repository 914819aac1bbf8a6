import Pretrained
import Testing

/// Files of an archive that Python's `zipfile` wrote: one as it is, one packed.
@Suite struct WheelArchiveTests {
  private static let bytes: [UInt8] = {
    let hex = Array(
      """
      504b030414000000000000002100b3244e9608000000080000000c000000612f73746f7265642e7478746173206974206973504b0304140000000\
      800000021001fa874950f000000c80000000c000000612f7061636b65642e7478744b4c4fcccc5348cc4b51481cd22c00504b0102140314000000\
      000000002100b3244e9608000000080000000c0000000000000000000000800100000000612f73746f7265642e747874504b01021403140000000\
      800000021001fa874950f000000c80000000c0000000000000000000000800132000000612f7061636b65642e747874504b050600000000020002\
      00740000006b0000000000
      """)
    return stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(String(hex[$0...$0 + 1]), radix: 16) }
  }()

  @Test func filesAreFoundByHowTheirNamesEnd() throws {
    let archive = try WheelArchive(Self.bytes)
    #expect(try archive.file(ending: "/stored.txt") == Array("as it is".utf8))
    #expect(try archive.file(ending: "/packed.txt") == Array(String(repeating: "again and ", count: 20).utf8))
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    let archive = try WheelArchive(Self.bytes)
    #expect(throws: PretrainedError.archive(problem: "there is no file …/none.txt in it")) {
      try archive.file(ending: "/none.txt")
    }
  }

  @Test func anArchiveThatEndsAnywhereIsRefused() throws {
    for length in 0..<Self.bytes.count {
      #expect(throws: PretrainedError.self, "\(length) bytes") { try WheelArchive(Array(Self.bytes.prefix(length))) }
    }
  }

  @Test func aByteThatIsAnotherNeverTraps() throws {
    for index in Self.bytes.indices {
      for flipped in [1, 0x80, 0xFF] as [UInt8] {
        var damaged = Self.bytes
        damaged[index] ^= flipped
        guard let archive = try? WheelArchive(damaged) else { continue }
        for name in ["stored.txt", "packed.txt"] { _ = try? archive.file(ending: name) }
      }
    }
  }
}
