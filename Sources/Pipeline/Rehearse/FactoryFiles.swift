import Rehearsal
import Storage

/// Writes what the factory draws into a folder: images, `metadata.csv` and `truth.csv`.
package struct FactoryFiles {
  private let folder: String
  private let options: FactoryOptions

  /// Prepares a data set, the usual one by default.
  package init(folder: String, options: FactoryOptions = FactoryOptions()) {
    self.folder = folder
    self.options = options
  }

  /// Whether this very data set has been written.
  ///
  /// Its last file is the one that says which it is.
  ///
  /// - Throws: `StorageError`.
  package func areThere() throws -> Bool {
    guard Files.exists("\(folder)/factory.txt") else { return false }
    return try Files.read("\(folder)/factory.txt") == description
  }

  /// Draws the data set; what an earlier one left in the folder's images is replaced.
  ///
  /// - Throws: `FactoryError` for options that cannot be drawn; `FactoryFilesError` if the folder holds somebody's own
  ///   images; `StorageError`.
  package func write(threads: Int) throws {
    let factory = try Factory(options)
    try claim()
    if Files.exists("\(folder)/images") { try Files.remove("\(folder)/images") }
    let root = folder
    let folders = Set(factory.images.map { Files.parent(of: "\(root)/\($0.path)") })
    for path in folders.sorted() { try Files.createDirectory(path) }
    try factory.write(threads: threads) { path, bytes in
      let writer = try FileWriter(creating: "\(root)/\(path)", durable: false)
      try writer.write(bytes)
      _ = try writer.finish()
    }
    try Files.writeAtomically(description, to: "\(folder)/factory.txt")
  }

  /// Marks the folder as the factory's before anything in it is touched; pictures that somebody else put there stay.
  private func claim() throws {
    let mark = "\(folder)/factory.txt"
    for name in ["images", "metadata.csv", "truth.csv"] where !Files.exists(mark) && Files.exists("\(folder)/\(name)") {
      throw FactoryFilesError.notOurs(path: "\(folder)/\(name)")
    }
    try Files.createDirectory(folder)
    try Files.writeAtomically(Array("factory: unfinished\n".utf8), to: mark)
  }

  private var description: [UInt8] {
    Array("factory 1: \(options.count) images, \(options.side) pixels a side, seed \(options.randomSeed)\n".utf8)
  }
}
