import Engine

/// Says on a terminal how far work has come that is no iteration's, and nothing elsewhere.
struct QuietProgress: RunProgress {
  func began(stage: String, reason: RunReason) {}
  func moved(stage: String, fraction: Double, note: String) {
    if Console.isTerminal { Console.write("\r\u{1B}[2K\(Int(fraction * 100)) % \(note)", to: .standardError) }
  }
  func finished(stage: String, seconds: Double, sentences: [String]) {}

  /// Takes the line away, so that what is printed next begins one.
  func clear() {
    if Console.isTerminal { Console.write("\r\u{1B}[2K", to: .standardError) }
  }
}
