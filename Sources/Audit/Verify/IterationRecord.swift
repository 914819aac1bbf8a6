import Engine
import Storage
import Texts

/// What the small files of an iteration's folder record, and what is wrong with them.
struct IterationRecord {
  let number: Int
  /// Nil if it cannot be believed.
  private(set) var manifest: Manifest?
  /// The stages' records, in order.
  private(set) var records: [StageRecord] = []
  private(set) var findings: [Finding] = []
  private(set) var remarks: [Remark] = []
  /// The paths of the small files that were checked here, and their sizes.
  private(set) var checked: [(path: String, size: Int)] = []
  /// The records of batches that were chosen again, each stage under the name of the folder that it is kept in.
  private(set) var superseded: [StageRecord] = []
  /// The openings of the acceptance set that the files in the folder hold.
  private(set) var openings: [AcceptanceOpening] = []
  /// The paths of those files, whatever they hold.
  private(set) var openingFiles: [String] = []
  /// Whether the manifest itself is damaged or missing: nothing made from this iteration can be believed then.
  private(set) var isLost = false

  private let root: String
  private let folder: String

  /// Reads an iteration.
  ///
  /// - Parameters:
  ///   - root: The data directory.
  ///   - number: The iteration's number.
  ///   - pipeline: The pipeline's name, nil if `store.json` does not say.
  ///   - isLast: Whether no iteration comes after: only then may its run have been killed before there was a manifest.
  ///   - publishes: Whether the output of the stage of this name leaves the house, which freezes the spec.
  init(root: String, number: Int, pipeline: String?, isLast: Bool, publishes: (String) -> Bool) {
    self.root = root
    self.number = number
    folder = "iterations/\(DataDirectory.iterationName(number))"
    readManifest(pipeline: pipeline)
    let folders = stageFolders()
    readRecords(folders, mayLackManifest: isLast && folders.count < 2)
    checkSpec(publishes)
    readSuperseded()
    readOpenings()
    checkLog()
  }

  // MARK: The manifest

  private mutating func readManifest(pipeline: String?) {
    let path = "\(folder)/\(StoreName.manifest)"
    guard let found = read(Manifest.self, path, stage: nil) else { return }
    if found.layout > Manifest.currentLayout { report(path, .layout(found: found.layout)) }
    if let pipeline, !found.pipeline.equalsByBytes(pipeline) { report(path, .belongsTo(found.pipeline)) }
    if found.iteration != number { report(path, .belongsTo("iteration \(found.iteration)")) }
    for record in found.stages where StageKey.key(record.components) != record.key {
      report(path, .key(stage: record.name))
    }
    if let seal = found.sealed, Sealing.seal(found) != seal { report(path, .seal) }
    isLost = !findings.isEmpty
    manifest = found
  }

  /// Checks that the manifest goes on from the one before.
  mutating func checkPrevious(_ previous: Manifest?) {
    guard let manifest else { return }
    if number == 0 ? manifest.previous != nil : previous != nil && manifest.previous != previous?.sealed {
      report("\(folder)/\(StoreName.manifest)", .previous)
    }
  }

  // MARK: The stages

  /// The names of the folders that are not `logs`.
  private func stageFolders() -> [String] {
    let names = (try? Files.list("\(root)/\(folder)")) ?? []
    return names.filter { name in
      name != "logs" && name != Supersession.parent
        && (try? Files.status("\(root)/\(folder)/\(name)", followingLinks: false))?.kind == .directory
    }
  }

