/// A reply: its status, the headers that are looked at, and its body.
package struct HTTPReply: Equatable, Sendable {
  /// `200`.
  package let status: Int
  /// `Retry-After` as it came.
  package let retryAfter: String?
  /// `Location` as it came.
  package let location: String?
  /// `Date` as it came: the server's clock.
  package let date: String?
  /// The body, byte for byte.
  package let body: [UInt8]

  /// Makes a reply.
  package init(
    status: Int, retryAfter: String? = nil, location: String? = nil, date: String? = nil, body: [UInt8] = []
  ) {
    self.status = status
    self.retryAfter = retryAfter
    self.location = location
    self.date = date
    self.body = body
  }

  /// Reads status line, headers and body as they came over the network, past the interim replies before them.
  ///
  /// - Returns: Nil for what is no reply of HTTP.
  package init?(wire bytes: [UInt8]) {
    var start = 0
    while true {
      guard let end = Self.endOfHead(bytes, from: start) else { return nil }
      let lines = bytes[start..<end.head].split(separator: 0x0A).map { line in
        String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      let first = lines.first?.split(separator: " ", maxSplits: 2) ?? []
      guard first.count >= 2, first[0].hasPrefix("HTTP/"), first[1].utf8.count == 3, let status = Int(first[1]),
        status >= 100
      else { return nil }
      start = end.body
      guard status >= 200 else { continue }
      let headers = Self.headers(lines.dropFirst())
      self.init(
        status: status, retryAfter: headers["retry-after"], location: headers["location"], date: headers["date"],
        body: start == 0 ? bytes : Array(bytes[start...]))
      return
    }
  }

  /// The headers by their names in lower case; of one that is there twice the first.
  private static func headers(_ lines: ArraySlice<String>) -> [String: String] {
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let name = parts[0].lowercased()
      if headers[name] == nil { headers[name] = String(parts[1].drop { $0 == " " || $0 == "\t" }) }
    }
    return headers
  }

  /// Where the empty line after the headers begins, and where it ends.
  private static func endOfHead(_ bytes: [UInt8], from start: Int) -> (head: Int, body: Int)? {
    var index = start
    while index < bytes.count {
      guard bytes[index] == 0x0A else {
        index += 1
        continue
      }
      if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return (index + 1, index + 2) }
      if index + 2 < bytes.count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A { return (index + 1, index + 3) }
      index += 1
    }
    return nil
  }
}
