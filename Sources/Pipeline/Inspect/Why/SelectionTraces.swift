import Audit
import Columnar
import Engine
import Foundation
import Labelling
import Selection
import Spec
import Stages
import Storage
import Texts

/// Tells of any image why it is in an iteration's batch or what it lacked, from the tables alone.
///
/// It reads what is there and writes nothing; a sealed iteration is shown like an open one.
package struct SelectionTraces {
  private let side: RecordedIteration
  private let directory: DataDirectory
  private var number: Int { side.number }
  private var isFirst: Bool { number == 0 }

  /// Opens an iteration.
  ///
  /// - Returns: Nil if it has not begun.
  /// - Throws: `EngineError.damaged`, `StorageError`, `SpecErrors`.
  package init?(_ directory: DataDirectory, _ number: Int) throws {
    guard let side = try RecordedIteration(directory, number) else { return nil }
    self.side = side
    self.directory = directory
  }

  /// The trace of an image.
  ///
  /// - Throws: `UnknownImageError` if no pool holds it; `ColumnarError`, `StorageError`, `EngineError.damaged`.
  package func trace(of image: String) throws -> SelectionTrace {
    var trace = SelectionTrace(image: image, iteration: number, end: .notScored)
    try fill(&trace)
    if trace.end == .picked || trace.earlier == nil { trace.label = try Labels.of(image, in: side) }
    trace.otherBatches = try otherBatches(with: image)
    return trace
  }

  private var chosen: Artifact? { side.batchStage.map { Catalogue.selection($0.name) } }

  private func fill(_ trace: inout SelectionTrace) throws {
    let image = trace.image
    guard let row = try poolRow(&trace) else { return }
    trace.group = try row.string("group")
    trace.copyOf = try row.string("duplicate_of")
    if let role = try row.string("role"), role != "pool" { trace.role = role }
    let batch = try BatchView(side, chosen: chosen)
    trace.random = batch?.random
    trace.score = isFirst ? nil : try ScoreView(side).score(of: image)
    (trace.earlier, trace.otherBytes) = try Labels.before(side, of: image, row.digest("sha256"))
    if isFirst { trace.stratum = try stratum(of: row, image: image) }
    if let pick = try batch?.pick(of: image) {
      trace.end = .picked
      trace.pick = pick
      return
    }
    if trace.role != nil {
      trace.end = .heldOut
    } else if trace.copyOf != nil {
      trace.end = .copy
    } else if let earlier = trace.earlier, earlier.isSettled {
      trace.end = .labelled
    } else if let fault = try fault(of: image) {
      trace.end = .broken
      trace.fault = fault
    } else if !isFirst, side.manifest.record(StageName.score) == nil {
      trace.end = .notScored
    } else if let batch {
      try end(&trace, batch)
    } else {
      trace.end = .noBatch
    }
  }

  /// How the way of an image ended that could have been picked.
  private func end(_ trace: inout SelectionTrace, _ batch: BatchView) throws {
    if isFirst || batch.isAllRandom {
      trace.end = .notDrawn
    } else if let (fate, considered) = try batch.considered(trace.image, group: trace.group) {
      trace.considered = considered
      trace.end = fate
    } else if trace.score?.candidateRank != nil {
      trace.end = .notChosen
    } else {
      trace.end = trace.score?.passed == false ? .pastThreshold : .cut
    }
  }

  // MARK: The pool

  /// The image's row of the pool; nil where the trace ends before.
  private func poolRow(_ trace: inout SelectionTrace) throws -> TraceRow? {
    let artifact = Catalogue.Pool.images
    if let pool = try side.table(artifact), let row = try TraceRow.find(trace.image, in: pool) { return row }
    if let fault = try TraceRow.find(trace.image, in: side.table(Catalogue.Pool.broken))?.string("reason") {
      trace.end = .broken
      trace.fault = fault
      return nil
    }
    var near = NearImages(trace.image)
    var others: [Int] = []
    var digest: Digest?
    for other in try directory.iterations() where other != number {
      guard let side = try RecordedIteration(directory, other), let pool = try side.table(artifact) else { continue }
      guard let row = try TraceRow.find(trace.image, in: pool) else { continue }
      others.append(other)
      if digest == nil || other < number { digest = try row.digest("sha256") }
    }
    guard others.isEmpty else {
      trace.end = .notInPool
      trace.pools = others
      if let digest, let pool = try side.table(artifact) {
        trace.movedTo = try TraceRow.find(digest, in: pool)?.string("image_id")
      }
      return nil
    }
    if let pool = try side.table(artifact) { try near.look(in: pool) }
    throw UnknownImageError(image: trace.image, near: near.found)
  }

  /// What is wrong with an image that is listed and cannot be decoded.
  private func fault(of image: String) throws -> String? {
    try TraceRow.find(image, in: side.table(Catalogue.broken(first: isFirst)))?.string("reason")
  }

  // MARK: The first batch

  private func stratum(of row: TraceRow, image: String) throws -> SelectionTrace.Stratum? {
    let seed = side.spec.stages.seed
    guard seed.method != .coverage else { return nil }
    let name = try seed.stratum(group: row.string("group"), metadata: row.string("metadata"), image: image)
    for stratum in try TraceRow.all(of: side.table(Catalogue.Seed.strata)) {
      guard try stratum.string("stratum").map({ ExactText($0) }) == ExactText(name) else { continue }
      return SelectionTrace.Stratum(
        by: seed.method == .stratified ? seed.by : nil, name: name, images: try stratum.int("images") ?? 0,
        picked: try stratum.int("picked") ?? 0, factor: try stratum.double("factor") ?? 1)
    }
    return nil
  }

  // MARK: Other iterations

  private func otherBatches(with image: String) throws -> [Int] {
    try directory.iterations().filter { other in
      guard other != number, let side = try RecordedIteration(directory, other), let stage = side.batchStage else {
        return false
      }
      return try TraceRow.find(image, in: side.table(Catalogue.selection(stage.name))) != nil
    }
  }
}
