import Columnar
import Engine
import Parallel
import Storage
import Texts

/// Checks every file, record, seal and the chain of a data directory, and writes nothing: no lock, no cache.
///
/// Each recorded file is read once, from its beginning to its end, whoever refers to it; files are read in parallel. A run
/// that is at work meanwhile is not taken for damage.
package struct Verifier {
  /// A file that records speak of.
  private struct Expected {
    let path: String
    let size: Int
    let digest: String
    let content: String
    /// The stages that recorded it, and the name they gave it.
    var owners: [(stage: StageReference, file: String)]
    let shared: Bool
  }

  private let root: String
  private let threads: Int
  private let publishes: (String) -> Bool

  /// Prepares a verification.
  ///
  /// - Parameters:
  ///   - root: The data directory.
  ///   - threads: How many files are read at once.
  ///   - publishes: Whether the output of the stage of this name leaves the house, which freezes the spec.
  package init(root: String, threads: Int, publishes: @escaping (String) -> Bool) {
    self.root = DataDirectory.claim(root)
    self.threads = threads
    self.publishes = publishes
  }

  /// Verifies the directory.
  ///
  /// - Parameter chain: The chain digest, or its beginning, of an iteration that must be there; nil asks nothing.
  /// - Returns: What was found; damage is no error.
  /// - Throws: `StorageError` if there is no such directory.
  package func run(expecting chain: String? = nil) throws -> Verification {
    // A run at work puts stages and manifests into place while they are read: what looks damaged then is looked at again.
    for _ in 0..<8 {
      let before = Generation(root: root)
      let found = try pass(expecting: chain)
      if found.isWhole || Generation(root: root) == before { return found }
    }
    return try pass(expecting: chain)
  }

  /// Verifies the directory as it is at the moment.
  private func pass(expecting chain: String?) throws -> Verification {
    guard Files.isDirectory(root) else { throw StorageError.missing(path: root) }
    let (store, storeSize, storeFindings) = StoreFile.read(root: root)
    var findings = storeFindings
    var remarks: [Remark] = []
    let iterations = readIterations(pipeline: store?.pipeline, &findings)
    findings += iterations.flatMap(\.findings)
    remarks += iterations.flatMap(\.remarks)

    let expected = Self.expected(iterations, root: root)
    let inventories = ["iterations", "embeddings", CorrectionFiles.folder, Erasures.folder].map {
      Inventory(root: root, folder: $0)
    }
    let inventory = inventories.flatMap(\.entries)
    findings += inventories.flatMap(\.findings)
    findings += UnexpectedFiles.top(root: root)
    let links = Links(root: root)
    findings += links.findings
    remarks += links.remarks
    let erased = ErasedFiles(root: root)
    findings += erased.findings
    remarks += erased.remarks
    let checks = try checkFiles(expected, erased, &findings, &remarks)
    let small = iterations.flatMap(\.checked) + erased.checked + [(StoreName.store, storeSize)]
    let known = Set((expected.map(\.path) + erased.checked.map(\.path)).map { Array($0.utf8) })
    let unexpected = UnexpectedFiles(root: root, iterations: iterations, known: known)
    try unexpected.look(at: inventory, threads: threads, &findings, &remarks)
    remarks += try Returned(root: root, iterations: iterations, erasures: erased.all).remarks()
    CorrectionFiles(root: root, iterations: iterations).look(at: inventory, &findings, &remarks)
    findings += OpeningOrder(root: root, iterations: iterations).findings
    Self.identify(&findings, expected)

    let dependence = Dependence(iterations.map { ($0.number, $0.records) })
    for index in findings.indices { findings[index].readers = Self.readers(findings[index], dependence) }
    findings = Self.eachOnce(findings)
    findings.sortByBytes(of: \.path)
    remarks.sortByBytes(of: \.path)
    return Verification(
      pipeline: store?.pipeline, iterations: Self.standings(iterations, findings, dependence), findings: findings,
      remarks: remarks, files: checks.files + small.count,
      bytes: checks.bytes + small.reduce(0) { $0 + $1.1 },
      uncovered: Self.uncovered(inventory, iterations), chain: chain.map { Self.answer($0, iterations) })
  }

  /// Leaves out what is found twice: a link is in the way of many files, and is named for each stage that wrote them.
  private static func eachOnce(_ findings: [Finding]) -> [Finding] {
    var kept: [Finding] = []
    for finding in findings where finding.problem != .link || !kept.contains(finding) { kept.append(finding) }
    let owned = Set(kept.filter { $0.problem == .link && $0.stage != nil }.map { Array($0.path.utf8) })
    return kept.filter { $0.problem != .link || $0.stage != nil || !owned.contains(Array($0.path.utf8)) }
  }

  /// How many logs no line of a log of runs has a digest of.
  private static func uncovered(_ inventory: [Inventory.Entry], _ iterations: [IterationRecord]) -> Int {
    let checked = Set(iterations.flatMap(\.checked).map { Array($0.path.utf8) })
    return inventory.count { UnexpectedFiles.isUncovered($0.path) && !checked.contains(Array($0.path.utf8)) }
  }

  // MARK: Records

  private func readIterations(pipeline: String?, _ findings: inout [Finding]) -> [IterationRecord] {
    let directory = "\(root)/iterations"
    guard Files.exists(directory) else { return [] }
    var numbers: [Int] = []
    for name in (try? Files.list(directory)) ?? [] {
      if let number = Int(name), number >= 0, DataDirectory.iterationName(number) == name {
        numbers.append(number)
      }
    }
    numbers.sort()
    let last = numbers.last ?? -1
    let there = Set(numbers)
    var iterations: [IterationRecord] = []
    for number in numbers {
      var iteration = IterationRecord(
        root: root, number: number, pipeline: pipeline, isLast: number == last, publishes: publishes)
      iteration.checkPrevious(iterations.last.flatMap { $0.number == number - 1 && !$0.isLost ? $0.manifest : nil })
      iterations.append(iteration)
      // A number in the folder's name could be anything: only what lies between two iterations is a gap, named once.
      if number > 0, !there.contains(number - 1) {
        let gap = "iterations/\(DataDirectory.iterationName(number - 1))"
        findings.append(Finding(gap, iteration: number - 1, .missing))
      }
    }
    return iterations
  }

  private static func expected(_ iterations: [IterationRecord], root: String) -> [Expected] {
    var files: [Expected] = []
    var known: [[UInt8]: Int] = [:]
    for iteration in iterations {
      for record in iteration.records + iteration.superseded {
        for output in record.outputs {
          let places = output.places(iteration: iteration.number, stage: record.name)
          let path = places.first { Files.exists("\(root)/\($0)") } ?? places[0]
          let owner = (stage: StageReference(iteration.number, record.name), file: output.path)
          let key = Array("\(path)\u{0}\(output.fileSHA256)".utf8)
          if let index = known[key] {
            files[index].owners.append(owner)
          } else {
            known[key] = files.count
            files.append(
              Expected(
                path: path, size: output.size, digest: output.fileSHA256, content: output.contentSHA256,
                owners: [owner], shared: output.shared))
          }
        }
      }
    }
    return files
  }

  // MARK: Files

  private func checkFiles(
    _ expected: [Expected], _ erased: ErasedFiles, _ findings: inout [Finding], _ remarks: inout [Remark]
  ) throws -> (files: Int, bytes: Int) {
    let dropped: DroppedParts
    do {
      dropped = try DroppedParts.read(root: root)
    } catch {
      findings.append(Finding(DroppedParts.path, .form))
      dropped = DroppedParts([])
    }
    // The longest first, so that no thread is left with one at the end.
    let order = expected.indices.sorted { (expected[$0].size, $1) > (expected[$1].size, $0) }
    let root = root
    let found = try Parallel.map(order.count, threads: threads) { position in
      Self.problem(with: expected[order[position]], root: root)
    }
    var bytes = 0
    for (position, index) in order.enumerated() {
      let file = expected[index]
      guard let (path, problem) = found[position] else {
        bytes += file.size
        continue
      }
      if problem == .missing, file.shared, dropped.contains(file.path, fileSHA256: file.digest) {
        remarks.append(Remark(file.path, .dropped))
        continue
      }
      if case .erased(let orders)? = erased.verdict(file.path, digest: file.digest, content: file.content) {
        remarks.append(Remark(file.path, .erased, detail: orders.joined(separator: ", ")))
        continue
      }
      for owner in file.owners {
        findings.append(
          Finding(path, iteration: owner.stage.iteration, stage: owner.stage.stage, problem))
      }
    }
    return (expected.count, bytes)
  }

  /// What is wrong with a file and where, nil if nothing is: a link may be in the way.
  private static func problem(with file: Expected, root: String) -> (path: String, problem: Finding.Problem)? {
    let path = "\(root)/\(file.path)"
    do {
      let status = try Files.status(path, followingLinks: false)
      guard status.kind == .regular else { return (file.path, status.kind == .link ? .link : .notAFile) }
      guard status.size == file.size else { return (file.path, .size(expected: file.size, found: status.size)) }
      let found = try Files.digest(of: path).digest.hex
      return found == file.digest ? nil : (file.path, .digest(expected: file.digest, found: found))
    } catch {
      let finding = Inventory.finding(file.path, root: root, error)
      return (finding.path, finding.problem)
    }
  }

  /// Says of files with wrong bytes whose bytes they are: two files that were swapped, a copy under a wrong name.
  private static func identify(_ findings: inout [Finding], _ expected: [Expected]) {
    let paths = Dictionary(expected.map { ($0.digest, $0.path) }, uniquingKeysWith: { first, _ in first })
    for index in findings.indices {
      if case .digest(_, let found) = findings[index].problem { findings[index].holds = paths[found] }
    }
  }

  // MARK: What follows

  private static func readers(_ finding: Finding, _ dependence: Dependence) -> [StageReference] {
    guard let iteration = finding.iteration, let stage = finding.stage else { return [] }
    let writer = StageReference(iteration, stage)
    let folder = "iterations/\(DataDirectory.iterationName(iteration))/\(stage)/"
    guard finding.path.utf8.starts(with: folder.utf8) else { return dependence.readers(of: writer) }
    let file = String(decoding: finding.path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
    return dependence.readers(of: file, stage: writer)
  }

  /// Which iteration has a chain digest, or one that begins so.
  private static func answer(_ chain: String, _ iterations: [IterationRecord]) -> Verification.Chain {
    let asked = chain.lowercased()
    let sealed = iterations.filter { !$0.isLost && $0.manifest?.sealed != nil }
    let known = sealed.last { !asked.isEmpty && $0.manifest?.sealed?.chain.hasPrefix(asked) == true }
    return Verification.Chain(asked: chain, iteration: known?.number)
  }

  private static func standings(
    _ iterations: [IterationRecord], _ findings: [Finding], _ dependence: Dependence
  ) -> [Verification.Standing] {
    var damaged: Set<StageReference> = []
    for finding in findings {
      if let iteration = finding.iteration, let stage = finding.stage { damaged.insert(.init(iteration, stage)) }
    }
    // Where the manifest itself is lost nothing says any more what its stages were to hold.
    let lost = iterations.filter(\.isLost)
    let sources = damaged.union(
      lost.flatMap { iteration in iteration.records.map { .init(iteration.number, $0.name) } })
    let reached = dependence.madeFrom(sources)
    return iterations.map { iteration in
      let names = iteration.records.map(\.name)
      let affected = names.filter {
        reached.contains(.init(iteration.number, $0)) && !damaged.contains(.init(iteration.number, $0))
      }
      return Verification.Standing(
        iteration: iteration.number, sealed: iteration.manifest?.sealed != nil,
        chain: iteration.isLost ? nil : iteration.manifest?.sealed?.chain,
        damaged: names.filter { damaged.contains(.init(iteration.number, $0)) }, affected: affected,
        stands: affected.isEmpty && !findings.contains { $0.iteration == iteration.number })
    }
  }
}
