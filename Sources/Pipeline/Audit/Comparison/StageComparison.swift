import Audit
import Columnar
import Engine
import Stages
import Storage
import Texts

/// Compares what the stages of two iterations depended on and wrote.
struct StageComparison {
  private let old: RecordedIteration
  private let new: RecordedIteration
  private let tolerances: [String: Double]
  private let sample: (table: String, rows: Int)?

  init(
    _ old: RecordedIteration, _ new: RecordedIteration, tolerances: [String: Double],
    sample: (table: String, rows: Int)?
  ) {
    self.old = old
    self.new = new
    self.tolerances = tolerances
    self.sample = sample
  }

  /// What of a key differs but the iteration's number.
  static func changes(from old: StageRecord, to new: StageRecord) -> [IterationDifference.Change] {
    RunReason.changes(from: old.components, to: new.components)
      .filter { !["iteration", "request iteration", RunReason.makeUp].contains($0.name) }
      .map { .init(name: $0.name, old: $0.old, new: $0.new) }
  }

  /// That keys hold other things, where they do.
  static func makeUp(from old: StageRecord, to new: StageRecord) -> [IterationDifference.Change] {
    RunReason.changes(from: old.components, to: new.components).filter { $0.name == RunReason.makeUp }
      .map { .init(name: $0.name, old: $0.old, new: $0.new) }
  }

  /// All stages: those of the new iteration in their order, then those that only the old one has.
  func stages() throws -> [IterationDifference.Stage] {
    var stages = try new.manifest.stages.map { try stage(old.manifest.record($0.name), $0) }
    for record in old.manifest.stages where new.manifest.record(record.name) == nil {
      stages.append(
        .init(name: record.name, state: .removed, changes: [], files: record.outputs.map { alone($0, .removed) }))
    }
    return stages
  }

  /// One table, as `stage/file.parquet`; nil if neither has it.
  func file(_ name: String) throws -> IterationDifference.File? {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let artifact = Artifact(parts[0], parts[1])
    return try file(old.manifest.output(artifact), new.manifest.output(artifact), stage: parts[0])
  }

  private func stage(_ before: StageRecord?, _ after: StageRecord) throws -> IterationDifference.Stage {
    guard let before else {
      return .init(name: after.name, state: .added, changes: [], files: after.outputs.map { alone($0, .added) })
    }
    var files: [IterationDifference.File] = []
    for output in after.outputs {
      let known = before.outputs.first { $0.path.equalsByBytes(output.path) }
      if let file = try file(known, output, stage: after.name) { files.append(file) }
    }
    // A part of the embeddings that an iteration did not write is shared with the one that did: nothing is lost.
    for output in before.outputs
    where !output.shared && !after.outputs.contains(where: { $0.path.equalsByBytes(output.path) }) {
      files.append(alone(output, .removed))
    }
    let isSame = files.allSatisfy { $0.state == .same }
    let changes = Self.changes(from: before, to: after)
    let state: IterationDifference.Stage.State = !isSame ? .changed : changes.isEmpty ? .same : .sameOutputs
    return .init(name: after.name, state: state, changes: changes, files: files)
  }

  private func file(
    _ before: OutputRecord?, _ after: OutputRecord?, stage: String
  ) throws -> IterationDifference.File? {
    guard let after else { return before.map { alone($0, .removed) } }
    guard let before else { return alone(after, .added) }
    func file(_ state: IterationDifference.File.State, _ table: TableComparison?) -> IterationDifference.File {
      .init(path: after.path, state: state, oldRows: before.rows, newRows: after.rows, table: table)
    }
    // The same content needs no reading.
    if before.contentSHA256 == after.contentSHA256 { return file(.same, nil) }
    guard before.rows != nil, after.rows != nil, !after.shared else { return file(.changed, nil) }
    let left = try TableReader(path: old.path(before, stage: stage))
    let right = try TableReader(path: new.path(after, stage: stage))
    let wanted = sample.flatMap { $0.table == "\(stage)/\(after.path)" ? $0.rows : nil } ?? 0
    let differ = TableDiffer(key: Self.key(left, right), tolerances: tolerances, sampleRows: wanted)
    let comparison = try blaming(right.path) { try differ.compare(TableStream(left), TableStream(right)) }
    return file(comparison.isSame && !tolerances.isEmpty ? .same : .changed, comparison)
  }

  /// The columns by which rows of two tables are matched: the declared key, as far as both have it.
  static func key(_ left: TableReader, _ right: TableReader) -> [String] {
    let declared = Tables.all.first { $0.name == right.schema.name && right.schema.name == left.schema.name }
    return (declared?.key ?? []).filter { name in
      [left, right].allSatisfy { $0.schema.index(of: name) != nil }
    }
  }

  /// Errors of the comparison itself name the file they are about, as reading's do.
  private func blaming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ColumnarError {
      throw error.at(file: path)
    }
  }

  private func alone(
    _ output: OutputRecord, _ state: IterationDifference.File.State
  ) -> IterationDifference.File {
    .init(
      path: output.path, state: state, oldRows: state == .removed ? output.rows : nil,
      newRows: state == .added ? output.rows : nil, table: nil)
  }
}
