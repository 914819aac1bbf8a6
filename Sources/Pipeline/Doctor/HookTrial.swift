import Engine
import Foundation
import Spec
import Stages
import Storage
import Texts

/// Embeds eight images of the pool in a scratch folder, so that a program that cannot is known before a run begins.
struct HookTrial {
  /// How many images are embedded.
  static let images = 8

  private let project: Project

  init(_ project: Project) { self.project = project }

  func findings() async -> [DoctorFinding] {
    let scratch = FileManager.default.temporaryDirectory.appending(
      path: "winnow-doctor-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? Files.remove(scratch) }
    do {
      let start = ContinuousClock.now
      let count = try await embed(in: scratch)
      let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
      return [
        DoctorFinding(
          .hooks, .good, "\(count.counted("image")) embedded in \(seconds.decimal(1)) s, in a scratch folder")
      ]
    } catch {
      return [
        DoctorFinding(
          .hooks, .wrong,
          "embedding \(Self.images) images fails: \((error as? any ReportedError)?.message ?? "\(error)")",
          mend: "correct stages.embed in the spec, or the program; winnow doctor --try tries again")
      ]
    }
  }

  private func embed(in scratch: String) async throws -> Int {
    let setup = StageSetup(spec: project.spec, baseDirectory: project.baseDirectory)
    let found: [String]
    if let table = setup.poolTable {
      found = try PoolListing(table).images.map(\.id)
    } else {
      found = try PoolFolder(root: setup.root, patterns: setup.spec.pool.images, data: nil, threads: project.threads)
        .files
    }
    let step = max(1, found.count / Self.images)
    let chosen = stride(from: 0, to: found.count, by: step).prefix(Self.images).map { found[$0] }
    for (number, image) in chosen.enumerated() {
      let name = "\(number)." + (image.lastIndex(of: ".").map { String(image[image.index(after: $0)...]) } ?? "")
      try Files.createDirectory("\(scratch)/images")
      try Files.writeAtomically(Files.read("\(setup.root)/\(image)"), to: "\(scratch)/images/\(name)")
    }
    var spec = project.spec
    spec.pool.root = "\(scratch)/images"
    spec.pool.table = nil
    spec.pool.images = []
    spec.pool.metadata = nil
    spec.holdout = PipelineSpec().holdout
    spec.calibration = nil
    spec.stages.export.calibrationPerSession = 0
    // A first batch that covers the pool is the one that embeds before it chooses.
    spec.stages.seed = PipelineSpec().stages.seed
    spec.stages.seed.method = .coverage
    let trial = Project(project, spec: spec, data: "\(scratch)/data")
    let executor = try trial.executor(0, progress: SilentProgress()).executor
    let lock = try trial.directory().lock()
    defer { withExtendedLifetime(lock) {} }
    _ = try await executor.run(.until(StageName.embed))
    return chosen.count
  }
}
