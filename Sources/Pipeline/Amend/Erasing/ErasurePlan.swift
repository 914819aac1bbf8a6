import Audit
import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// Finds what a data directory holds of a picture, and what each file would be without it; changes nothing.
struct ErasurePlan {
  /// A change and the bytes that it leaves; nil removes the file.
  struct Change {
    let edit: Erasure.Edit
    let bytes: [UInt8]?
  }

  /// By path.
  private(set) var changes: [Change] = []
  /// What is left, and why.
  private(set) var remains: [String] = []

  private let directory: DataDirectory
  private let search: ErasureSearch
  private let erasures: Erasures

  /// Plans.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - search: The picture.
  ///   - erasures: What was erased before.
  ///   - poolRoot: The folder of the images, if their files are to go too.
  ///   - scratch: An empty folder for tables in the making.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(
    _ directory: DataDirectory, _ search: ErasureSearch, erasures: Erasures, poolRoot: String?, scratch: String
  ) throws {
    self.directory = directory
    self.search = search
    self.erasures = erasures
    let eraser = EntryEraser(isAbout: search.isAbout)
    for path in search.files { try look(at: path, eraser, scratch: scratch) }
    try returned(eraser)
    try served()
    try vectors(scratch: scratch)
    try cache(scratch: scratch)
    for image in search.images { try pixels(image, root: poolRoot) }
    changes.sortByBytes(of: \.edit.path)
  }

  private mutating func look(at path: String, _ eraser: EntryEraser, scratch: String) throws {
    let parts = path.split(separator: "/")
    if parts.contains(Substring(Catalogue.Folder.raw)) { return try entries(path, .returned, eraser) }
    if parts.contains(where: { StageName.isExport($0) }) { return try entries(path, .payload, eraser) }
    switch parts.last {
    case Substring(Catalogue.Report.page.file):
      let bytes = try Files.read(directory.path(path), limit: 1 << 30)
      if let rest = ReportEraser.erased(bytes, images: search.images) { add(path, .thumbnail, bytes, rest) }
    case Substring(Catalogue.Amend.rejected.file):
      let search = search
      try table(path, .row, column: "content", scratch: scratch) { table in
        let tasks = try table.optionalStrings("task_id")
        let content = try table.strings("content").strings
        let rows = (0..<table.rowCount).filter { search.isTask(tasks[$0]) && !content[$0].isEmpty }
        var rest = content
        for row in rows { rest[row] = "" }
        return (rows, .strings(rest))
      }
    default: return
    }
  }

  /// What people returned and lies in the inbox; what a link there leads to is not ours to edit.
  private mutating func returned(_ eraser: EntryEraser) throws {
    let links = Links(root: directory.root).remarks.filter { $0.kind == .inboxLink }.map(\.path)
    remains += links.map { "what the link \($0) leads to; erase it there by hand" }
    let inbox = directory.path("inbox")
    guard !links.contains("inbox"), Files.isDirectory(inbox) else { return }
    for name in try Files.walk(inbox).map({ "inbox/\($0)" })
    where !links.contains(where: { name.equalsByBytes($0) || name.utf8.starts(with: "\($0)/".utf8) }) {
      try entries(name, .returned, eraser)
    }
  }

  /// The copies that people were shown, each called by its task.
  private mutating func served() throws {
    let folder = directory.path(ServedPictures.folder)
    guard Files.isDirectory(folder) else { return }
    for name in try Files.walk(folder) {
      let base = name.split(separator: "/").last.map(String.init) ?? name
      let task = base.split(separator: ".").first.map(String.init) ?? base
      guard search.isTask(task) else { continue }
      let known = try Files.digest(of: "\(folder)/\(name)")
      changes.append(
        Change(
          edit: Erasure.Edit(
            path: "\(ServedPictures.folder)/\(name)", kind: .served,
            before: .init(sha256: known.digest.hex, size: known.size), after: nil),
          bytes: nil))
    }
  }

  private mutating func entries(_ path: String, _ kind: Erasure.Kind, _ eraser: EntryEraser) throws {
    guard [".json", ".jsonl", ".csv"].contains(where: PayloadName.folded(path).hasSuffix),
      !path.hasSuffix("/\(StoreName.stage)")
    else { return }
    let bytes = try Files.read(directory.path(path), limit: 1 << 30)
    if let rest = eraser.erased(bytes, name: path) { add(path, kind, bytes, rest) }
  }

  private mutating func add(_ path: String, _ kind: Erasure.Kind, _ before: [UInt8], _ after: [UInt8]) {
    changes.append(
      Change(
        edit: Erasure.Edit(path: path, kind: kind, before: Self.bytes(before), after: Self.bytes(after)), bytes: after))
  }

  private static func bytes(_ bytes: [UInt8]) -> Erasure.Bytes {
    Erasure.Bytes(sha256: Digest(of: bytes).hex, size: bytes.count)
  }

  // MARK: Tables

  /// Plans the change of one column of a table in some rows.
  private mutating func table(
    _ path: String, _ kind: Erasure.Kind, column: String, scratch: String,
    _ change: (Table) throws -> (rows: [Int], column: Column)
  ) throws {
    let source = directory.path(path)
    let reader = try TableReader(path: source)
    guard reader.schema.index(of: column) != nil else { return }
    let table = try reader.read(as: reader.schema)
    let (rows, changed) = try change(table)
    guard !rows.isEmpty, let index = table.schema.index(of: column) else { return }
    var columns = table.columns
    columns[index] = changed
    let target = "\(scratch)/table.parquet"
    _ = try TableIO.write(Table(schema: table.schema, columns: columns), to: target)
    // Of a file that was changed before, the digests of then are kept.
    let known = erasures.edits(of: path).first?.edit.columns
    let blocks = try ContentDigest.blocks(ofFile: source).blocks
    let erased = Set(rows.map { $0 / ContentDigest.blockRows }).sorted()
    let proofs = table.schema.columns.enumerated().map { place, declared in
      Erasure.Column(
        name: declared.name, blocks: known.map { $0[place].blocks } ?? blocks[place].map(\.hex),
        erased: place == index ? erased : [])
    }
    let before = try Files.digest(of: source)
    let bytes = try Files.read(target, limit: 4 << 30)
    changes.append(
      Change(
        edit: Erasure.Edit(
          path: path, kind: kind, before: .init(sha256: before.digest.hex, size: before.size),
          after: Self.bytes(bytes), columns: proofs), bytes: bytes))
  }

  /// Sets the picture's vectors to zero; a part that nothing refers to goes as a whole.
  private mutating func vectors(scratch: String) throws {
    guard Files.isDirectory(directory.path("embeddings")) else { return }
    let garbage = Set(try Garbage(root: directory.root, cache: false).items.map(\.path))
    for name in try Files.walk(directory.path("embeddings")) {
      let path = "embeddings/\(name)"
      guard path.contains("/parts/"), path.hasSuffix(".parquet") else { continue }
      let reader = try TableReader(path: directory.path(path))
      let digests = try reader.read(columns: ["sha256"], as: reader.schema).digests("sha256")
      let rows = digests.indices.filter { search.digests.contains(digests[$0].hex) }
      guard !rows.isEmpty else { continue }
      if garbage.contains(path) {
        try remove(path, .part)
        continue
      }
      try table(path, .vector, column: "embedding", scratch: scratch) { table in
        var (values, offsets) = try table.floatLists("embedding")
        let left = rows.filter { row in values[offsets[row]..<offsets[row + 1]].contains { $0 != 0 } }
        for row in left { for place in offsets[row]..<offsets[row + 1] { values[place] = 0 } }
        return (left, .floatLists(values: values, offsets: offsets))
      }
    }
  }

  /// Takes the picture out of the cache, and checkpoints of hooks, which may hold anything, as a whole.
  private mutating func cache(scratch: String) throws {
    guard Files.isDirectory(directory.path("cache")) else { return }
    for name in try Files.walk(directory.path("cache")) {
      let path = "cache/\(name)"
      guard let (table, ids) = try cached(path) else {
        // What a hook or a damaged file holds is not known; a cache is made again.
        if name.hasPrefix("checkpoints/") || name.hasSuffix(".parquet") { try remove(path, .cache) }
        continue
      }
      let kept = ids.indices.filter { row in !search.images.contains { $0.equalsByBytes(ids[row]) } }
      guard kept.count < ids.count else { continue }
      let target = "\(scratch)/cache.parquet"
      _ = try TableIO.write(table.rows(kept), to: target)
      let before = try Files.read(directory.path(path), limit: 4 << 30)
      add(path, .cache, before, try Files.read(target, limit: 4 << 30))
    }
  }

  /// A table of the cache and its images; nil for what is none, or cannot be read.
  private func cached(_ path: String) throws -> (table: Table, ids: [String])? {
    guard path.hasSuffix(".parquet") else { return nil }
    do {
      let reader = try TableReader(path: directory.path(path))
      let table = try reader.read(as: reader.schema)
      return (table, try table.strings("image_id").strings)
    } catch is ColumnarError {
      return nil
    }
  }

  // MARK: Files

  private mutating func remove(_ path: String, _ kind: Erasure.Kind) throws {
    let (digest, size) = try Files.digest(of: directory.path(path))
    changes.append(
      Change(
        edit: Erasure.Edit(path: path, kind: kind, before: .init(sha256: digest.hex, size: size), after: nil),
        bytes: nil))
  }

  private mutating func pixels(_ image: String, root: String?) throws {
    guard let root else {
      remains.append("the file \(image) in the pool's folder: --pixels removes it")
      return
    }
    let path = "\(root)/\(image)"
    guard Files.exists(path) else { return }
    guard try Files.status(path, followingLinks: false).kind != .link else {
      remains.append("what the link \(image) in the pool's folder leads to; erase it there by hand")
      return
    }
    let (digest, size) = try Files.digest(of: path)
    // The name may have been given to another picture since.
    guard search.digests.contains(digest.hex) else {
      remains.append("the file \(image) in the pool's folder: it has other bytes than the picture that is erased")
      return
    }
    changes.append(
      Change(
        edit: Erasure.Edit(
          path: "pool/\(image)", kind: .pixels, before: .init(sha256: digest.hex, size: size), after: nil), bytes: nil))
  }
}
