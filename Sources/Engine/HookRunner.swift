import CPlatform
import Foundation
import JSON
import Storage
import Subprocess
import Synchronization
import SystemPackage

/// Runs hooks under a supervisor process, which is this program in another role.
package struct HookRunner: Sendable {
  /// The running executable: the supervisor, and what `winnow` in a hook's arguments stands for.
  package let executable: String
  /// The data directory, of which hooks must leave everything as it is; nil looks after none.
  private let root: String?

  /// Makes a runner.
  package init(executable: String) {
    self.init(executable: executable, root: nil)
  }

  private init(executable: String, root: String?) {
    self.executable = executable
    self.root = root
  }

  /// The same runner, which sees to it that what a data directory has on record is left alone.
  func lookingAfter(_ directory: DataDirectory) -> HookRunner {
    HookRunner(executable: executable, root: directory.root)
  }

  /// The name of the hidden subcommand that supervises.
  package static let supervisorCommand = "supervise-hook"

  /// The environment variable with the path of the request, which no other run has.
  package static let requestVariable = "WINNOW_REQUEST"

  /// One run of a hook.
  package struct Job: Sendable {
    /// The stage, for errors.
    package let stage: String
    package let hook: HookCommand
    /// The text of the request file.
    package let request: [UInt8]
    /// A new folder: the request and the supervisor's word are put there, and the empty working directory below it.
    package let scratch: String
    /// Where the hook's output is logged, bounded.
    package let log: String
    /// Files that must be there afterwards.
    package let outputs: [String]
    /// Files that may be there afterwards.
    package let optional: [String]
    /// Folders, already there, that it fills with files of its own.
    package let trees: [String]
    /// Files and folders that it reads and must leave as they are.
    package let inputs: [String]

    /// Makes a job.
    package init(
      stage: String, hook: HookCommand, request: [UInt8], scratch: String, log: String, outputs: [String],
      optional: [String] = [], trees: [String] = [], inputs: [String] = []
    ) {
      self.stage = stage
      self.hook = hook
      self.request = request
      self.scratch = scratch
      self.log = log
      self.outputs = outputs
      self.optional = optional
      self.trees = trees
      self.inputs = inputs
    }
  }

  /// Runs a hook to its end.
  ///
  /// - Parameters:
  ///   - job: What to run.
  ///   - moved: Told of each line `winnow: progress FRACTION NOTE` of the hook.
  /// - Throws: `EngineError.hook` if it cannot be started, fails, overruns its time or does not write its outputs;
  ///   `CancellationError` if the task was cancelled, the hook being ended then; `StorageError`.
  package func run(_ job: Job, moved: @escaping @Sendable (Double, String) -> Void) async throws {
    let work = "\(job.scratch)/work"
    try Files.createDirectory(work)
    let request = "\(job.scratch)/\(StoreName.request)"
    try Files.writeAtomically(job.request, to: request)
    let outcomePath = "\(job.scratch)/\(StoreName.outcome)"
    let arguments = try job.hook.resolved(executable: executable)
    let collector = HookOutput(moved: moved)
    let sandbox = try HookSandbox(job)
    let keepsake = try root.map { try HookKeepsake(root: $0) }

    // Told to end, the supervisor ends the hook within a second and says so.
    var platform = PlatformOptions()
    platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(3))]
    _ = try await Subprocess.run(
      .path(FilePath(executable)),
      arguments: Arguments(
        [
          Self.supervisorCommand, "--directory", work, "--timeout", String(job.hook.timeout), "--outcome", outcomePath,
          "--",
        ] + arguments),
      environment: .custom(environment(job.hook, request: request, work: work)),
      platformOptions: platform, input: .inputWriter, output: .sequence, error: .combinedWithOutput
    ) { execution in
      // The supervisor's standard input is its lifeline: it stays open, and unwritten, for as long as we live.
      for try await chunk in execution.standardOutput {
        chunk.withUnsafeBytes { collector.append($0) }
      }
      try await execution.standardInputWriter.finish()
    }
    try Task.checkCancellation()
    collector.end()
    let (text, tail) = collector.text
    // A disk that the hook filled is the hook's failure, not the log's.
    let logged = Result { try Files.writeAtomically(text, to: job.log) }
    let log = (try? logged.get()) == nil ? nil : job.log

    func failure(_ failure: EngineError.HookFailure) -> EngineError {
      .hook(
        stage: job.stage, program: job.hook.arguments.joined(separator: " "), failure, log: log, tail: tail)
    }
    guard let bytes = try? Files.read(outcomePath, limit: 4096),
      let outcome = try? CodedJSON.read(SupervisedOutcome.self, from: bytes)
    else {
      // Who killed the supervisor ends with it, but not what it has started: of that nobody is the parent any more.
      winnow_end_marked("\(Self.requestVariable)=\(request)")
      // Its word may lie in a folder that the hook has moved away.
      if case .folderReplaced(let folder)? = try? sandbox.failure() { throw failure(.folderReplaced(folder)) }
      throw failure(.supervisorLost)
    }
    // Worse than whatever it came to.
    if let path = keepsake?.changed(), sandbox.isNoInput(path) { throw failure(.recordChanged(path)) }
    switch outcome.ending {
    case .exited where outcome.code == 0: break
    case .exited: throw failure(.exited(code: outcome.code))
    case .signalled: throw failure(.signalled(outcome.code))
    case .timedOut: throw failure(.timedOut(seconds: job.hook.timeout))
    case .notStarted: throw failure(.notStarted(errno: outcome.code))
    case .cancelled:
      // Ctrl-C reaches the supervisor as soon as us; if it was meant for us, we hear of it about now.
      try await Task.sleep(for: .milliseconds(50))
      throw failure(.ended)
    }
    if let found = try sandbox.failure() { throw failure(found) }
    try logged.get()
  }

  private func environment(_ hook: HookCommand, request: String, work: String) -> [Environment.Key: String] {
    let ours = ProcessInfo.processInfo.environment
    var result: [Environment.Key: String] = [
      .init(stringLiteral: Self.requestVariable): request, "LANG": "C.UTF-8", "TZ": "UTC", "HOME": work, "TMPDIR": work,
      "PATH": ours["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    ]
    for name in hook.environment + ["WINNOW_KERNEL"] {
      if let value = ours[name], let key = Environment.Key(rawValue: name) { result[key] = value }
    }
    return result
  }
}

/// How a supervised hook ended, as the supervisor reports it to the engine.
package struct SupervisedOutcome: Codable, Sendable {
  package enum Ending: String, Codable, Sendable {
    case exited, signalled, cancelled
    case timedOut = "timed_out"
    case notStarted = "not_started"
  }
  /// How it ended.
  package let ending: Ending
  /// Exit code, signal or errno.
  package let code: Int32

  /// Makes an outcome.
  package init(ending: Ending, code: Int32) {
    self.ending = ending
    self.code = code
  }
}
