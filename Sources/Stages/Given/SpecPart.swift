import Spec

/// A part of the spec that a stage is given.
///
/// A stage lists its parts and gets a spec that holds nothing else: every other field has the value that it has in a spec which
/// declares nothing. Which of them enter its key, and how, is said where a field is declared; a test compares the two.
package struct SpecPart: Sendable {
  /// Puts the part into a stage's spec.
  let copy: @Sendable (PipelineSpec, inout PipelineSpec) -> Void

  /// A field or a section as it is.
  static func part<Value>(_ path: WritableKeyPath<PipelineSpec, Value> & Sendable) -> SpecPart {
    SpecPart { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// The whole spec.
  static let everything = SpecPart { $1 = $0 }
}
