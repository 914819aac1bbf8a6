import Engine
import Foundation
import Stages
import Storage
import Texts

/// Whether the data directory, or the place where it will be, does what the promises rest on.
enum DirectoryCheck {
  /// Less than this is too little for anything.
  private static let leastSpace = 200 << 20

  static func findings(_ root: String, pipeline: String?) -> [DoctorFinding] {
    let isThere = Files.isDirectory(root)
    if !isThere, Files.exists(root) {
      return [DoctorFinding(.data, .wrong, "\(root.quoted) is no folder", mend: "name another with data: in the spec")]
    }
    // Where it is not there yet, the nearest folder that is will hold it.
    var place = root
    while !Files.isDirectory(place), place.count > 1 { place = Files.parent(of: place) }
    var findings = [
      DoctorFinding(
        .data, .good,
        isThere ? "the data directory is \(root)" : "the data directory \(root) will be made by the first run")
    ]
    if let problem = cannotWrite(into: place) {
      findings.append(
        DoctorFinding(
          .data, .wrong, "nothing can be written into \(place.quoted): \(problem)",
          mend: "chown or chmod it, or name another with data: in the spec"))
      return findings
    }
    if let problem = promises(in: place) {
      findings.append(
        DoctorFinding(
          .data, .wrong, "the file system of \(place.quoted) does not do what a run rests on: \(problem)",
          mend: "name a folder on a local file system with data: in the spec"))
    } else {
      findings.append(
        DoctorFinding(.data, .good, "files are renamed, brought to the disk and locked there as they should be"))
    }
    findings += space(place)
    if isThere { findings += contents(root, pipeline: pipeline) }
    return findings
  }

  /// Why no file can be made in a folder; nil where one can.
  static func cannotWrite(into folder: String) -> String? {
    let path = "\(folder)/.winnow-doctor-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try Files.writeAtomically([0], to: path)
      try Files.remove(path)
      return nil
    } catch {
      try? Files.remove(path)
      return (error as? any ReportedError)?.message ?? "\(error)"
    }
  }

  /// What of the promises a file system breaks; nil where it keeps them.
  private static func promises(in folder: String) -> String? {
    let scratch = "\(folder)/.winnow-doctor-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? Files.remove(scratch) }
    do {
      try Files.createDirectory("\(scratch)/staged")
      try Files.writeAtomically([1], to: "\(scratch)/staged/a")
      try Files.publish("\(scratch)/staged", as: "\(scratch)/final")
      try Files.createDirectory("\(scratch)/staged")
      try Files.writeAtomically([2], to: "\(scratch)/staged/a")
      // What is there is exchanged for what is new.
      try Files.publish("\(scratch)/staged", as: "\(scratch)/final")
      guard try Files.read("\(scratch)/final/a") == [2] else { return "a renamed folder holds what was there before" }
      let store = try DataDirectory.create("\(scratch)/store", pipeline: "doctor")
      let lock = try store.lock()
      defer { withExtendedLifetime(lock) {} }
      do {
        _ = try store.lock()
        return "two processes at once may hold the lock"
      } catch StorageError.locked {
        return nil
      }
    } catch {
      return (error as? any ReportedError)?.message ?? "\(error)"
    }
  }

  private static func space(_ folder: String) -> [DoctorFinding] {
    guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder),
      let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue
    else { return [] }
    let says = "\((Double(free) / 1e9).decimal(1)) GB are free"
    return free < leastSpace
      ? [DoctorFinding(.data, .wrong, "only \(says)", mend: "winnow gc frees what no iteration needs")]
      : [DoctorFinding(.data, .good, says)]
  }

  /// What the directory holds: whose it is, links that no run follows, and who is at work.
  private static func contents(_ root: String, pipeline: String?) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    for name in (try? Files.list(root)) ?? [] where name != "inbox" {
      guard (try? Files.status("\(root)/\(name)", followingLinks: false))?.kind == .link else { continue }
      findings.append(
        DoctorFinding(
          .data, .wrong, "\("\(root)/\(name)".quoted) is a link; below the data directory none is followed",
          mend: "put the folder itself there, or mount it"))
    }
    guard Files.exists("\(root)/\(StoreName.store)") else {
      let others = ((try? Files.list(root)) ?? []).filter { !$0.hasPrefix(".") }
      if !others.isEmpty {
        findings.append(
          DoctorFinding(.data, .note, "the folder holds other things (\(others[0])…), which a run leaves alone"))
      }
      return findings
    }
    do {
      let directory = try DataDirectory.open(root)
      if let pipeline, !directory.pipeline.equalsByBytes(pipeline) {
        throw StorageError.otherPipeline(path: root, found: directory.pipeline, expected: pipeline)
      }
      let count = try directory.iterations().count
      do {
        _ = try directory.lock()
        findings.append(DoctorFinding(.data, .good, "\(count.counted("iteration")), nobody is at work on it"))
      } catch StorageError.locked(_, let holder) {
        findings.append(
          DoctorFinding(.data, .note, "\(count.counted("iteration")); at work on it now: \(holder.printable)"))
      }
    } catch {
      findings.append(
        DoctorFinding(
          .data, .wrong, (error as? any ReportedError)?.message ?? "\(error)",
          mend: "winnow verify says what is damaged, if anything is"))
    }
    return findings
  }
}
