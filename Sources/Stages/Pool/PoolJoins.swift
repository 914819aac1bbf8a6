import Columnar
import Engine
import Texts

/// How the files of the spec fit the images of an iteration, as the pool stage keeps it.
package enum PoolJoins {
  /// Both tables as inputs of a stage; none in an iteration of a former version.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    [Catalogue.Pool.joins, Catalogue.Pool.vanished].compactMap { artifact in
      scope.manifest.output(artifact).map { NamedValue(artifact.name, $0.contentSHA256) }
    }
  }

  /// Writes both tables, and says what the counts are.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  static func write(_ joins: [FileJoin], _ vanished: [PoolRoles.Vanished], _ context: StageContext) throws {
    for join in joins { context.remark(join.sentence) }
    let sorted = joins.sortedByBytes(of: \.purpose)
    func counts(_ value: (FileJoin) -> Int) -> Column { .int64s(sorted.map { Int64(value($0)) }) }
    try context.write(
      Table(
        schema: Tables.joins,
        columns: [
          .strings(sorted.map(\.purpose)), counts(\.rows), counts(\.images), counts(\.matched), counts(\.absent),
          counts(\.unmatched), .optionalInt64s(sorted.map { $0.first.map { Int64($0.line) } }),
          .optionalStrings(sorted.map { $0.first?.image }), .optionalStrings(sorted.map { $0.diagnosis?.explanation }),
          .optionalInt64s(sorted.map { $0.ungrouped.map(Int64.init) }),
        ]), to: Catalogue.Pool.joins)
    guard !vanished.isEmpty else { return }
    for (set, images) in Dictionary(grouping: vanished, by: \.set).sorted(by: { $0.key < $1.key }) {
      let shown = images.prefix(5).map { "'\($0.image)' (\($0.reason.rawValue))" }.joined(separator: ", ")
      context.remark(
        "\(set): \(images.count == 1 ? "1 image is" : "\(images.count) images are") not in the pool any more: \(shown)"
          + (images.count > 5 ? " …" : ""))
    }
    try context.write(
      Table(
        schema: Tables.vanished,
        columns: [
          .strings(vanished.map(\.image)), .strings(vanished.map(\.set)),
          .strings(vanished.map(\.reason.rawValue)),
        ]), to: Catalogue.Pool.vanished)
  }
}
