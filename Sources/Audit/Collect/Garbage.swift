import Engine
import Storage

/// What lies in a data directory and is not needed: never anything that a record of an iteration covers.
package struct Garbage: Sendable, Equatable {
  /// Why something is not needed.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Work in progress of a run that was killed.
    case staging
    /// A file under a temporary name that was never finished.
    case leftover
    /// A part of the embeddings that no iteration refers to.
    case part
    /// The fitted state of an embedder that no iteration refers to.
    case state
    /// The image-hash cache and checkpoints: safe to delete, and made again at the price of reading every image.
    case cache
    /// A copy that people were shown, of a batch whose iteration is sealed.
    case pictures
  }

  /// A file that is not needed.
  package struct Item: Sendable, Equatable, Codable {
    /// The path below the data directory.
    package let path: String
    /// Its length in bytes.
    package let size: Int
    /// Why it is not needed.
    package let kind: Kind
  }

  /// The files, by kind and path.
  package let items: [Item]

  /// Their bytes together.
  package var bytes: Int { items.reduce(0) { $0 + $1.size } }

  /// Finds what is not needed; changes nothing.
  ///
  /// - Parameters:
  ///   - root: The data directory.
  ///   - cache: Whether the cache counts as not needed.
  /// - Throws: `EngineError.damaged` if a record of an iteration cannot be believed: what it refers to is not known then;
  ///   `StorageError.link` if a link is in the place of something of ours.
  package init(root: String, cache: Bool) throws {
    if let link = Links(root: root).findings.first { throw StorageError.link(path: "\(root)/\(link.path)") }
    var items: [Item] = []
    func add(_ entries: [Inventory.Entry], _ kind: Kind) {
      items += entries.map { Item(path: $0.path, size: $0.status.size, kind: kind) }
    }
    add(Inventory(root: root, folder: "staging").entries, .staging)
    let referred = try Self.referred(root: root)
    let embeddings = Inventory(root: root, folder: "embeddings").entries.filter {
      !referred.files.contains(Array($0.path.utf8)) && $0.path != DroppedParts.path
    }
    add(embeddings.filter { $0.path.split(separator: "/").dropFirst(2).first == "parts" }, .part)
    add(
      embeddings.filter { entry in
        let parts = entry.path.split(separator: "/")
        return parts.count > 3 && parts[2] == "state" && !referred.embedders.contains(String(parts[1]))
      }, .state)
    add(Inventory(root: root, folder: "iterations").entries.filter { UnexpectedFiles.isLeftover($0.path) }, .leftover)
    if cache {
      add(Inventory(root: root, folder: "cache").entries, .cache)
      add(
        Inventory(root: root, folder: StoreName.pictures).entries.filter { entry in
          entry.path.split(separator: "/").dropFirst().first.map { referred.sealed.contains(String($0)) } ?? false
        }, .pictures)
    }
    self.items = items
  }

  /// Removes the files, and the folders that are empty then.
  ///
  /// The caller holds the directory's lock, and has found them under it.
  ///
  /// - Throws: `StorageError.system`.
  package func remove(root: String) throws {
    for item in items where item.kind != .staging { try Files.remove("\(root)/\(item.path)") }
    try DataDirectory.open(root).clearStaging()
    for path in Inventory(root: root, folder: "embeddings").folders.reversed()
    where try Files.list("\(root)/\(path)").isEmpty {
      try Files.remove("\(root)/\(path)")
    }
  }

  /// The shared files that records speak of, their embedders, and the names of sealed iterations.
  private static func referred(
    root: String
  ) throws -> (files: Set<[UInt8]>, embedders: Set<String>, sealed: Set<String>) {
    var sealed: Set<String> = []
    var files: Set<[UInt8]> = []
    var embedders: Set<String> = []
    let numbers = try DataDirectory.open(root).iterations()
    for number in numbers {
      let iteration = IterationRecord(
        root: root, number: number, pipeline: nil, isLast: number == numbers.last, publishes: { _ in false })
      let records = iteration.findings.first {
        $0.path.hasSuffix(StoreName.manifest) || $0.path.hasSuffix(StoreName.stage)
      }
      if let finding = records {
        throw EngineError.damaged(path: "\(root)/\(finding.path)", finding.problem == .missing ? .missing : .unreadable)
      }
      if iteration.manifest?.sealed != nil { sealed.insert(DataDirectory.iterationName(number)) }
      for output in iteration.records.flatMap(\.outputs) where output.shared {
        files.insert(Array(output.path.utf8))
        let parts = output.path.split(separator: "/")
        if parts.count > 1, parts[0] == "embeddings" { embedders.insert(String(parts[1])) }
      }
    }
    return (files, embedders, sealed)
  }
}
