import Storage
import Texts

/// What a hook may read and write, looked at before it begins and after it has ended.
///
/// A hook is any program, under our own user: nothing keeps it from writing elsewhere than it was asked to. What it did
/// to its own files is found here, before anything of it is read, since a pipe would never end, a link would lead out
/// of the data directory and a file of holes would be hashed for hours.
struct HookSandbox {
  private let inputs: [(path: String, before: FileStatus)]
  private let folders: [(path: String, before: FileStatus)]
  private let required: [String]
  private let optional: [String]
  private let trees: [String]

  /// A file longer than this, in bytes, of which less than a sixteenth is on the disk is refused.
  private static let hollowFrom = 64 << 20

  /// Remembers how things are.
  ///
  /// - Throws: `StorageError` if an input or a folder is not there.
  init(_ job: HookRunner.Job) throws {
    inputs = try job.inputs.flatMap { input in
      try Self.files(input).map { ($0, try Files.status($0)) }
    }
    let parents = (job.outputs + job.optional).map(Files.parent)
    var known: [String] = []
    for folder in job.trees + parents + [Files.parent(of: job.scratch), job.scratch]
    where !known.contains(where: { $0.equalsByBytes(folder) }) {
      known.append(folder)
    }
    folders = try known.map { ($0, try Files.status($0, followingLinks: false)) }
    required = job.outputs
    optional = job.optional
    trees = job.trees
  }

  /// Whether a file is none of those that the hook was to read.
  func isNoInput(_ path: String) -> Bool {
    !inputs.contains { $0.path.equalsByBytes(path) }
  }

  /// What is wrong with what a hook left behind, nil if nothing is.
  ///
  /// - Throws: `StorageError` if a folder cannot be listed.
  func failure() throws -> EngineError.HookFailure? {
    for (path, before) in folders {
      let now = try? Files.status(path, followingLinks: false)
      guard now?.kind == .directory, now?.inode == before.inode, now?.device == before.device else {
        return .folderReplaced(Self.name(path))
      }
    }
    for (path, before) in inputs {
      let now = try? Files.status(path)
      guard now?.size == before.size, now?.modified == before.modified, now?.inode == before.inode else {
        return .inputChanged(path)
      }
    }
    for path in required {
      guard let status = try? Files.status(path, followingLinks: false) else { return .outputMissing(Self.name(path)) }
      if let failure = try Self.tableFailure(path, status) { return failure }
    }
    for path in optional {
      guard let status = try? Files.status(path, followingLinks: false) else { continue }
      if let failure = try Self.tableFailure(path, status) { return failure }
    }
    for tree in trees {
      var pending = [tree]
      while let folder = pending.popLast() {
        for name in try Files.list(folder) {
          let path = "\(folder)/\(name)"
          let status = try Files.status(path, followingLinks: false)
          if status.kind == .directory {
            pending.append(path)
          } else if let failure = Self.failure(path, status) {
            return failure
          }
        }
      }
    }
    return nil
  }

  /// What is wrong with an output, which may be a folder of files if it is a table.
  private static func tableFailure(_ path: String, _ status: FileStatus) throws -> EngineError.HookFailure? {
    guard status.kind == .directory, path.hasSuffix(".parquet") else { return failure(path, status) }
    for name in try Files.list(path) {
      let part = "\(path)/\(name)"
      let status = try Files.status(part, followingLinks: false)
      // A folder in it is refused, by its name, when the table is read.
      if status.kind != .directory, let failure = failure(part, status) { return failure }
    }
    return nil
  }

  private static func failure(_ path: String, _ status: FileStatus) -> EngineError.HookFailure? {
    if status.kind != .regular { return .outputNotAFile(name(path)) }
    if status.size > hollowFrom, status.allocated < status.size / 16 {
      return .outputHollow(name(path), size: status.size, allocated: status.allocated)
    }
    return nil
  }

  /// A file itself, or the files of a folder.
  private static func files(_ path: String) throws -> [String] {
    try Files.isDirectory(path) ? Files.walk(path).map { "\(path)/\($0)" } : [path]
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
