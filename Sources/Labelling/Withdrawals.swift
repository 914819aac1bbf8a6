import Texts

/// Which answers were withdrawn: a later full export lacks them.
///
/// Several files of one folder that were taken at one time are one export. An answer is withdrawn if such an export of its
/// project, taken after the file that the answer stands in (or, where nobody says when that was, after the answer's last
/// change), does not have it.
struct Withdrawals {
  private struct Source: Hashable {
    let platform: Platform
    let folder: ExactText
    let project: ExactText
  }

  private struct Export {
    let takenAt: Int64
    var ids: Set<ExactText>
  }

  private var exports: [Source: [Export]] = [:]
  private let takenAt: [ExactText: Int64]

  /// - Parameters:
  ///   - files: All files that came back.
  ///   - facts: What is declared of them.
  init(_ files: [ReturnedFile], facts: [ExportFact]) {
    takenAt = Dictionary(facts.map { (ExactText($0.file), $0.takenAt) }, uniquingKeysWith: max)
    let full = Set(facts.filter(\.full).map { ExactText($0.file) })
    for file in files {
      guard full.contains(ExactText(file.name)), let taken = takenAt[ExactText(file.name)],
        case .answers(let rows, let projects) = file.content
      else { continue }
      let ids = Dictionary(grouping: rows) { ExactText($0.project ?? "") }
      for platform in [Platform.labelStudio, .argilla] {
        for project in projects {
          let source = Source(
            platform: platform, folder: ExactText(ReturnedRow.folder(of: file.name)), project: ExactText(project))
          let own = Set(
            (ids[ExactText(project)] ?? []).filter { $0.platform == platform }.map { ExactText($0.platformID) })
          if let known = exports[source, default: []].firstIndex(where: { $0.takenAt == taken }) {
            exports[source]?[known].ids.formUnion(own)
          } else {
            exports[source, default: []].append(Export(takenAt: taken, ids: own))
          }
        }
      }
    }
  }

  /// Whether nothing is known to be full, so that nothing was withdrawn.
  var isEmpty: Bool { exports.isEmpty }

  /// Whether a row was withdrawn since.
  func contains(_ row: ReturnedRow) -> Bool {
    guard row.platform.hasAccounts, let project = row.project else { return false }
    let source = Source(platform: row.platform, folder: ExactText(row.folder), project: ExactText(project))
    guard let exports = exports[source], let seen = takenAt[ExactText(row.file)] ?? row.updatedAt else { return false }
    return exports.contains { $0.takenAt > seen && !$0.ids.contains(ExactText(row.platformID)) }
  }
}
