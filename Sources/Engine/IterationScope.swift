import Columnar
import Storage

/// What a stage may look at besides its own inputs: the data directory, this iteration's manifest and the sealed
/// ones before it.
package struct IterationScope: Sendable {
  /// The data directory.
  package let directory: DataDirectory
  /// The iteration's number.
  package let iteration: Int
  /// The sealed manifests of the iterations 0 … `iteration` − 1.
  package let earlier: [Manifest]
  /// The manifest of this iteration as far as it has come.
  package let manifest: Manifest

  /// Makes a scope.
  package init(directory: DataDirectory, iteration: Int, earlier: [Manifest], manifest: Manifest) {
    self.directory = directory
    self.iteration = iteration
    self.earlier = earlier
    self.manifest = manifest
  }

  /// The path of a file that a stage of this iteration wrote.
  package func path(_ artifact: Artifact) -> String {
    path(artifact, iteration: iteration)
  }

  /// The path of a file that a stage of iteration `number` wrote.
  package func path(_ artifact: Artifact, iteration number: Int) -> String {
    EmptyTable.stored("\(directory.iteration(number))/\(artifact.stage)/\(artifact.file)")
  }

  /// A table that a stage of this iteration wrote, as it is declared.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package func table(_ artifact: Artifact) throws -> Table {
    // A batch that is out keeps what an earlier build wrote for it.
    let reader = try TableReader(path: path(artifact))
    return try reader.read(as: artifact.declared().stored(in: reader))
  }

  /// A table or file of an earlier iteration as an input: its name with the iteration, and its content digest.
  ///
  /// - Returns: Nil if that iteration has no such file.
  package func earlierInput(_ artifact: Artifact, iteration number: Int) -> NamedValue? {
    guard number >= 0, number < earlier.count,
      let output = earlier[number].output(artifact)
    else { return nil }
    return NamedValue("\(DataDirectory.iterationName(number))/\(artifact.name)", output.contentSHA256)
  }
}
