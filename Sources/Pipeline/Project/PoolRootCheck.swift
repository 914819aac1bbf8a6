import Spec
import Stages
import Storage
import Texts

extension Project {
  /// Sees to it that what an iteration needs is there before it begins: the folder of the pool, and what hooks run.
  ///
  /// - Parameter only: The one stage that is meant; nil means all that the spec has.
  /// - Throws: `PoolRootError`; what `checkHooks` throws, the folder among it where that is missing too.
  package func checkNeeds(only: String? = nil) throws {
    let pool = missingPool
    do {
      try checkHooks(only: only)
    } catch let errors as SpecErrors {
      throw SpecErrors(diagnostics: (pool.map { [$0] } ?? []) + errors.diagnostics)
    }
    if let pool { throw PoolRootError(pool) }
  }

  /// Sees to it that the folder is there that images are listed in.
  ///
  /// - Throws: `PoolRootError`.
  package func checkPool() throws {
    if let pool = missingPool { throw PoolRootError(pool) }
  }

  /// That the folder of the pool is not there; nil if it is, where a table lists the images, and where no file holds the spec:
  /// then the stage `pool` looks.
  private var missingPool: Diagnostic? {
    let setup = StageSetup(spec: spec, baseDirectory: baseDirectory)
    guard let loaded, setup.poolTable == nil, !Files.isDirectory(setup.root) else { return nil }
    return loaded.diagnostic(at: "pool.root", "the folder \(setup.root.quoted) (pool.root) is not there")
  }
}
