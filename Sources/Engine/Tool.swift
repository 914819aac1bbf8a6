/// This program.
package enum Tool {
  /// The version, which enters the keys of stages that run a hook of our own.
  package static let version = "0.1.0"
}
