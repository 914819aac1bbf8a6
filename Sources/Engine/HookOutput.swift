import Synchronization

/// Takes in what a hook prints: lines of progress are passed on, the rest is kept up to a limit, the beginning and the
/// end, so that a hook that prints without end costs neither memory nor disk.
final class HookOutput: Sendable {
  /// How much is kept of the beginning, and again of the end.
  private static let limit = 256 << 10
  private static let prefix = Array("winnow: progress ".utf8)

  private struct State {
    var line: [UInt8] = []
    var head: [UInt8] = []
    var tail: [UInt8] = []
    var dropped = 0
  }
  private let state = Mutex(State())
  private let moved: @Sendable (Double, String) -> Void

  init(moved: @escaping @Sendable (Double, String) -> Void) {
    self.moved = moved
  }

  /// Takes in the next bytes.
  func append(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      for byte in bytes {
        state.line.append(byte)
        if byte == 0x0A || state.line.count >= 8192 { take(&state) }
      }
    }
  }

  /// Takes in a last line that had no end.
  func end() {
    state.withLock { state in
      if !state.line.isEmpty {
        state.line.append(0x0A)
        take(&state)
      }
    }
  }

  /// What is kept, and its last ten lines.
  var text: (log: [UInt8], tail: [String]) {
    state.withLock { state in
      var log = state.head
      let leftOut = state.dropped + max(0, state.tail.count - Self.limit)
      if leftOut > 0 { log += Array("\n[… \(leftOut) bytes left out …]\n".utf8) }
      log += state.tail.suffix(Self.limit)
      let lines = String(decoding: log.suffix(4096), as: UTF8.self).split(separator: "\n").suffix(10)
      return (log, lines.map(String.init))
    }
  }

  private func take(_ state: inout State) {
    defer { state.line.removeAll(keepingCapacity: true) }
    if state.line.starts(with: Self.prefix) {
      let rest = String(decoding: state.line.dropFirst(Self.prefix.count), as: UTF8.self)
      let parts = rest.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      if let first = parts.first, let fraction = Double(first), fraction >= 0, fraction <= 1 {
        let note = parts.count > 1 ? parts[1].filter { !$0.isNewline } : ""
        moved(fraction, String(note.prefix(80)))
        return
      }
    }
    // Once something went to the end, all that follows does: a short line may still fit into the beginning.
    if state.tail.isEmpty, state.head.count + state.line.count <= Self.limit {
      state.head += state.line
      return
    }
    state.tail += state.line
    if state.tail.count > 2 * Self.limit {
      state.dropped += state.tail.count - Self.limit
      state.tail.removeFirst(state.tail.count - Self.limit)
    }
  }
}
