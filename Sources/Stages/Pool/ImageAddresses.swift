import Columnar
import Engine
import Labelling
import Storage
import Texts

/// The addresses of the pool's images that have one of their own.
package struct ImageAddresses: Sendable {
  /// By image.
  package let byImage: [ExactText: String]

  /// Reads what the pool stage wrote; none where it wrote nothing.
  ///
  /// - Parameters:
  ///   - scope: The iteration.
  ///   - number: The iteration whose pool is meant; by default that of the scope.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ scope: IterationScope, iteration number: Int? = nil) throws {
    try self.init(path: scope.path(Catalogue.Pool.addresses, iteration: number ?? scope.iteration))
  }

  /// Reads a table of addresses; none where there is no such file.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init(path: String) throws {
    guard Files.exists(path) else {
      byImage = [:]
      return
    }
    let table = try TableIO.read(path, schema: Tables.addresses)
    let urls = try table.strings("url")
    byImage = Dictionary(
      try table.strings("image_id").strings.enumerated().map { ($0.element.exact, urls[$0.offset]) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What a stage's outputs depend on; nothing where no image has an address.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    let artifact = Catalogue.Pool.addresses
    return scope.manifest.output(artifact).map { [NamedValue(artifact.name, $0.contentSHA256)] } ?? []
  }
}
