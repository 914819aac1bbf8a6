import Columnar
import Engine
import Parallel
import Storage

/// Judges the files that no record speaks of.
struct UnexpectedFiles {
  private let root: String
  private let known: Set<[UInt8]>
  /// The embedders that an iteration refers to, as `embeddings/<key>/`.
  private let embedders: Set<String>

  /// - Parameters:
  ///   - root: The data directory.
  ///   - iterations: What is recorded.
  ///   - known: The paths of recorded files, as bytes.
  init(root: String, iterations: [IterationRecord], known: Set<[UInt8]>) {
    self.root = root
    var all = known
    all.insert(Array(DroppedParts.path.utf8))
    for iteration in iterations {
      let folder = "iterations/\(DataDirectory.iterationName(iteration.number))"
      for name in [StoreName.manifest, StoreName.spec, StoreName.runLog] { all.insert(Array("\(folder)/\(name)".utf8)) }
      for path in iteration.openingFiles { all.insert(Array(path.utf8)) }
      for record in iteration.records + iteration.superseded {
        all.insert(Array("\(folder)/\(record.name)/\(StoreName.stage)".utf8))
        all.insert(Array("\(folder)/\(record.name)/\(StoreName.superseded)".utf8))
      }
    }
    self.known = all
    embedders = Set(
      iterations.flatMap(\.records).flatMap(\.outputs).filter(\.shared).compactMap { Self.embedder($0.path) })
  }

  /// Whether a file belongs to those that no digest covers.
  static func isUncovered(_ path: String) -> Bool {
    let parts = path.split(separator: "/", maxSplits: 3)
    return parts.count > 3 && parts[0] == "iterations" && parts[2] == "logs"
  }

  /// What should not lie in the data directory itself.
  static func top(root: String) -> [Finding] {
    let folders = [
      "iterations", "embeddings", "cache", "inbox", "staging", StoreName.pictures, CorrectionFiles.folder,
      Erasures.folder,
    ]
    let names: [String]
    do {
      names = try Files.list(root)
    } catch {
      return [Finding("", Inventory.problem(error))]
    }
    return names.compactMap { name in
      if [StoreName.store, StoreName.lock, StoreName.temporary(StoreName.store)].contains(name) { return nil }
      guard folders.contains(name) else { return Finding(name, .extra) }
      guard let kind = try? Files.status("\(root)/\(name)", followingLinks: false).kind else { return nil }
      // Links are named by themselves.
      return kind == .directory || kind == .link ? nil : Finding(name, .notAFile)
    }
  }

  /// Reports what should not be there.
  ///
  /// - Throws: Nothing of its own.
  func look(
    at entries: [Inventory.Entry], threads: Int, _ findings: inout [Finding], _ remarks: inout [Remark]
  ) throws {
    let unexpected = entries.filter {
      $0.status.kind != .link && !known.contains(Array($0.path.utf8)) && !Self.isUncovered($0.path)
        && !CorrectionFiles.isOne($0.path)
    }
    let root = root
    let whole = try Parallel.map(unexpected.count, threads: threads) { index in
      Self.isPart(unexpected[index]) ? Self.isWholePart(root: root, unexpected[index].path) : nil
    }
    for (index, entry) in unexpected.enumerated() {
      let path = entry.path
      if let withdrawing = withdrawing(path) {
        remarks.append(Remark(withdrawing, .interrupted))
      } else if entry.status.kind == .regular, Self.isLeftover(path) || isUnfinished(path) {
        remarks.append(Remark(path, .leftover))
      } else if let isWhole = whole.indices.contains(index) ? whole[index] : nil {
        if isWhole {
          remarks.append(Remark(path, .unreferenced))
        } else {
          findings.append(Finding(path, .partName))
        }
      } else if entry.status.kind == .regular, isUnusedState(path) {
        remarks.append(Remark(path, .unreferenced))
      } else {
        findings.append(Finding(path, iteration: Self.iteration(of: path), .extra))
      }
    }
  }

  /// The folder of a batch that a run was killed while withdrawing, if the file lies in one.
  private func withdrawing(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count > 4, parts[0] == "iterations", parts[2] == Supersession.parent else { return nil }
    let folder = parts[..<4].joined(separator: "/")
    return Files.exists("\(root)/\(folder)/\(Supersession.mark)") ? folder : nil
  }

  /// `.NAME.tmp` beside the files that are replaced in place.
  static func isLeftover(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count == 3 && parts[0] == "iterations"
      && ([
        StoreName.temporary(StoreName.manifest), StoreName.temporary(StoreName.spec),
        StoreName.temporary(StoreName.runLog),
      ].contains(String(parts[2])) || isUnfinishedOpening(parts[2]))
      || path == "embeddings/\(StoreName.temporary(StoreName.dropped))"
      || path.hasPrefix("\(Erasures.folder)/.") && path.hasSuffix(".tmp")
  }

  /// `.acceptance-1.json.tmp`: a run was killed while it wrote what an opening came to.
  private static func isUnfinishedOpening(_ name: Substring) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(".tmp")
      && StoreName.openingNumber(String(name.dropFirst().dropLast(4))) != nil
  }

  /// `.NAME.tmp` beside a recorded file NAME: an erasure was killed while it wrote the file anew.
  private func isUnfinished(_ path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return false }
    let name = path[path.index(after: slash)...]
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
    return known.contains(Array("\(path[...slash])\(name.dropFirst().dropLast(4))".utf8))
  }

  /// Whether it has the name of a part of the embeddings.
  private static func isPart(_ entry: Inventory.Entry) -> Bool {
    let parts = entry.path.split(separator: "/")
    return entry.status.kind == .regular && parts.count == 4 && parts[0] == "embeddings" && parts[2] == "parts"
      && parts[3].hasSuffix(".parquet")
  }

  /// Whether a part holds what its name says: parts are called by their content digest.
  private static func isWholePart(root: String, _ path: String) -> Bool {
    do {
      let reader = try TableReader(path: "\(root)/\(path)")
      var digest = ContentDigest(reader.schema)
      for group in 0..<reader.rowGroups {
        try digest.append(reader.read(rowGroup: group, columns: reader.columnNames))
      }
      return path.hasSuffix("/\(try digest.finalize().hex.prefix(16)).parquet")
    } catch {
      // What cannot be read is not what its name says.
      return false
    }
  }

  /// Whether it is the fitted state of an embedder that no iteration refers to.
  private func isUnusedState(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard parts.count > 3, parts[0] == "embeddings", parts[2] == "state", let key = Self.embedder(path) else {
      return false
    }
    return !embedders.contains(key)
  }

  private static func embedder(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "embeddings" ? "embeddings/\(parts[1])/" : nil
  }

  /// The iteration that a path belongs to, if it is one's.
  static func iteration(of path: String) -> Int? {
    let parts = path.split(separator: "/")
    return parts.count > 1 && parts[0] == "iterations" ? Int(parts[1]) : nil
  }
}
