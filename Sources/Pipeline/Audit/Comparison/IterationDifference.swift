import Audit
import Engine

/// What differs between two iterations, of one data directory or of two.
package struct IterationDifference: Sendable, Encodable {
  /// One of the two.
  package struct Side: Sendable, Encodable {
    /// The data directory's path.
    package let directory: String
    package let iteration: Int
    /// The chain digest; nil as long as it is open.
    package let chain: String?
    /// The version of Winnow that wrote it.
    package let tool: String
    /// The version of libzstd that wrote it.
    package let libzstd: String
  }

  /// A value by name that differs; nil where there is none.
  package struct Change: Sendable, Codable {
    package let name: String
    package let old: String?
    package let new: String?
  }

  /// A file of a stage.
  package struct File: Sendable, Encodable {
    package enum State: String, Sendable, Encodable {
      case same, changed, added, removed
    }

    /// Its path below the stage's folder, or below the data directory if all iterations share it.
    package let path: String
    package let state: State
    /// The rows of a table, before and now.
    package let oldRows: Int?
    package let newRows: Int?
    /// Row by row, for tables of which both are there and whose content differs.
    package let table: TableComparison?
  }

  /// A stage.
  package struct Stage: Sendable, Encodable {
    package enum State: String, Sendable, Encodable {
      /// The same key and the same content.
      case same
      /// Another key and the same content.
      case sameOutputs = "same_outputs"
      case changed, added, removed
    }

    package let name: String
    package let state: State
    /// What of its key differs: parameters, inputs, hook, versions; not the iteration's number.
    package let changes: [Change]
    package let files: [File]
  }

  /// A figure of the quality reports, side by side.
  package struct Figure: Sendable, Encodable {
    package let name: String
    package let old: Double?
    package let new: Double?
    /// How many decimals say enough.
    package let places: Int
  }

  /// A class, side by side.
  package struct ClassFigures: Sendable, Encodable {
    package let name: String
    /// Labels so far.
    package let oldLabels: Int?
    package let newLabels: Int?
    package let oldF1: Double?
    package let newF1: Double?
  }

  /// An annotator, side by side.
  package struct AnnotatorFigures: Sendable, Encodable {
    package let id: String
    /// Votes so far.
    package let oldVotes: Int?
    package let newVotes: Int?
    /// Agreement on calibration images so far.
    package let oldAgreement: Double?
    package let newAgreement: Double?
  }

  package let old: Side
  package let new: Side
  /// The fields of the resolved spec that differ.
  package let spec: [Change]
  /// Those that only say where things are, which no digest depends on.
  package let locations: [Change]
  package let stages: [Stage]
  /// How the pools differ, by name and by bytes; nil where one of them lists none, or the same.
  package let images: PoolDifference?
  package let labels: LabelDifference
  /// What came into each of the two after the seals of earlier ones; nil without any.
  package let oldAmended: AmendedPart?
  package let newAmended: AmendedPart?
  /// Why batches of each that were out were chosen again.
  package let oldReselected: [String]
  package let newReselected: [String]
  /// The orders by which something of each was erased.
  package let oldErased: [String]
  package let newErased: [String]
  /// Nil unless both have chosen a batch.
  package let batch: BatchDifference?
  /// Empty unless both have a report.
  package let figures: [Figure]
  package let classes: [ClassFigures]
  package let annotators: [AnnotatorFigures]

  /// Whether nothing differs but where things are.
  package var isSame: Bool {
    spec.isEmpty && stages.allSatisfy { $0.state == .same } && old.iteration == new.iteration
  }
}

extension RecordedIteration {
  /// What it is called in a comparison.
  var side: IterationDifference.Side {
    .init(
      directory: directory.root, iteration: number, chain: manifest.sealed?.chain, tool: manifest.tool,
      libzstd: manifest.libzstd)
  }
}
