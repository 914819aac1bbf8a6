import CPlatform
import Foundation
import Storage
import Synchronization

/// What happens on Ctrl-C, SIGTERM and SIGHUP: a message, the hook ended, exit code 128 + signal, within two seconds.
///
/// A thread waits for the signals. Since a run may be ended at any instant without
/// losing what it had finished, nothing has to be undone: the command's task is cancelled, so that a hook and its
/// descendants are ended, and the process ends when no child is left. A second signal ends it at once; the supervisor
/// of a hook notices. A signal that is ignored, as under `nohup`, stays so.
final class Interruption: Sendable {
  /// The process has one.
  static let current = Interruption()

  /// How long children are given, of the two seconds that a person is kept waiting at most.
  private static let patience = Duration.milliseconds(1700)
  /// How long a command without children is given to leave by itself.
  private static let courtesy = Duration.milliseconds(150)

  private struct State {
    var activity: String?
    var temporary: String?
    var command: Task<Void, any Error>?
    var isUnderWay = false
    var hasEnded = false
  }
  private let state = Mutex(State())

  /// Tells what is going on, for the message.
  func doing(_ activity: String) {
    state.withLock { $0.activity = activity }
  }

  /// Names a folder that is to go with the process.
  func temporary(_ folder: String) {
    state.withLock { $0.temporary = folder }
  }

  /// Begins to wait for signals.
  func watch() {
    let signals = winnow_watch_interruptions()
    guard signals >= 0 else { return }
    Thread.detachNewThread { [self] in
      var signal: UInt8 = 0
      while read(signals, &signal, 1) != 1 {}
      end(by: Int32(signal))
    }
  }

  /// Runs the command so that it can be cancelled; does not return once a signal came.
  ///
  /// - Throws: What the command throws.
  func running(_ body: @escaping @MainActor () async throws -> Void) async throws {
    let task = Task { @MainActor in try await body() }
    state.withLock { $0.command = task }
    let result = await task.result
    if state.withLock({ state in
      state.hasEnded = true
      return state.isUnderWay
    }) {
      // The other thread ends the process.
      while true { pause() }
    }
    try result.get()
  }

  private func end(by signal: Int32) {
    let (activity, temporary, command) = state.withLock { state in
      state.isUnderWay = true
      return (state.activity, state.temporary, state.command)
    }
    if Console.isTerminal { Console.write("\r\u{1B}[2K", to: .standardError) }
    Console.note(Wording.interruption(signal, activity: activity, arguments: CommandLine.arguments))
    command?.cancel()
    let start = ContinuousClock.now
    var aloneSince = start
    while ContinuousClock.now - start < Self.patience {
      if Self.hasChildren {
        aloneSince = .now
      } else if state.withLock({ $0.hasEnded }) || ContinuousClock.now - aloneSince > Self.courtesy {
        break
      }
      usleep(5000)
    }
    // The command may still be writing there.
    for _ in 0..<3 where temporary.map(Files.exists) ?? false { try? Files.remove(temporary ?? "") }
    _exit(128 + signal)
  }

  private static var hasChildren: Bool {
    var info = siginfo_t()
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0
  }
}
