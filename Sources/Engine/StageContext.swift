import Columnar
import Storage
import Synchronization
import Texts

/// What a running stage is given: where to read, where to write, how many threads, and whom to report to.
package final class StageContext: Sendable {
  /// The iteration and what came before it.
  package let scope: IterationScope
  /// The stage's name.
  package let stage: String
  /// The folder that the outputs go to.
  package let output: String
  /// A folder for what is not kept.
  package let scratch: String
  /// How many threads may be used; no result depends on it.
  package let threads: Int
  /// Runs the stage's hook.
  package let hooks: HookRunner
  private let progress: any RunProgress
  private let records = Mutex<[OutputRecord]>([])
  private let messages = Mutex<(notes: [String], remarks: [String])>(([], []))

  /// Makes a context.
  package init(
    scope: IterationScope, stage: String, output: String, scratch: String, threads: Int, hooks: HookRunner,
    progress: any RunProgress
  ) {
    self.scope = scope
    self.stage = stage
    self.output = output
    self.scratch = scratch
    self.threads = threads
    self.hooks = hooks.lookingAfter(scope.directory)
    self.progress = progress
  }

  /// The path of a file that another stage of this iteration wrote.
  package func path(_ artifact: Artifact) -> String { scope.path(artifact) }

  /// A table that another stage of this iteration wrote, as it is declared.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func table(_ artifact: Artifact) throws -> Table { try scope.table(artifact) }

  /// Tells how far the stage has come.
  package func report(_ fraction: Double, _ note: String = "") {
    progress.moved(stage: stage, fraction: fraction, note: note)
  }

  /// Notes something that a person should look at: a sentence without its full stop.
  ///
  /// It stands in the line that `run` prints when the stage is done, and under *Needs attention* of the report; it is one
  /// of the stage's outputs and must depend on nothing but its inputs.
  package func note(_ text: String) {
    messages.withLock { $0.notes.append(text) }
  }

  /// Says something in the line that `run` prints when the stage is done, and nowhere else.
  package func remark(_ text: String) {
    messages.withLock { $0.remarks.append(text) }
  }

  /// What was noted and remarked: remarks first.
  package var sentences: [String] {
    messages.withLock { $0.remarks + $0.notes }
  }

  /// Writes the notes, if there are any.
  ///
  /// - Throws: `StorageError`.
  func writeNotes() throws {
    let notes = messages.withLock(\.notes)
    guard !notes.isEmpty else { return }
    try write(StageNotes.encoded(notes), to: StoreName.notes)
  }

  /// Writes a table into the stage's folder.
  ///
  /// - Throws: `StorageError`, or `ColumnarError` if the rows are not in the order of the key.
  package func write(_ table: Table, to artifact: Artifact) throws {
    let path = own(artifact)
    assert(artifact.table == table.schema, "\(artifact.name) is declared as another table")
    let written = try TableIO.write(table, to: path)
    add(written, artifact.file)
  }

  /// Where a declared file of this stage lies.
  private func own(_ artifact: Artifact) -> String {
    assert(artifact.stage == stage, "\(stage) does not write \(artifact.name)")
    return "\(output)/\(artifact.file)"
  }

  /// Writes a table into the stage's folder that is never held whole.
  ///
  /// - Parameters:
  ///   - artifact: The file.
  ///   - body: Appends the rows.
  /// - Returns: What `body` returns.
  /// - Throws: `StorageError`, `ColumnarError` if the rows are not in the order of the key, and what `body` throws.
  package func write<Result>(
    _ artifact: Artifact, _ body: (TableWriter) throws -> Result
  ) throws -> Result {
    let path = own(artifact)
    let schema = try artifact.declared()
    let writer = try TableWriter(path: path, schema: schema, threads: threads)
    let result: Result
    let written: TableFile
    do {
      result = try body(writer)
      written = try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    if written.rows == 0 {
      try Files.remove(path)
      try write(Table.empty(schema), to: artifact)
    } else {
      add(written, artifact.file)
    }
    return result
  }

  /// The path of a table that this stage has written.
  package func written(_ artifact: Artifact) -> String { EmptyTable.stored(own(artifact)) }

  /// Writes a declared file that is no table.
  ///
  /// - Throws: `StorageError`.
  package func write(_ bytes: [UInt8], to artifact: Artifact) throws {
    _ = own(artifact)
    try write(bytes, to: artifact.file)
  }

  /// Writes a file of a name of its own into the stage's folder.
  ///
  /// - Throws: `StorageError`.
  package func write(_ bytes: [UInt8], to file: String) throws {
    let path = "\(output)/\(file)"
    if let slash = path.lastIndex(of: "/") { try Files.createDirectory(String(path[..<slash])) }
    let writer = try FileWriter(creating: path)
    do {
      try writer.write(bytes)
      let (digest, size) = try writer.finish()
      add(
        OutputRecord(
          path: file, shared: false, size: size, fileSHA256: digest.hex, contentSHA256: digest.hex, rows: nil))
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Records a file that a program wrote into the stage's folder and that is kept as it is.
  ///
  /// - Throws: `StorageError`.
  package func keep(_ file: String) throws {
    let (digest, size) = try Files.digest(of: "\(output)/\(file)")
    add(
      OutputRecord(
        path: file, shared: false, size: size, fileSHA256: digest.hex, contentSHA256: digest.hex, rows: nil))
  }

  /// Records a table that lies outside the iteration, by its path below the data directory.
  package func recordShared(_ file: TableFile, path: String) {
    add(
      OutputRecord(
        path: path, shared: true, size: file.size, fileSHA256: file.fileDigest.hex,
        contentSHA256: file.contentDigest.hex, rows: file.rows))
  }

  /// Records a file outside the iteration that is no table, by its path below the data directory.
  ///
  /// - Throws: `StorageError`.
  package func recordShared(path: String) throws {
    let (digest, size) = try Files.digest(of: scope.directory.path(path))
    add(
      OutputRecord(
        path: path, shared: true, size: size, fileSHA256: digest.hex, contentSHA256: digest.hex, rows: nil))
  }

  /// What was written, by path.
  package var outputs: [OutputRecord] {
    records.withLock { $0 }.sortedByBytes(of: \.path)
  }

  private func add(_ written: TableFile, _ file: String) {
    add(
      OutputRecord(
        path: file, shared: false, size: written.size, fileSHA256: written.fileDigest.hex,
        contentSHA256: written.contentDigest.hex, rows: written.rows))
  }

  private func add(_ record: OutputRecord) {
    records.withLock { $0.append(record) }
  }
}
