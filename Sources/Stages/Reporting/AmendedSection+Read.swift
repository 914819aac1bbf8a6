import Columnar
import Engine
import Report
import Texts

extension AmendedSection {
  /// Reads what an iteration took in after the seals of earlier ones.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func read(_ scope: IterationScope) throws -> AmendedSection {
    var late: [Int32: Int] = [:]
    for artifact in [Catalogue.Amend.annotations, Catalogue.Amend.calibration] {
      for origin in try scope.table(artifact).int32s("late_from") { late[origin, default: 0] += 1 }
    }
    let reader = try TableReader(path: scope.path(Catalogue.Amend.labels))
    let table = try reader.read(as: Tables.amendedLabels.stored(in: reader))
    let now = try table.optionalStrings("label")
    let before = try table.optionalStrings("superseded_label")
    let authors = try table.optionalStrings("author")
    return AmendedSection(
      late: late.sorted { $0.key < $1.key }.map { CountSection(name: "iteration \($0.key)", count: $0.value) },
      corrected: authors.count { $0 != nil }, changed: now.indices.count { now[$0]?.exact != before[$0]?.exact })
  }
}
