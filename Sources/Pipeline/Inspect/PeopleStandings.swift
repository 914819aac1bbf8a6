import Report
import Stages
import Storage

/// Where everybody stands, as the latest report has it.
package struct PeopleStandings: Sendable, Encodable {
  /// The iteration of the report.
  package let iteration: Int
  package let people: [AnnotatorSection]
  /// Nil without a calibration set.
  package let judgement: JudgementSection?

  /// Reads the report of an iteration.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - number: The iteration.
  ///   - orBefore: Whether the last one before it that has a report will do.
  /// - Throws: `PeopleReplayError.noReport`; `QualityFileError`, `StorageError`.
  package init(_ directory: DataDirectory, _ number: Int, orBefore: Bool) throws {
    for iteration in stride(from: number, through: orBefore ? 0 : number, by: -1) {
      let path = "\(directory.iteration(iteration))/\(Catalogue.Report.quality.stage)/\(Catalogue.Report.quality.file)"
      guard Files.exists(path) else { continue }
      let report = try QualityFile.read(path)
      self.iteration = iteration
      people = report.annotators
      judgement = report.judgement
      return
    }
    throw PeopleReplayError.noReport(iteration: number, orBefore: orBefore)
  }
}
