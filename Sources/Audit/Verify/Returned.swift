import Engine
import Storage

/// Compares what people returned, in the inbox, with the copies that stages took in.
///
/// The copies are covered by seals and the inbox is not: a difference is worth knowing and no damage.
struct Returned {
  private let root: String
  private let iterations: [IterationRecord]
  private let erasures: Erasures

  init(root: String, iterations: [IterationRecord], erasures: Erasures) {
    self.root = root
    self.erasures = erasures
    self.iterations = iterations
  }

  /// A remark for each file of an inbox that is not what was taken in.
  ///
  /// - Throws: Nothing of its own.
  func remarks() throws -> [Remark] {
    var remarks: [Remark] = []
    let late = taken(later: "input late/")
    for iteration in iterations {
      let folder = "inbox/\(DataDirectory.iterationName(iteration.number))"
      let taken = iteration.records.flatMap { record in
        record.components.filter { $0.name.hasPrefix("input inbox/") }
          .map { (name: Array($0.name.utf8.dropFirst("input inbox/".utf8.count)), digest: $0.value) }
      }
      let digests = Dictionary(taken.map { ($0.name, Set([$0.digest])) }, uniquingKeysWith: { $0.union($1) })
      for entry in Inventory(root: root, folder: folder).entries {
        let name = entry.path.utf8.dropFirst(folder.utf8.count + 1)
        guard entry.status.kind == .regular,
          !name.split(separator: UInt8(ascii: "/")).contains(where: { $0.first == UInt8(ascii: ".") })
        else { continue }
        let found = try? Files.digest(of: "\(root)/\(entry.path)").digest.hex
        let origins = found.map { erasures.origins(of: entry.path, digest: $0) } ?? []
        if origins.count > 1, let order = erasures.edits(of: entry.path).last?.record.order {
          remarks.append(Remark(entry.path, .erased, detail: order))
          continue
        }
        if let iteration = late["\(DataDirectory.iterationName(iteration.number))\u{0}\(found ?? "")"] {
          remarks.append(Remark(entry.path, .late, detail: String(iteration)))
          continue
        }
        guard let known = digests[Array(name)] else {
          remarks.append(Remark(entry.path, .inboxNotTaken))
          continue
        }
        if !known.contains(found ?? "") { remarks.append(Remark(entry.path, .inboxDiffers)) }
      }
    }
    return remarks
  }

  /// The files that iterations took in for earlier ones: by the earlier one's number and the digest, which one took it.
  private func taken(later prefix: String) -> [String: Int] {
    var takers: [String: Int] = [:]
    for iteration in iterations {
      for component in iteration.records.flatMap(\.components) where component.name.hasPrefix(prefix) {
        let origin = component.name.dropFirst(prefix.count).prefix { $0 != "/" }
        takers["\(origin)\u{0}\(component.value)"] = iteration.number
      }
    }
    return takers
  }
}
