import Columnar
import Engine
import Report
import Spec
import Stages
import Storage

/// An iteration as it is recorded: its manifest, its spec, its tables.
package struct RecordedIteration: Sendable {
  /// The data directory.
  package let directory: DataDirectory
  /// Its number.
  package let number: Int
  let manifest: Manifest
  let spec: PipelineSpec

  /// Opens an iteration, closed or not.
  ///
  /// - Returns: Nil if it has not begun.
  /// - Throws: `EngineError.damaged`, `StorageError`, `SpecErrors`.
  package init?(_ directory: DataDirectory, _ number: Int) throws {
    let iteration = Iteration(directory, number)
    guard let manifest = try iteration.manifest() else { return nil }
    self.directory = directory
    self.number = number
    self.manifest = manifest
    spec = try SpecReader.read(Files.read(iteration.specPath, limit: 2 << 20), file: iteration.specPath).spec
  }

  /// The path of a recorded file.
  ///
  /// - Throws: `StorageError.missing` if it is not there.
  func path(_ output: OutputRecord, stage: String) throws -> String {
    try Self.path(output, stage: stage, directory, number)
  }

  static func path(_ output: OutputRecord, stage: String, _ directory: DataDirectory, _ number: Int) throws -> String {
    let places = output.places(iteration: number, stage: stage).map { directory.path($0) }
    guard let path = places.first(where: { Files.exists($0) }) else {
      throw StorageError.missing(path: places.first ?? output.path)
    }
    return path
  }

  /// A table that a stage of this iteration wrote; nil if there is none.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func table(_ artifact: Artifact) throws -> TableReader? {
    guard let output = manifest.output(artifact) else { return nil }
    return try TableReader(path: path(output, stage: artifact.stage))
  }

  /// The quality report; nil without one.
  ///
  /// - Throws: `QualityFileError`, `StorageError`.
  func report() throws -> QualityReport? {
    guard let output = manifest.output(Catalogue.Report.quality) else { return nil }
    return try QualityFile.read(path(output, stage: StageName.report))
  }

  /// The orders by which something of this iteration was erased, each once.
  func erased(_ erasures: Erasures) -> [String] {
    let shared = Set(manifest.stages.flatMap(\.outputs).filter(\.shared).map(\.path))
    let folder = "iterations/\(DataDirectory.iterationName(number))/"
    var orders: [String] = []
    for record in erasures.records where !orders.contains(record.order) {
      if record.edits.contains(where: { $0.path.hasPrefix(folder) || shared.contains($0.path) }) {
        orders.append(record.order)
      }
    }
    return orders
  }

  /// The stage that chose the batch, nil if none has.
  var batchStage: StageRecord? {
    manifest.stages.last { record in record.outputs.contains { $0.path == Catalogue.selectionFile } }
  }
}
