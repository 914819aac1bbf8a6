import Texts

/// The configuration of one run of curl, as text for its standard input: nothing of it is seen by other processes.
package enum CurlConfiguration {
  /// A line break or another control character in a value, which would begin an option of its own.
  package struct UnfitValue: Error, Equatable {
    /// The option.
    package let option: String

    /// Makes one.
    package init(option: String) { self.option = option }
  }

  /// Bodies up to here stand in the configuration itself, so that one with a token is never a file.
  ///
  /// Old versions of curl read lines of at most 100,000 bytes.
  package static let inlineBody = 24_000

  /// The text of a configuration.
  ///
  /// - Parameters:
  ///   - request: What to ask.
  ///   - bodyFile: Where the body lies, if it is longer than `inlineBody`.
  /// - Returns: A line for each option.
  /// - Throws: `UnfitValue`.
  package static func text(_ request: HTTPRequest, bodyFile: String?) throws(UnfitValue) -> String {
    let isPlain = request.url.hasPrefix("http://")
    let bounds = request.bounds
    var lines = [
      "silent", "show-error", "include", "suppress-connect-headers", "globoff", "path-as-is", "http1.1",
      "no-keepalive",
      "max-redirs = 0",
      "proto = \"=\(isPlain ? "http" : "https")\"",
      "connect-timeout = \(bounds.connectSeconds.decimal(3))",
      "max-time = \(bounds.seconds.decimal(3))",
      "speed-limit = 1",
      "speed-time = \(max(1, Int(min(bounds.silentSeconds, 1e6).rounded(.up))))",
      try line("url", request.url),
      try line("request", request.method),
      try line("header", "Accept: application/json"),
      try line("header", "User-Agent: winnow"),
      // Without it curl asks before it sends a large body, and some servers never answer that.
      try line("header", "Expect:"),
    ]
    // A proxy would read what plain HTTP carries.
    if isPlain { lines.append("noproxy = \"*\"") }
    if let credential = request.credential {
      lines.append(
        try line("header", "\(credential.header): \(credential.prefix)\(credential.secret.exposed)"))
    }
    if !request.body.isEmpty {
      lines.append(try line("header", "Content-Type: application/json"))
      if let bodyFile {
        lines.append(try line("data-binary", "@" + bodyFile))
      } else {
        lines.append(try line("data-raw", String(decoding: request.body, as: UTF8.self)))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One option with its value in quotation marks.
  ///
  /// - Throws: `UnfitValue`.
  package static func line(_ option: String, _ value: String) throws(UnfitValue) -> String {
    var quoted = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default:
        guard scalar.value >= 0x20, scalar.value != 0x7F else { throw UnfitValue(option: option) }
        quoted.unicodeScalars.append(scalar)
      }
    }
    return "\(option) = \"\(quoted)\""
  }
}
