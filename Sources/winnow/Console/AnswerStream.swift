import Foundation

/// Standard output for answers that are long: written in large pieces, and at an end when nobody reads any more.
final class AnswerStream {
  /// What is thrown when the other end of a pipe is closed, as `head` does.
  struct NobodyReads: Error {}

  private static let piece = 1 << 16
  private var waiting: [UInt8] = []

  /// Adds text.
  func write(_ text: String) throws { try append { $0 += text.utf8 } }

  /// Adds what `body` puts behind the bytes that wait.
  ///
  /// - Throws: `NobodyReads`, or what the system says.
  func append(_ body: (inout [UInt8]) -> Void) throws {
    body(&waiting)
    if waiting.count >= Self.piece { try finish() }
  }

  /// Writes what waits.
  ///
  /// - Throws: `NobodyReads`, or what the system says.
  func finish() throws {
    let bytes = waiting[...]
    waiting.removeAll(keepingCapacity: true)
    do {
      try FileHandle.standardOutput.write(contentsOf: bytes)
    } catch {
      // Foundation wraps what the system says differently on different systems; both know the pipe by its number.
      let failure = error as NSError
      let cause = failure.userInfo[NSUnderlyingErrorKey] as? NSError ?? failure
      if cause.domain == NSPOSIXErrorDomain, cause.code == Int(EPIPE) { throw NobodyReads() }
      throw error
    }
  }
}
