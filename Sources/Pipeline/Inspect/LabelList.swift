import Engine
import Labelling
import Stages
import Storage
import Texts

/// What people have come to so far: every picture that is labelled, once.
package struct LabelList {
  /// A picture and its label.
  package struct Row: Sendable, Encodable {
    /// The name under which it was last labelled.
    package let image: String
    package let label: String
    /// How much it counts in training, from 0 to 1.
    package let weight: Double
    /// How it was decided: `unanimous`, `majority`, `senior`, `correction` and so on.
    package let decidedBy: String
    package let iteration: Int
    /// SHA-256 of its bytes in hexadecimal digits; empty where no table has it.
    package let sha256: String
  }

  /// By name.
  package let rows: [Row]
  /// Pictures that were asked about and have no label: people could not tell, or did not agree.
  package let undecided: Int

  /// Reads the labels of a data directory, corrections and late answers that an iteration has taken in among them.
  ///
  /// - Parameter directory: The data directory.
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`.
  package init(_ directory: DataDirectory) throws {
    let manifests = try directory.iterations().compactMap { try Iteration(directory, $0).manifest() }
    let pictures = LabelledPicture.all(try LabelDecisions(directory, manifests).decisions)
    rows = pictures.compactMap { picture in
      guard let decision = picture.decision, let label = decision.label else { return nil }
      return Row(
        image: picture.names.first ?? decision.imageID, label: label, weight: decision.weight,
        decidedBy: decision.decidedBy, iteration: decision.iteration, sha256: picture.digest?.hex ?? "")
    }
    undecided = pictures.count - rows.count
  }

  /// The labels as CSV: `image,label,weight,decided_by,iteration,sha256`.
  package var csv: [UInt8] {
    CSVTable.encode(
      header: ["image", "label", "weight", "decided_by", "iteration", "sha256"],
      rows: rows.map { [$0.image, $0.label, $0.weight.decimal(3), $0.decidedBy, String($0.iteration), $0.sha256] })
  }
}
