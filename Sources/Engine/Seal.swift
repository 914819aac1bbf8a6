/// What closes an iteration.
package struct Seal: Codable, Sendable, Equatable {
  /// Over file bytes and the previous seal: it finds damage.
  package let seal: String
  /// Over content and the previous chain digest: it proves sameness between machines.
  package let chain: String

  /// Makes a seal.
  package init(seal: String, chain: String) {
    self.seal = seal
    self.chain = chain
  }
}
