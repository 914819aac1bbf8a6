import JSON

/// Caps on what is read from a file of answers.
package struct LabellingLimits: Equatable, Sendable {
  /// Size of a file in bytes.
  package var fileBytes = 512 << 20
  /// Nesting of arrays and objects.
  package var depth = 64
  /// JSON values in one task with all its annotations.
  package var values = 1_000_000
  /// Fields in one CSV line.
  package var columns = 1_000
  /// Rows in one file.
  package var rows = 1_000_000
  /// Bytes of an id, a label, a confidence or a name; a row with a longer one is malformed.
  package var text = 1_024
  /// Bytes of a row's own text kept with it; a longer row is replaced by a note of its place in the file.
  package var raw = 65_536

  /// The defaults.
  package init() {}

  /// The caps on a text of JSON.
  var json: JSONLimits {
    var limits = JSONLimits(bytes: fileBytes, depth: depth, values: values)
    limits.takesNotFinite = true
    return limits
  }
}
