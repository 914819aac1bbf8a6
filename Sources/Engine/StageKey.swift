import Storage
import Texts

/// Computes a stage's key: the digest of all that the stage is given.
package enum StageKey {
  /// How keys are made up now.
  ///
  /// 2: the random seed and the iteration's number are in the key only of a stage that is given them, and a hook's request is
  /// in it field by field. Records of builds before name no version and are of the first.
  static let version = NamedValue("key", "2")

  /// How the key of a record is made up: "1" in those of builds that did not say.
  package static func version(of components: [NamedValue]) -> String {
    components.first { $0.name == version.name }?.value ?? "1"
  }

  /// All that enters the key of `stage`, in canonical order.
  ///
  /// - Parameters:
  ///   - stage: The stage.
  ///   - scope: The iteration; the records of the stages it reads must be there.
  /// - Returns: Names and values, ascending by name.
  /// - Throws: What `Stage.request` and `Stage.externalInputs` throw; `EngineError.artifactMissing` if a stage that it reads
  ///   did not write the file.
  package static func components(of stage: any Stage, scope: IterationScope) throws -> [NamedValue] {
    var components = [version, NamedValue("kind", stage.kind), NamedValue("version", String(stage.version))]
    if stage.isGivenIteration { components.append(NamedValue("iteration", String(scope.iteration))) }
    components += stage.parameters.map { NamedValue("parameter \($0.name)", $0.value) }
    components += try stage.request(scope.iteration).map { NamedValue("request \($0.name)", $0.value) }
    for (number, hook) in stage.hooks.enumerated() {
      let prefix = stage.hooks.count > 1 ? "\(number) " : ""
      components += try hook.keyComponents().map { NamedValue(prefix + $0.name, $0.value) }
    }
    for artifact in stage.reads {
      guard let output = scope.manifest.output(artifact) else {
        throw EngineError.artifactMissing(stage: stage.name, artifact: artifact.name)
      }
      components.append(NamedValue("input \(artifact.name)", output.contentSHA256))
    }
    components += try stage.externalInputs(scope).map { NamedValue("input \($0.name)", $0.value) }
    return components.sortedByBytes(of: \.name)
  }

  /// The digest of `components`, each name and value with its length before it, as the build made it up that wrote them.
  package static func key(_ components: [NamedValue]) -> String {
    var builder = DigestBuilder()
    builder.update("winnow stage key \(version(of: components))")
    for component in components {
      builder.update(component.name)
      builder.update(component.value)
    }
    return builder.finalize().hex
  }
}
