/// Why the factory will not write into a folder.
package enum FactoryFilesError: Error, Sendable, Equatable {
  /// The folder holds a file or folder of this name that the factory did not write.
  case notOurs(path: String)
}
