import Foundation

/// Where the folders of the tests are; all of them go when the process ends, or is gone when the next one begins.
enum TestFolders {
  private static let prefix = "winnow-pipeline-"

  private static let root: String = {
    let temporary = FileManager.default.temporaryDirectory.path
    for name in (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? [] where name.hasPrefix(prefix) {
      guard let process = Int32(name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: "\(temporary)/\(name)")
    }
    let path = "\(temporary)/\(prefix)\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { TestFolders.clear() }
    return path
  }()

  private static func clear() { try? FileManager.default.removeItem(atPath: root) }

  /// A path at which nothing is.
  static func new() -> String { "\(root)/\(UUID().uuidString)" }

  /// A folder without anything in it.
  static func empty() throws -> String {
    let path = new()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// What runs hooks in the place of the program itself: `supervise-hook --directory D --timeout T --outcome O -- PROGRAM…`.
  static let supervisor: String = {
    let path = "\(root)/supervisor"
    let script = """
      #!/bin/sh
      directory=$3 outcome=$7
      shift 8
      cd "$directory" && "$@"
      printf '{"code":%d,"ending":"exited"}' $? > "$outcome"

      """
    _ = FileManager.default.createFile(
      atPath: path, contents: Data(script.utf8), attributes: [.posixPermissions: 0o755])
    return path
  }()
}
