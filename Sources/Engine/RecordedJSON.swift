import JSON
import Storage

/// Files of the data directory that hold one value as JSON.
package enum RecordedJSON {
  /// Reads a value.
  ///
  /// - Parameters:
  ///   - type: What the file holds.
  ///   - path: The file.
  ///   - limit: How many bytes may be read.
  ///   - snakeCase: Whether its keys are written in snake_case and the value's are not.
  /// - Returns: The value.
  /// - Throws: `EngineError.damaged` if it is no such value; `StorageError`.
  package static func read<Value: Decodable>(
    _ type: Value.Type, from path: String, limit: Int, snakeCase: Bool = false
  ) throws -> Value {
    let bytes = try Files.read(path, limit: limit)
    guard let value = try? CodedJSON.read(type, from: bytes, keys: snakeCase ? .snakeCase : .asNamed) else {
      throw EngineError.damaged(path: path, .unreadable)
    }
    return value
  }
}
