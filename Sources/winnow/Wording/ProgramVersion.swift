import CBuild
import Engine

/// What `winnow --version` says: the version, the commit, and the libraries that the program runs with.
///
/// Nothing of it but `Tool.version` gets into a file or a key.
enum ProgramVersion {
  static let text = (["winnow \(Tool.version) (\(commit))"] + libraries).joined(separator: "\n")

  /// The commit, which `make` writes into the finished program.
  private static var commit: String {
    let stamp = String(cString: winnow_build_stamp())
    return stamp.isEmpty ? "commit not recorded" : "commit \(stamp)"
  }

  /// The system's libraries, each with its version.
  private static var libraries: [String] {
    var lines: [String] = []
    var version = [CChar](repeating: 0, count: 80)
    while let name = winnow_library(Int32(lines.count), &version, version.count) {
      let digits = String(decoding: version.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      lines.append("\(String(cString: name)) \(digits)")
    }
    return lines
  }
}
