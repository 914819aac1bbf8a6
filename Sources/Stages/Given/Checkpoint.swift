import Engine
import Storage

/// The folder in which a stage's hook may keep what a failed or killed attempt is to find again.
enum Checkpoint {
  /// Makes sure that the folder of a stage's key is there; whoever ends well removes it.
  ///
  /// - Parameters:
  ///   - stage: The stage.
  ///   - context: Its run.
  /// - Returns: The path.
  /// - Throws: `StorageError`, and what computing the key throws.
  static func folder(of stage: any Stage, _ context: StageContext) throws -> String {
    let components = try StageKey.components(of: stage, scope: context.scope)
    let path = context.scope.directory.path("cache/checkpoints/\(StageKey.key(components).prefix(16))")
    try Files.createDirectory(path)
    return path
  }
}
