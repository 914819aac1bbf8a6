import Foundation
import JSON
import Storage
import Texts

/// `runs.jsonl`: times, machine, outcomes — everything that differs from run to run.
///
/// Each line carries a digest chained to the line before it, so that a line that was changed or taken out is noticed.
package enum RunLog {
  /// One line.
  package struct Line: Codable, Sendable, Equatable {
    /// ISO 8601, UTC.
    package let time: String
    package let host: String
    package let tool: String
    /// A stage's name, or the event `sealed`, or `acceptance-1` where the acceptance set was opened.
    package let event: String
    package let seconds: Double?
    package let threads: Int
    /// `begun`, `done`, `interrupted`, or what went wrong: the error's code (`hook.timed_out`), `failed` if it has none.
    package let outcome: String
    /// The logs that hooks of this stage left in `logs/`, by name; nil without any.
    package var logs: [LogFile]?
  }

  /// A file in `logs/` as it was when its stage ended.
  package struct LogFile: Codable, Sendable, Equatable {
    package let name: String
    package let sha256: String
  }

  /// A line as it is written, with its digest.
  struct Chained: Codable {
    let line: Line
    let chain: String
  }

  /// The logs that hooks of a stage have left in a folder: `train.log`, `embed-fit.log`, `embed-1.log`.
  ///
  /// - Throws: `StorageError`.
  static func logs(of stage: String, in folder: String) throws -> [LogFile] {
    guard Files.isDirectory(folder) else { return [] }
    return try Files.list(folder).filter { name in
      name.hasSuffix(".log") && (name == "\(stage).log" || name.hasPrefix("\(stage)-"))
    }.map { LogFile(name: $0, sha256: try Files.digest(of: "\(folder)/\($0)").digest.hex) }
  }

  /// Adds a line to the log of an iteration.
  ///
  /// - Throws: `StorageError`.
  package static func append(
    _ event: String, seconds: Double?, threads: Int, outcome: String, logs: [LogFile] = [], to path: String
  ) throws {
    let line = Line(
      time: Timestamp.text(Timestamp.now(), digits: 3), host: ProcessInfo.processInfo.hostName,
      tool: Tool.version, event: event, seconds: seconds, threads: threads, outcome: outcome,
      logs: logs.isEmpty ? nil : logs)
    var text = Files.exists(path) ? try Files.read(path, limit: 256 << 20) : []
    let last = text.split(separator: 0x0A).last.flatMap {
      try? CodedJSON.read(Chained.self, from: Array($0))
    }
    var builder = DigestBuilder()
    builder.update(last?.chain ?? "")
    builder.update(try CodedJSON.bytes(of: line, .compact))
    text += try CodedJSON.bytes(of: Chained(line: line, chain: builder.finalize().hex), .compact) + [0x0A]
    try Files.writeAtomically(text, to: path)
  }
}
