import Foundation
import Storage

/// Files with bodies of requests that are too long for a configuration: pictures by the hundred, readable by their owner alone.
struct RequestBodies {
  /// The folder that they lie in.
  let folder: String

  private static let prefix = "winnow-request-"

  /// Writes a body.
  ///
  /// - Returns: The path of the new file.
  /// - Throws: `StorageError`.
  func add(_ body: [UInt8]) throws -> String {
    sweep()
    let path = "\(folder)/\(Self.prefix)\(getpid())-\(UUID().uuidString).json"
    try Files.writePrivately(body, to: path)
    return path
  }

  /// Removes what killed processes left.
  private func sweep() {
    for name in (try? Files.list(folder)) ?? [] where name.hasPrefix(Self.prefix) {
      guard let number = name.dropFirst(Self.prefix.utf8.count).split(separator: "-").first.flatMap({ Int32($0) }),
        number > 0, kill(number, 0) != 0, errno == ESRCH
      else { continue }
      try? Files.remove("\(folder)/\(name)")
    }
  }
}
