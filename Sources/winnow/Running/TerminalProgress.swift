import Engine
import Foundation
import Synchronization
import Texts

/// Shows how far a run has come: a bar on a terminal, plain lines elsewhere.
final class TerminalProgress: RunProgress {
  private struct State {
    var lastDrawn = ContinuousClock.now
    var lastTenth = 0
  }
  private let state = Mutex(State())
  private let iteration: Int
  private let bar: Bool

  init(iteration: Int) {
    self.iteration = iteration
    bar = Console.isTerminal
  }

  func began(stage: String, reason: RunReason) {
    state.withLock { $0 = State() }
    Interruption.current.doing("iteration \(iteration), stage '\(stage)'")
    if bar {
      draw(stage, 0, reason == .neverRun ? "" : Wording.reason(reason))
    } else {
      Console.note("\(prefix(stage)) runs: \(Wording.reason(reason))")
    }
  }

  func moved(stage: String, fraction: Double, note: String) {
    let due = state.withLock { state in
      let tenth = Int(fraction * 10)
      defer { state.lastTenth = tenth }
      return bar
        ? ContinuousClock.now - state.lastDrawn > .milliseconds(80)
        : tenth > state.lastTenth && tenth < 10 && tenth.isMultiple(of: 5)
    }
    guard due else { return }
    if bar {
      draw(stage, fraction, note)
    } else {
      Console.note("\(prefix(stage)) \(Int(fraction * 100)) % \(note)")
    }
  }

  func finished(stage: String, seconds: Double, sentences: [String]) {
    let first = sentences.first.map { ": \($0.printable)" } ?? ""
    let line = "\(prefix(stage)) done in \(seconds.decimal(2)) s\(first)"
    Interruption.current.doing("iteration \(iteration), after stage '\(stage)'")
    if bar { Console.write("\r\u{1B}[2K", to: .standardError) }
    Console.note(line)
    for sentence in sentences.dropFirst() { Console.note("\(prefix(stage)): \(sentence.printable)") }
  }

  private func prefix(_ stage: String) -> String { "iteration \(iteration)  \(stage)" }

  private func draw(_ stage: String, _ fraction: Double, _ note: String) {
    let width = 24
    let full = Int((max(0, min(1, fraction)) * Double(width)).rounded())
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    let text = "\(prefix(stage))  \(bar) \(Int(fraction * 100)) %  \(note.printable)"
    Console.write("\r\u{1B}[2K\(text.prefix(Self.columns - 1))", to: .standardError)
    state.withLock { $0.lastDrawn = .now }
  }

  /// The width of the terminal.
  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
  }
}
