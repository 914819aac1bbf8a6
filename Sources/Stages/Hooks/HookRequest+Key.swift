import Engine
import JSON

extension HookRequest {
  /// Fields that no output may depend on.
  private static let leftOut: Set<String> = ["threads", "checkpoint"]
  /// The fields that hold paths of files to read.
  private static let inputs = "inputs"
  /// The fields that hold paths of files to write.
  private static let outputs = "outputs"

  /// All of the request that enters a key: each field of its text but `threads` and `checkpoint`, and of what is to be written
  /// that it is asked for.
  ///
  /// What is taken is what the hook will read, so that no field can be seen by the one and not by the other.
  ///
  /// - Parameter content: The digest of what lies at a path to read, or what stands for it.
  /// - Returns: Names and values in no order that matters: `action`, `parameters.dimensions`, `inputs.images`.
  /// - Throws: What `content` throws; an error of the coder if the request cannot be written.
  package func keyComponents(content: (String) throws -> String) throws -> [NamedValue] {
    guard case .object(let fields) = try JSONValue(encoded()) else { return [] }
    return try fields.members.filter { !Self.leftOut.contains($0.key.text) }.flatMap { member in
      let (name, value) = (member.key.text, member.value)
      guard case .object(let inner) = value else { return [NamedValue(name, Self.text(value))] }
      return try inner.members.map { member in
        let (whole, value) = ("\(name).\(member.key.text)", member.value)
        switch name {
        case Self.inputs: return NamedValue(whole, try Self.paths(value).map(content).joined(separator: "\n"))
        case Self.outputs: return NamedValue(whole, "asked for")
        default: return NamedValue(whole, Self.text(value))
        }
      }
    }
  }

  /// The path or paths that a field of the inputs holds.
  private static func paths(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let path): [path]
    case .array(let values): values.flatMap(paths)
    default: []
    }
  }

  /// A value as one text: a string as it is, so that it reads well where a change is shown, anything else as JSON.
  private static func text(_ value: JSONValue) -> String {
    if case .string(let text) = value { return text }
    return JSONForm.compact.text(value)
  }
}
