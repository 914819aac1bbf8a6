import Foundation
import Storage
import Testing

@Suite struct BackgroundFileWriterTests {
  private func folder() throws -> String {
    let path = NSTemporaryDirectory() + "winnow-background-\(UUID().uuidString)"
    try Files.createDirectory(path)
    return path
  }

  @Test func writesInOrder() throws {
    let folder = try folder()
    defer { try? Files.remove(folder) }
    let writer = try BackgroundFileWriter(creating: "\(folder)/a", limit: 3)
    var expected: [UInt8] = []
    for number in 0..<200 {
      let part = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number * 37)
      expected += part + [1]
      try writer.write([part, [1]])
      #expect(writer.bytesWritten == expected.count)
    }
    #expect(!Files.exists("\(folder)/a"))
    let (digest, size) = try writer.finish()
    #expect(try Files.read("\(folder)/a") == expected)
    #expect(digest == Digest(of: expected))
    #expect(size == expected.count)
  }

  #if os(Linux)
    @Test func anErrorOfTheOtherThreadIsThrownAndNothingStays() throws {
      let folder = try folder()
      defer { try? Files.remove(folder) }
      let writer = try BackgroundFileWriter(creating: "\(folder)/a")
      // A size limit makes write(2) fail; the signal that comes with it is ignored.
      signal(SIGXFSZ, SIG_IGN)
      var old = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
      var small = rlimit(rlim_cur: 1 << 26, rlim_max: old.rlim_max)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &small)
      defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old) }
      #expect(throws: StorageError.self) {
        for _ in 0..<80 { try writer.write([[UInt8](repeating: 1, count: 1 << 20)]) }
        _ = try writer.finish()
      }
      writer.abandon()
      #expect(try Files.list(folder).isEmpty)
    }
  #endif
}