  private mutating func readRecords(_ folders: [String], mayLackManifest: Bool) {
    let path = "\(folder)/\(StoreName.manifest)"
    if manifest == nil, findings.isEmpty {
      if mayLackManifest {
        remarks.append(Remark(folder, .interrupted))
      } else {
        report(path, .missing)
      }
    }
    isLost = isLost || (manifest == nil && !findings.isEmpty)
    let sealed = manifest?.sealed != nil
    records = manifest?.stages ?? []
    for record in records where !folders.contains(where: { $0.equalsByBytes(record.name) }) {
      let path = "\(folder)/\(record.name)"
      let kind = (try? Files.status("\(root)/\(path)", followingLinks: false))?.kind
      if kind == .link {
        report(path, stage: record.name, .link)
      } else {
        report("\(path)/\(StoreName.stage)", stage: record.name, .missing)
      }
    }
    for name in folders {
      let path = "\(folder)/\(name)/\(StoreName.stage)"
      let known = records.firstIndex { $0.name.equalsByBytes(name) }
      guard Files.exists("\(root)/\(path)") else {
        if known != nil { report(path, stage: name, .missing) }
        continue
      }
      guard let record = read(StageRecord.self, path, stage: name) else { continue }
      if let known, records[known] == record { continue }
      if StageKey.key(record.components) != record.key { report(path, stage: name, .key(stage: record.name)) }
      if !record.name.equalsByBytes(name) {
        report(path, stage: name, .belongsTo("stage \(record.name)"))
      } else if sealed {
        report(path, stage: name, .record)
      } else {
        // The folder and its record appear in one rename; the manifest follows.
        if manifest != nil { remarks.append(Remark(path, .interrupted)) }
        if let known { records[known] = record } else { records.append(record) }
      }
    }
  }

  /// Checks the records of batches that were chosen again; the manifest has them.
  private mutating func readSuperseded() {
    for (index, batch) in (manifest?.superseded ?? []).enumerated() {
      let name = Supersession.folder(index + 1)
      remarks.append(Remark("\(folder)/\(name)", .reselected, detail: batch.reason))
      if let found = read(Supersession.self, "\(folder)/\(name)/\(StoreName.superseded)", stage: nil) {
        if found != batch { report("\(folder)/\(name)/\(StoreName.superseded)", .record) }
      } else if !Files.exists("\(root)/\(folder)/\(name)/\(StoreName.superseded)") {
        report("\(folder)/\(name)/\(StoreName.superseded)", .missing)
      }
      superseded.append(StageRecord(name: name, key: "", components: [], outputs: batch.files))
      for record in batch.stages {
        let stage = "\(name)/\(record.name)"
        let path = "\(folder)/\(stage)/\(StoreName.stage)"
        if StageKey.key(record.components) != record.key { report(path, stage: stage, .key(stage: record.name)) }
        if !Files.exists("\(root)/\(path)") {
          report(path, stage: stage, .missing)
        } else if let found = read(StageRecord.self, path, stage: stage), found != record {
          report(path, stage: stage, .record)
        }
        superseded.append(
          StageRecord(name: stage, key: record.key, components: record.components, outputs: record.outputs))
      }
    }
  }

  /// Checks the records of openings of the acceptance set: no seal covers them, and each carries a digest of itself.
  private mutating func readOpenings() {
    for name in (try? Files.list("\(root)/\(folder)")) ?? [] {
      guard let place = StoreName.openingNumber(name) else { continue }
      let path = "\(folder)/\(name)"
      openingFiles.append(path)
      guard let found = read(AcceptanceOpening.self, path, stage: nil) else { continue }
      if found.winnowAcceptance > AcceptanceOpening.version {
        report(path, .layout(found: found.winnowAcceptance))
      } else if found.number != place {
        report(path, .belongsTo("opening \(found.number)"))
      } else if found.iteration != number {
        report(path, .belongsTo("iteration \(found.iteration)"))
      } else if !isLost, found.chain != manifest?.sealed?.chain {
        report(path, .otherChain)
      } else {
        remarks.append(Remark(path, .opened, detail: found.reason ?? ""))
        openings.append(found)
      }
    }
  }

  // MARK: Spec and log

  private mutating func checkSpec(_ publishes: (String) -> Bool) {
    let path = "\(folder)/\(StoreName.spec)"
    guard let manifest else { return }
    do {
      let (digest, size) = try Files.digest(of: "\(root)/\(path)")
      checked.append((path, size))
      guard digest.hex != manifest.specSHA256 else { return }
      if records.contains(where: { publishes($0.name) }) || manifest.sealed != nil {
        report(path, .digest(expected: manifest.specSHA256, found: digest.hex))
      } else {
        remarks.append(Remark(path, .interrupted))
      }
    } catch {
      report(path, error)
    }
  }

