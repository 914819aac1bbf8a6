import Foundation
import JSON

/// Checks a value by a JSON Schema, as far as the schemas in `docs/` go.
///
/// A keyword that it does not know is a fault, so that none is passed over.
struct SchemaCheck {
  private let root: JSONObject

  /// Reads a schema.
  init(_ text: [UInt8]) throws {
    guard case .object(let root) = try JSONValue(text) else { throw CocoaError(.fileReadCorruptFile) }
    self.root = root
  }

  /// Holds a value against the schema.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - definition: The definition that it should fit; nil: the whole schema.
  /// - Returns: What is wrong, each with its path; empty if nothing is.
  func faults(_ value: JSONValue, as definition: String? = nil) -> [String] {
    let schema = definition.map { JSONObject(["$ref": .string("#/$defs/\($0)")]) } ?? root
    return faults(value, .object(schema), at: "")
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    guard case .object(let schema) = schema else { return ["\(path): no schema"] }
    return schema.members.flatMap { member in
      faults(value, member.key.text, member.value, of: schema, at: path)
    }
  }

  private func faults(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, of schema: JSONObject, at path: String
  ) -> [String] {
    func unless(_ holds: Bool?, _ says: String) -> [String] { holds == true ? [] : ["\(path): \(says)"] }
    switch (keyword, rule) {
    case ("$schema", _), ("$defs", _), ("title", _), ("description", _): return []
    case ("$ref", .string(let name)):
      guard case .object(let all)? = root["$defs"], let meant = all[String(name.dropFirst("#/$defs/".count))] else {
        return ["\(path): no definition \(name)"]
      }
      return faults(value, meant, at: path)
    case ("const", let wanted): return unless(value == wanted, "not \(wanted)")
    case ("type", .string(let name)): return unless(Self.has(value, type: name), "no \(name)")
    case ("oneOf", .array(let choices)), ("anyOf", .array(let choices)):
      let found = choices.map { faults(value, $0, at: path) }
      let fitting = found.count(where: \.isEmpty)
      return keyword == "oneOf"
        ? unless(fitting == 1, "fits \(fitting) of \(choices.count): \(found)")
        : unless(fitting > 0, "fits none: \(found)")
    case ("properties", .object(let properties)):
      guard case .object(let object) = value else { return [] }
      return properties.members.flatMap { member in
        object[member.key.text].map { faults($0, member.value, at: "\(path)/\(member.key.text)") } ?? []
      }
    case ("required", .array(let names)):
      guard case .object(let object) = value else { return [] }
      return names.compactMap(\.text).filter { object[$0] == nil }.map { "\(path): lacks \($0)" }
    case ("additionalProperties", .bool(false)):
      guard case .object(let object) = value, case .object(let known)? = schema["properties"] else { return [] }
      return object.keys.filter { known[$0] == nil }.map { "\(path): has \($0)" }
    case ("additionalProperties", .bool(true)): return []
    case ("items", let item):
      guard case .array(let values) = value else { return [] }
      return values.enumerated().flatMap { faults($0.element, item, at: "\(path)/\($0.offset)") }
    case ("minItems", .int(let least)):
      guard case .array(let values) = value else { return [] }
      return unless(values.count >= least, "fewer than \(least)")
    case ("minLength", .int(let least)):
      return unless(value.text.map { $0.unicodeScalars.count >= least } ?? true, "too short")
    case ("maxLength", .int(let most)):
      return unless(value.text.map { $0.unicodeScalars.count <= most } ?? true, "too long")
    case ("pattern", .string(let pattern)):
      guard let text = value.text else { return [] }
      return unless(text.range(of: pattern, options: .regularExpression) != nil, "does not fit \(pattern)")
    case ("minimum", let least):
      return unless(value.number.flatMap { number in least.number.map { number >= $0 } } ?? true, "too low")
    case ("maximum", let most):
      return unless(value.number.flatMap { number in most.number.map { number <= $0 } } ?? true, "too high")
    default: return ["\(path): the check does not know \(keyword)"]
    }
  }

  private static func has(_ value: JSONValue, type: String) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
      ("number", .double), ("number", .int), ("number", .uint), ("integer", .int), ("integer", .uint):
      true
    default: false
    }
  }
}
