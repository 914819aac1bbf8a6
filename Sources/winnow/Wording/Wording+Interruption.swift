import Foundation
import Texts

extension Wording {
  /// The message when a signal ends the program.
  ///
  /// - Parameters:
  ///   - signal: SIGINT, SIGTERM or SIGHUP.
  ///   - activity: What was being done, if it is a run.
  ///   - arguments: The command line with the program's name.
  /// - Returns: Two lines.
  static func interruption(_ signal: Int32, activity: String?, arguments: [String]) -> String {
    let name =
      switch signal {
      case SIGINT: "interrupted"
      case SIGTERM: "told to end (SIGTERM)"
      default: "the terminal is gone (SIGHUP)"
      }
    let command = arguments.map(shellWord).joined(separator: " ")
    if let activity {
      return "winnow: \(name) in \(activity); everything that was finished is kept\nto go on: \(command)"
    }
    return "winnow: \(name); no file is half-written\nto begin again: \(command)"
  }

  /// A word as a shell takes it.
  private static func shellWord(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || "-_./=:,@%+".utf8.contains(byte)
    }
    if plain, !word.isEmpty { return word.printable }
    return "'" + word.printable.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
