import Foundation
import JSON

extension ProjectOptions {
  /// The data directory's path, which need not be there or whole; no spec is needed if `--data` names it.
  func dataRoot() throws -> String {
    if let data { return data }
    return try project().dataPath
  }

  /// How many threads to use.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}

/// Values as JSON on standard output.
enum JSONAnswer {
  /// The value with sorted keys, over several lines.
  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try CodedJSON.bytes(of: value, .pretty), as: UTF8.self)
  }

  /// The same with the names of its keys in snake_case.
  static func snakeCase(_ value: some Encodable) throws -> String {
    String(decoding: try CodedJSON.bytes(of: value, .pretty, keys: .snakeCase), as: UTF8.self)
  }
}
