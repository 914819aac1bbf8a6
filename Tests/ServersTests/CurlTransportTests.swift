import Foundation
import Servers
import Storage
import Synchronization
import Testing

/// curl itself, against servers on this machine.
@Suite struct CurlTransportTests {
  private func request(
    _ server: LoopbackServer, method: String = "GET", body: [UInt8] = [], bounds: HTTPBounds = HTTPBounds(seconds: 20)
  ) throws -> HTTPRequest {
    HTTPRequest(
      method: method, url: server.address + "/api/x?y=%5B1%5D",
      credential: Credential(header: "Authorization", prefix: "Token ", secret: try Given.secret()), body: body,
      bounds: bounds)
  }

  private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: d\r\nConnection: close\r\n\r\n{}"

  @Test func aRequestArrivesAndItsReplyComesBack() async throws {
    let server = try LoopbackServer { peer, _ in peer.write(Self.ok) }
    defer { server.stop() }
    let body = Array(#"{"a":"\"ü\\ \n"}"#.utf8)
    let reply = try await CurlTransport().send(request(server, method: "PATCH", body: body))
    #expect(reply == HTTPReply(status: 200, date: "d", body: Array("{}".utf8)))
    let seen = server.requests.first ?? ""
    #expect(seen.hasPrefix("PATCH /api/x?y=%5B1%5D HTTP/1.1\r\n"))
    #expect(seen.contains("\r\nAuthorization: Token \(Given.token)\r\n"))
    #expect(seen.hasSuffix("\r\n\r\n" + String(decoding: body, as: UTF8.self)))
  }

  @Test func aLongBodyIsAPrivateFileThatGoesAgain() async throws {
    let folder = try ScratchFolder()
    let modes = Mutex<[Int]>([])
    let server = try LoopbackServer { peer, _ in
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
        modes.withLock { $0.append((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0) }
      }
      peer.write(Self.ok)
    }
    defer { server.stop() }
    // What a killed process left, and what is somebody else's.
    try Files.writePrivately([1], to: folder.path + "/winnow-request-2147483000-X.json")
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
    _ = try await CurlTransport(scratch: folder.path).send(request(server, method: "POST", body: body))
    #expect(modes.withLock { $0 } == [0o600])
    #expect(server.requests.first?.hasSuffix(String(decoding: body, as: UTF8.self)) == true)
    #expect(try Files.list(folder.path).isEmpty)
  }

  @Test func aSilentServerEndsWithinTheBound() async throws {
    let server = try LoopbackServer { _, server in server.hang() }
    defer { server.stop() }
    await #expect(throws: TransportFailure.timedOut) {
      try await CurlTransport().send(request(server, bounds: HTTPBounds(seconds: 1)))
    }
  }

  @Test func aServerThatFallsSilentEndsBeforeItsTimeIsOver() async throws {
    let server = try LoopbackServer { peer, server in
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
      server.hang()
    }
    defer { server.stop() }
    await #expect(throws: TransportFailure.timedOut) {
      try await CurlTransport().send(request(server, bounds: HTTPBounds(seconds: 60, silentSeconds: 2)))
    }
  }

  @Test func aDrippingServerEndsWithinTheBound() async throws {
    let server = try LoopbackServer { peer, _ in
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
      for _ in 0..<900 where peer.write(" ") { usleep(100_000) }
    }
    defer { server.stop() }
    await #expect(throws: TransportFailure.timedOut) {
      try await CurlTransport().send(request(server, bounds: HTTPBounds(seconds: 2)))
    }
  }

  @Test func anotherOriginSeesNoToken() async throws {
    let other = try LoopbackServer { peer, _ in peer.write(Self.ok) }
    defer { other.stop() }
    let target = other.address
    let server = try LoopbackServer { peer, _ in
      peer.write("HTTP/1.1 302 Found\r\nLocation: \(target)/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }
    defer { server.stop() }
    let studio = LabelStudioServer(
      address: try ServerAddress(server.address), token: try Given.secret(), source: Given.source)
    let error = await serverError { _ = try await studio.users() }
    #expect(
      error
        == .redirected(
          ServerCall(server: server.address, method: "GET", path: "/api/users/"), to: target + "/login",
          elsewhere: true))
    #expect(server.requests.count == 1 && other.requests.isEmpty)
  }

  @Test func halfAReplyIsNoReply() async throws {
    let server = try LoopbackServer { peer, _ in peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[{}") }
    defer { server.stop() }
    do {
      _ = try await CurlTransport().send(request(server))
      Issue.record("half a reply was taken")
    } catch TransportFailure.brokenOff {
    }
  }

  @Test func whatIsNoHTTPIsNoReply() async throws {
    let server = try LoopbackServer { peer, _ in peer.write("220 smtp.example.com ESMTP\r\n") }
    defer { server.stop() }
    do {
      _ = try await CurlTransport().send(request(server))
      Issue.record("it was taken")
    } catch TransportFailure.brokenOff {
    }
  }

  @Test func aReplyWithoutEndIsCutOff() async throws {
    let server = try LoopbackServer { peer, _ in
      peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
      let part = String(repeating: " ", count: 10_000)
      for _ in 0..<5000 where !peer.write(part) { return }
    }
    defer { server.stop() }
    await #expect(throws: TransportFailure.tooLarge) {
      try await CurlTransport().send(request(server, bounds: HTTPBounds(seconds: 20, replyBytes: 100_000)))
    }
  }

  @Test func nobodyWhoListensIsNotSent() async throws {
    let server = try LoopbackServer { _, _ in }
    server.stop()
    do {
      _ = try await CurlTransport().send(request(server))
      Issue.record("somebody answered")
    } catch TransportFailure.notSent(let words) {
      #expect(words.contains("127.0.0.1"))
    }
  }

  @Test func withoutCurlNothingIsSent() async throws {
    let server = try LoopbackServer { peer, _ in peer.write(Self.ok) }
    defer { server.stop() }
    await #expect(throws: TransportFailure.noProgram) {
      try await CurlTransport(program: "no-such-curl").send(request(server))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func aCancelledTaskEndsCurl() async throws {
    let server = try LoopbackServer { _, server in server.hang() }
    defer { server.stop() }
    let request = try request(server, bounds: HTTPBounds(seconds: 60))
    let task = Task { try await CurlTransport().send(request) }
    for _ in 0..<3_000 where server.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  #if os(Linux)
    @Test func commandLineAndEnvironmentHoldNoToken() async throws {
      let found = Mutex<[(line: String, environment: String)]>([])
      let server = try LoopbackServer { peer, _ in
        for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(process) != nil {
          let parts = ["cmdline", "environ", "status"].map { name in
            String(
              decoding: (try? Data(contentsOf: URL(filePath: "/proc/\(process)/\(name)"))) ?? Data(), as: UTF8.self)
          }
          // curl blanks what it was given on its command line as soon as it can.
          if parts[2].contains("PPid:\t\(getpid())\n"), parts[0].contains("curl\0") {
            found.withLock { $0.append((parts[0], parts[1])) }
          }
          if parts[0].contains(Given.token) { found.withLock { $0.append((parts[0], "")) } }
        }
        peer.write(Self.ok)
      }
      defer { server.stop() }
      _ = try await CurlTransport().send(request(server))
      let seen = found.withLock { $0 }
      #expect(seen.contains { $0.line.hasSuffix("curl\0--disable\0--config\0-\0") })
      #expect(!seen.contains { $0.line.contains(Given.token) || $0.environment.contains(Given.token) })
      // Of ours it has what it needs and nothing else.
      #expect(!seen.contains { $0.environment.contains("HOME=") })
    }
  #endif
}