  private mutating func checkLog() {
    let path = "\(folder)/\(StoreName.runLog)"
    guard Files.exists("\(root)/\(path)") else {
      // The line about the first stage follows its folder and the manifest.
      if records.count > 1 {
        report(path, .missing)
      } else if !records.isEmpty {
        remarks.append(Remark(path, .incompleteLog))
      }
      return
    }
    do {
      let bytes = try Files.read("\(root)/\(path)", limit: 256 << 20)
      checked.append((path, bytes.count))
      let log = RunLog.read(bytes)
      if let line = log.broken { return report(path, .line(line)) }
      checkTold(log.lines, path: path)
      for name in log.openings where !Files.exists("\(root)/\(folder)/\(name)") {
        report("\(folder)/\(name)", .missing)
      }
      checkLogs(log.lines)
    } catch {
      report(path, error)
    }
  }

  /// Whether the log has everything that the manifest has: where it ends with a beginning a run was killed.
  private mutating func checkTold(_ lines: [RunLog.Line], path: String) {
    let done = Set(lines.filter { $0.outcome == "done" }.map { Array($0.event.utf8) })
    let events = records.map(\.name) + (manifest?.sealed == nil ? [] : ["sealed"])
    let untold = events.filter { !done.contains(Array($0.utf8)) }
    guard !untold.isEmpty else { return }
    let begun = Set(lines.filter { $0.outcome == "begun" }.map { Array($0.event.utf8) })
    if untold.allSatisfy({ begun.contains(Array($0.utf8)) }) {
      remarks.append(Remark(path, .killedBeforeLog, detail: untold.joined(separator: ", ")))
    } else {
      remarks.append(Remark(path, .incompleteLog))
    }
  }

  /// Checks the logs of hooks against the digests that the log of runs has of them.
  private mutating func checkLogs(_ lines: [RunLog.Line]) {
    var known: [(name: String, digest: String, event: String)] = []
    for line in lines {
      // What a stage that was begun again has written since is not on record.
      if line.outcome == "begun" { known.removeAll { $0.event.equalsByBytes(line.event) } }
      known += (line.logs ?? []).map { ($0.name, $0.sha256, line.event) }
    }
    for log in known.sortedByBytes(of: \.name) {
      let path = "\(folder)/logs/\(log.name)"
      do {
        let (digest, size) = try Files.digest(of: "\(root)/\(path)")
        checked.append((path, size))
        if digest.hex != log.digest { report(path, .digest(expected: log.digest, found: digest.hex)) }
      } catch {
        report(path, error)
      }
    }
  }

  // MARK: Reading

  private mutating func read<Value: Codable & Sendable>(
    _ type: Value.Type, _ path: String, stage: String?
  ) -> Value? {
    do {
      let status = try Files.status("\(root)/\(path)", followingLinks: false)
      guard status.kind == .regular else {
        report(path, stage: stage, status.kind == .link ? .link : .notAFile)
        return nil
      }
      checked.append((path, status.size))
      guard let value = try ManifestFile.read(type, from: "\(root)/\(path)"),
        try ManifestFile.holdsExactly(value, at: "\(root)/\(path)")
      else {
        report(path, stage: stage, .form)
        return nil
      }
      return value
    } catch EngineError.damaged {
      report(path, stage: stage, .form)
    } catch StorageError.missing {
      // Whether it may be missing is judged by who asks.
    } catch {
      report(path, stage: stage, error)
    }
    return nil
  }

  private mutating func report(_ path: String, stage: String? = nil, _ problem: Finding.Problem) {
    findings.append(Finding(path, iteration: number, stage: stage, problem))
  }

  private mutating func report(_ path: String, stage: String? = nil, _ error: any Error) {
    findings.append(Inventory.finding(path, root: root, iteration: number, stage: stage, error))
  }
}
