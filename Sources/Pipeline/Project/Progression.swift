import Engine
import Foundation
import Report
import Stages
import Storage

/// How far a data directory has come: one row an iteration.
package struct Progression: Sendable {
  /// An iteration in the table.
  package struct Row: Sendable, Codable {
    package let iteration: Int
    /// `sealed`, `waiting` for people, or `open`.
    package let state: String
    /// Labels so far.
    package let labels: Int?
    package let macroF1: Double?
    package let rareF1: Double?
    /// Share of defects among the batch's labels.
    package let batchDefectShare: Double?
    /// All that was spent so far.
    package let cost: Double?
    /// The chain digest of a sealed iteration.
    package let chain: String?
    /// The path of the report of a sealed iteration.
    package let report: String?
    /// Files in the inbox of a sealed iteration that came too late for it; the next one takes them in.
    package fileprivate(set) var late: [String]

    enum CodingKeys: String, CodingKey {
      case iteration, state, labels, cost, chain, report, late
      case macroF1 = "macro_f1"
      case rareF1 = "rare_f1"
      case batchDefectShare = "batch_defect_share"
    }
  }

  /// The iterations in order.
  package let rows: [Row]
  /// Corrections that wait for the next iteration.
  package let corrections: [Correction]
  /// What amounts are in.
  package let currency: String

  /// Reads a data directory.
  ///
  /// - Throws: `StorageError`, `EngineError.damaged`, `QualityFileError`.
  package init(_ directory: DataDirectory) throws {
    var rows: [Row] = []
    var currency = "USD"
    var sealed: [Manifest] = []
    for number in try directory.iterations() {
      let iteration = Iteration(directory, number)
      guard let manifest = try iteration.manifest() else { continue }
      guard let seal = manifest.sealed else {
        let exported = manifest.record(StageName.export(1)) != nil
        rows.append(
          Row(
            iteration: number, state: exported ? "waiting" : "open", labels: nil, macroF1: nil, rareF1: nil,
            batchDefectShare: nil, cost: nil, chain: nil, report: nil, late: []))
        continue
      }
      let report = try QualityFile.read("\(iteration.path)/\(Catalogue.Report.quality.name)")
      currency = report.cost.currency
      rows.append(
        Row(
          iteration: number, state: "sealed", labels: report.labels.total, macroF1: report.model?.macroF1.value,
          rareF1: report.model?.rareF1?.value, batchDefectShare: report.batch?.defectShare,
          cost: report.cost.isPriced ? report.cost.total : nil,
          chain: seal.chain, report: "\(iteration.path)/\(Catalogue.Report.page.name)",
          late: []))
      sealed.append(manifest)
    }
    let waiting = try Amendments(directory, earlier: sealed)
    self.rows = rows.map { row in
      var row = row
      row.late = waiting.late.filter { $0.iteration == row.iteration }.map {
        "\(directory.inbox($0.iteration))/\($0.name)"
      }
      return row
    }
    corrections = waiting.corrections.map(\.correction)
    self.currency = currency
  }
}
