import Foundation
import Synchronization

/// A server of a few lines on this machine, that does on purpose what no server should.
final class LoopbackServer: Sendable {
  /// A connection with the request that came over it.
  struct Peer: Sendable {
    let request: String
    fileprivate let number: Int32

    /// Sends a text; false if nobody takes it any more.
    @discardableResult func write(_ text: String) -> Bool {
      let bytes = Array(text.utf8)
      return bytes.withUnsafeBytes { Foundation.write(number, $0.baseAddress, $0.count) } == bytes.count
    }
  }

  let port: UInt16
  private let listener: Int32
  private let seen = Mutex<[String]>([])
  private let isOver = Mutex(false)

  var address: String { "http://127.0.0.1:\(port)" }
  var requests: [String] { seen.withLock { $0 } }

  /// Begins to listen; `answer` is called on a thread of its own for each connection, which is closed after it.
  init(_ answer: @escaping @Sendable (Peer, LoopbackServer) -> Void) throws {
    signal(SIGPIPE, SIG_IGN)
    #if os(Linux)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    listener = socket(AF_INET, stream, 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = listener
    let code = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(number, pointer, size) == 0 && listen(number, 16) == 0 && getsockname(number, pointer, &size) == 0
      }
    }
    guard code else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: place.sin_port)
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(number, nil, nil)
        guard connection >= 0, let self, !self.isOver.withLock({ $0 }) else {
          if connection >= 0 { close(connection) }
          return
        }
        Thread.detachNewThread {
          let peer = Peer(request: Self.read(connection), number: connection)
          self.seen.withLock { $0.append(peer.request) }
          answer(peer, self)
          close(connection)
        }
      }
    }
  }

  /// Waits until the test is over, at most some seconds.
  func hang(_ seconds: Double = 20) {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end, !isOver.withLock({ $0 }) { usleep(20_000) }
  }

  /// Lets go of all who hang.
  func stop() {
    isOver.withLock { $0 = true }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// A request with its body.
  private static func read(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let length = text.firstMatch(of: /(?i)content-length: *([0-9]+)/).flatMap { Int($0.1) } ?? 0
        if text[end.upperBound...].utf8.count >= length { return text }
      }
      let count = Foundation.read(connection, &buffer, buffer.count)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}
