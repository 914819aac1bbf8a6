import Audit
import Foundation
import Testing

@Suite struct ArchiveReaderTests {
  /// A header of `ustar` with a size as it is written, and its checksum.
  private static func header(_ size: String, type: UInt8) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put("name", at: 0)
    put(size, at: 124)
    put("        ", at: 148)
    header[156] = type
    put("ustar", at: 257)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\0", at: 148)
    return header
  }

  @Test(arguments: ["-0000000021", "+0000000021", "-1", "00000000009", "77777777777"])
  func aSizeThatIsNoneIsDamage(_ size: String) throws {
    for type in "x0".utf8 {
      let folder = "/tmp/winnow-archive-\(UInt64.random(in: 0 ... .max))"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.createDirectory(atPath: "\(folder)/out", withIntermediateDirectories: true)
      let bytes = Self.header(size, type: type) + [UInt8](repeating: 0, count: 1_024)
      try Data(bytes).write(to: URL(filePath: "\(folder)/archive.tar"))
      #expect(throws: ArchiveError.damaged) {
        var reader = try ArchiveReader("\(folder)/archive.tar")
        _ = try reader.unpack(into: "\(folder)/out")
      }
    }
  }
}
