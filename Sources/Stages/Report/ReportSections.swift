import Columnar
import Engine
import Report
import Texts

extension PoolJoins {
  /// What a report says of the files that do not fit the pool; nothing of an iteration of a former version.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func sections(_ scope: IterationScope) throws -> [JoinSection] {
    guard scope.manifest.output(Catalogue.Pool.joins) != nil else { return [] }
    let table = try scope.table(Catalogue.Pool.joins)
    func counts(_ column: String) throws -> [Int] { try table.int64s(column).map(Int.init) }
    let files = try table.strings("purpose").strings
    let (rows, images, matched) = try (counts("rows"), counts("images"), counts("matched"))
    let (absent, unmatched) = try (counts("absent"), counts("unmatched"))
    let lines = try table.optionalInt64s("first_line").map { $0.map(Int.init) }
    let first = try table.optionalStrings("first_image")
    let causes = try table.optionalStrings("cause")
    let ungrouped = try table.optionalInt64s("ungrouped").map { $0.map(Int.init) }
    return files.indices.map { row in
      JoinSection(
        file: files[row], rows: rows[row], matched: matched[row], absent: absent[row], unmatched: unmatched[row],
        line: lines[row], image: first[row], cause: causes[row],
        without: files[row] == FileJoin.metadata ? images[row] - matched[row] : nil, ungrouped: ungrouped[row])
    }.filter { $0.unmatched > 0 || $0.absent > 0 || ($0.without ?? 0) > 0 || ($0.ungrouped ?? 0) > 0 }
  }
}

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
