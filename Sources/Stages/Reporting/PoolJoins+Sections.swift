import Columnar
import Engine
import Report

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
