import Engine
import Storage
import Texts

/// One archive that verifies on its own: everything of iterations 0 … N that a verification reads.
package struct AuditArchive: Sendable {
  /// What was written.
  package struct Summary: Sendable, Encodable {
    package let path: String
    package let sha256: String
    package let bytes: Int
    package let files: Int
    /// The chain digest of the last iteration.
    package let chain: String
    /// Parts of the embeddings that are named as dropped and not in it.
    package let dropped: Int
  }

  private let directory: DataDirectory
  private let last: Int
  private let withoutEmbeddings: Bool

  /// Describes an archive.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - last: The last iteration.
  ///   - withoutEmbeddings: Whether the vectors are named as dropped instead of being in it.
  package init(_ directory: DataDirectory, through last: Int, withoutEmbeddings: Bool) {
    self.directory = directory
    self.last = last
    self.withoutEmbeddings = withoutEmbeddings
  }

  /// The name of the folder in it.
  package var name: String { "winnow-audit-\(DataDirectory.iterationName(last))" }

  /// Writes the archive.
  ///
  /// - Returns: Nil if the last iteration is not sealed.
  /// - Throws: `EngineError.damaged`, `StorageError`, `ColumnarError`; nothing stays under the name then.
  package func write(to path: String) throws -> Summary? {
    var manifests: [Manifest] = []
    for number in 0...last {
      guard let manifest = try Iteration(directory, number).manifest(), manifest.sealed != nil else { return nil }
      manifests.append(manifest)
    }
    guard let chain = manifests.last?.sealed?.chain else { return nil }
    var dropped = try DroppedParts.read(root: directory.root).parts
    let names = try files(manifests, &dropped)
    let writer = try ArchiveWriter(path)
    do {
      var sums: [(name: String, digest: String)] = []
      let list = dropped.isEmpty ? nil : try DroppedParts(dropped).encoded()
      if let list { sums.append((DroppedParts.path, Digest(of: list).hex)) }
      for file in names { sums.append((file, try Files.digest(of: directory.path(file)).digest.hex)) }
      sums.sortByBytes(of: \.name)
      let text = sums.map { "\($0.digest)  data/\($0.name)\n" }.joined()
      try writer.add("\(name)/README.txt", Array(AuditGuide.text(name: name, last: last, chain: chain).utf8))
      try writer.add("\(name)/SHA256SUMS", Array(text.utf8))
      try writer.add("\(name)/check.py", Array(AuditGuide.script.utf8))
      for (file, _) in sums {
        if file == DroppedParts.path, let list {
          try writer.add("\(name)/data/\(file)", list)
        } else {
          try writer.add("\(name)/data/\(file)", contentsOf: directory.path(file))
        }
      }
      let (digest, size) = try writer.finish()
      return Summary(
        path: path, sha256: digest.hex, bytes: size, files: sums.count + 3, chain: chain, dropped: dropped.count)
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// The files below the data directory, without the list of dropped parts, which is made anew.
  private func files(_ manifests: [Manifest], _ dropped: inout [DroppedParts.Part]) throws -> [String] {
    var names = [StoreName.store]
    for manifest in manifests {
      let folder = "iterations/\(DataDirectory.iterationName(manifest.iteration))"
      names += try Files.walk(directory.path(folder)).map { "\(folder)/\($0)" }
        .filter { !UnexpectedFiles.isLeftover($0) }
    }
    if Files.isDirectory(directory.path(Erasures.folder)) {
      names += try Files.walk(directory.path(Erasures.folder)).filter { !$0.hasPrefix(".") }
        .map { "\(Erasures.folder)/\($0)" }
    }
    let prefix = "input \(CorrectionFiles.folder)/"
    for component in manifests.flatMap(\.stages).flatMap(\.components) where component.name.hasPrefix(prefix) {
      let file = String(component.name.dropFirst(6))
      if Files.exists(directory.path(file)) { names.append(file) }
    }
    var known: Set<[UInt8]> = []
    for output in manifests.flatMap(\.stages).flatMap(\.outputs)
    where output.shared && known.insert(Array(output.path.utf8)).inserted {
      if withoutEmbeddings || !Files.exists(directory.path(output.path)) {
        let part = DroppedParts.Part(path: output.path, fileSHA256: output.fileSHA256)
        if !dropped.contains(part) { dropped.append(part) }
      } else {
        names.append(output.path)
      }
    }
    return names
  }
}
