/// The hooks of a spec that no file holds, with what they lack.
package struct HookCheckError: Error, Sendable, Equatable {
  package let faults: [HookCheck.Fault]

  /// Makes an error.
  package init(faults: [HookCheck.Fault]) {
    self.faults = faults
  }
}
