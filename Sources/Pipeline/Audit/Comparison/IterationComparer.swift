import Audit
import Columnar
import Engine
import Report
import Spec
import Stages
import Storage

/// Compares two iterations: spec, stages, tables, labels, batch and figures.
package struct IterationComparer: Sendable {
  private let old: RecordedIteration
  private let new: RecordedIteration
  private let tolerances: [String: Double]
  private let sample: (table: String, rows: Int)?

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - old: The iteration to begin with.
  ///   - new: The iteration that it is compared with.
  ///   - tolerances: By column, how far apart numbers may be and still count as equal.
  ///   - sample: A table, as `stage/file.parquet`, and how many of its rows that differ are kept; nil keeps none.
  package init(
    _ old: RecordedIteration, _ new: RecordedIteration, tolerances: [String: Double],
    sample: (table: String, rows: Int)?
  ) {
    self.old = old
    self.new = new
    self.tolerances = tolerances
    self.sample = sample
  }

  /// The names of the tables that at least one of the two has, as `stage/file.parquet`.
  package var tables: [String] {
    var names: [String] = []
    for manifest in [new.manifest, old.manifest] {
      for record in manifest.stages {
        for output in record.outputs where output.rows != nil && !output.shared {
          let name = "\(record.name)/\(output.path)"
          if !names.contains(name) { names.append(name) }
        }
      }
    }
    return names
  }

  /// The comparison of everything.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `EngineError.damaged`, `ReportError`.
  package func difference() throws -> IterationDifference {
    let (spec, locations) = specChanges()
    let images = try PoolDifference(old, new)
    let figures = try FigureComparison(old.report(), new.report())
    return IterationDifference(
      old: old.side, new: new.side, spec: spec, locations: locations,
      stages: try StageComparison(old, new, tolerances: tolerances, sample: sample).stages(),
      images: images, labels: try LabelComparison(old, new).difference(), oldAmended: try AmendedPart(old),
      newAmended: try AmendedPart(new), oldReselected: (old.manifest.superseded ?? []).map(\.reason),
      newReselected: (new.manifest.superseded ?? []).map(\.reason),
      oldErased: try old.erased(Erasures(root: old.directory.root)),
      newErased: try new.erased(Erasures(root: new.directory.root)),
      batch: try BatchComparison(old, new, images: images).difference(),
      figures: figures.figures, classes: figures.classes, annotators: figures.annotators)
  }

  /// The comparison of one table alone; nil if both have the same content or neither has it.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func table(_ name: String) throws -> IterationDifference.File? {
    try StageComparison(old, new, tolerances: tolerances, sample: sample).file(name)
  }

  private func specChanges() -> (spec: [IterationDifference.Change], locations: [IterationDifference.Change]) {
    let all = Self.changes(old.spec.fields(), new.spec.fields())
    let counting = Set(Self.changes(old.spec.fields(locations: false), new.spec.fields(locations: false)).map(\.name))
    return (all.filter { counting.contains($0.name) }, all.filter { !counting.contains($0.name) })
  }

  private static func changes(
    _ old: [(path: String, value: String)], _ new: [(path: String, value: String)]
  ) -> [IterationDifference.Change] {
    RunReason.changes(
      from: old.map { NamedValue($0.path, $0.value) }, to: new.map { NamedValue($0.path, $0.value) }
    ).map { .init(name: $0.name, old: $0.old, new: $0.new) }
  }
}
