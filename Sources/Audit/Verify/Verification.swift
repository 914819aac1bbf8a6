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

  /// A chain digest that was asked for.
  package struct Chain: Sendable, Equatable {
    /// The digest, or its beginning.
    package let asked: String
    /// The sealed iteration that has it, nil if none has: it was removed, or this is another directory.
    package let iteration: Int?
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
  /// The chain digest that was asked for, nil if none was.
  package let chain: Chain?

  /// Whether everything that is there is as it was written.
  ///
  /// That nothing was removed behind the last iteration, or all of it written anew, no directory can show of itself: a chain
  /// digest that was kept elsewhere does, and a signature.
  package var isWhole: Bool { findings.isEmpty }
}
