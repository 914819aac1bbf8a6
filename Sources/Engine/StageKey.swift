import Storage

/// Computes a stage's key: the digest of everything that its outputs depend on.
package enum StageKey {
  /// All that enters the key of `stage`, in canonical order.
  ///
  /// - Parameters:
  ///   - stage: The stage.
  ///   - scope: The iteration; the records of the stages it reads must be there.
  ///   - randomSeed: The spec's random seed.
  /// - Returns: Names and values, ascending by name.
  /// - Throws: What `Stage.externalInputs` throws; `EngineError.artifactMissing` if a stage that it reads did not write
  ///   the file.
  package static func components(of stage: any Stage, scope: IterationScope, randomSeed: UInt64) throws -> [NamedValue]
  {
    var components = [
      NamedValue("kind", stage.kind),
      NamedValue("version", String(stage.version)),
      NamedValue("random_seed", String(randomSeed)),
      NamedValue("iteration", String(scope.iteration)),
    ]
    components += stage.parameters.map { NamedValue("parameter \($0.name)", $0.value) }
    if let hook = stage.hook {
      components += try hook.keyComponents()
    }
    for artifact in stage.reads {
      guard let output = scope.manifest.output(artifact) else {
        throw EngineError.artifactMissing(stage: stage.name, artifact: artifact.name)
      }
      components.append(NamedValue("input \(artifact.name)", output.contentSHA256))
    }
    components += try stage.externalInputs(scope).map { NamedValue("input \($0.name)", $0.value) }
    return components.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The digest of `components`, each name and value with its length before it.
  package static func key(_ components: [NamedValue]) -> String {
    var builder = DigestBuilder()
    builder.update("winnow stage key 1")
    for component in components {
      builder.update(component.name)
      builder.update(component.value)
    }
    return builder.finalize().hex
  }
}
