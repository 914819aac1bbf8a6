import Columnar
import Engine
import Storage

/// Tells bytes that were erased on record from damage.
struct ErasedFiles {
  /// What a file is.
  enum Verdict: Equatable {
    /// Its bytes are those that erasures on record left; the orders, each once.
    case erased(orders: [String])
    /// An erasure touched it, and it is not what that left.
    case notCovered
  }

  private let root: String
  private let erasures: Erasures
  /// The records that can be read.
  var all: Erasures { erasures }
  /// What is wrong with the records themselves.
  private(set) var findings: [Finding] = []
  /// Erasures that a kill cut short.
  private(set) var remarks: [Remark] = []
  /// The records' own files and their sizes.
  private(set) var checked: [(path: String, size: Int)] = []

  init(root: String) {
    self.root = root
    var records = Erasures.none
    do {
      records = try Erasures(root: root)
      for record in records.records {
        let path = "\(Erasures.folder)/\(Erasures.name(record.number))"
        checked.append((path, try Files.size("\(root)/\(path)")))
        if try !ManifestFile.holdsExactly(record, at: "\(root)/\(path)") { findings.append(Finding(path, .form)) }
        if record.state == .intended { remarks.append(Remark(path, .erasing, detail: record.order)) }
      }
    } catch EngineError.damaged(let path, _) {
      findings.append(Finding(String(path.dropFirst(root.count + 1)), .form))
    } catch {
      findings.append(Inventory.finding(Erasures.folder, root: root, error))
    }
    erasures = records
  }

  /// Judges a file that is not what was recorded of it.
  ///
  /// - Parameters:
  ///   - path: Below the data directory.
  ///   - digest: The SHA-256 that was recorded when it was written.
  ///   - content: The content digest that was recorded.
  /// - Returns: Nil if no erasure touched it.
  func verdict(_ path: String, digest: String, content: String) -> Verdict? {
    let edits = erasures.edits(of: path)
    guard !edits.isEmpty else { return nil }
    var states: [Erasure.Bytes?] = []
    var orders: [String] = []
    var expected = digest
    for (edit, record) in edits {
      guard edit.before.sha256 == expected else { return .notCovered }
      // What is intended may have been done or not.
      if record.state == .intended { states.append(edit.before) }
      states.append(edit.after)
      if !orders.contains(record.order) { orders.append(record.order) }
      expected = edit.after?.sha256 ?? ""
    }
    let allowed = edits.last?.record.state == .intended ? states.suffix(2) : states.suffix(1)
    guard Files.exists("\(root)/\(path)") else {
      return allowed.contains(nil) ? .erased(orders: orders) : .notCovered
    }
    guard let status = try? Files.status("\(root)/\(path)", followingLinks: false), status.kind == .regular,
      let found = try? Files.digest(of: "\(root)/\(path)"),
      allowed.contains(Erasure.Bytes(sha256: found.digest.hex, size: found.size))
    else { return .notCovered }
    return proves(path, edits.map(\.edit), content: content) ? .erased(orders: orders) : .notCovered
  }

  /// Whether the blocks that were not erased, and the digests that the erased ones keep, still make the recorded content.
  private func proves(_ path: String, _ edits: [Erasure.Edit], content: String) -> Bool {
    guard let columns = edits.first?.columns else { return edits.allSatisfy { $0.columns == nil } }
    guard let file = try? ContentDigest.blocks(ofFile: "\(root)/\(path)"), file.blocks.count == columns.count else {
      return false
    }
    var kept: [[Digest]] = []
    for (index, column) in columns.enumerated() {
      let blocks = column.blocks.compactMap { Digest(hex: $0) }
      guard column.name == file.schema.columns[index].name, blocks.count == column.blocks.count,
        blocks.count == file.blocks[index].count
      else { return false }
      var erased: Set<Int> = []
      for edit in edits { erased.formUnion(edit.columns.map { $0[index].erased } ?? []) }
      for block in blocks.indices where !erased.contains(block) && blocks[block] != file.blocks[index][block] {
        return false
      }
      kept.append(blocks)
    }
    return ContentDigest.joining(file.schema, rows: file.rows, blocks: kept).hex == content
  }
}
