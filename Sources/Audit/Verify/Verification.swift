/// What verifying a data directory came to.
package struct Verification: Sendable, Equatable {
  /// How an iteration stands.
  package struct Standing: Sendable, Equatable {
    /// Its number.
    package let iteration: Int
    /// Whether it is closed by a seal.
    package let sealed: Bool
    /// Its chain digest, nil as long as it is open or where the manifest cannot be believed.
    package let chain: String?
    /// The stages of which a file is damaged, in their order.
    package let damaged: [String]
    /// The stages that were made from something damaged, directly or not, in their order.
    package let affected: [String]
    /// Whether nothing of it, and nothing that it was made from, is damaged.
    package let stands: Bool
  }

  /// The pipeline's name, nil if `store.json` does not say.
  package let pipeline: String?
  /// The iterations in order.
  package let iterations: [Standing]
  /// The damage, by path.
  package let findings: [Finding]
  /// What is worth knowing beside it, by path.
  package let remarks: [Remark]
  /// How many files were checked.
  package let files: Int
  /// How many bytes they have.
  package let bytes: Int
  /// Files that no digest covers: `logs/`.
  package let uncovered: Int

  /// Whether everything is as it was written.
  package var isWhole: Bool { findings.isEmpty }
}
