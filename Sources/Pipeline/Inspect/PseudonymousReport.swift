import Labelling
import Report
import Stages
import Storage
import Texts

/// A report in which nobody is called by name, and the names, apart from it.
package struct PseudonymousReport: Sendable {
  /// The page, without pictures.
  package let page: [UInt8]
  /// `pseudonym,annotator`, as CSV.
  package let names: [UInt8]

  /// Makes the page again from the figures of an iteration's report.
  ///
  /// People are numbered in the order of a digest of their names, which says nothing of them and is the same in every iteration as
  /// long as nobody joins.
  ///
  /// - Parameter quality: The file `quality.json`.
  /// - Throws: `QualityFileError`, `StorageError`.
  package init(quality: String) throws {
    let report = try QualityFile.read(quality)
    let order = report.annotators.map(\.id).map {
      (id: $0, digest: Digest(of: Array("\(report.pipeline)\n\($0)".utf8)))
    }.sorted { $0.digest < $1.digest }
    let pseudonyms = order.enumerated().map { (id: $0.element.id, name: "person \($0.offset + 1)") }
    let names = Dictionary(pseudonyms.map { (ExactText($0.id), $0.name) }, uniquingKeysWith: { first, _ in first })
    page = Array(ReportPage.html(report.renamed(names), contactSheet: []).utf8)
    self.names = CSVTable.encode(header: ["pseudonym", "annotator"], rows: pseudonyms.map { [$0.name, $0.id] })
  }
}
