import Engine
import Rehearsal
import Report
import Spec
import Stages
import Storage

/// Measures what selection is worth: the spec's own batches beside random ones, over several random seeds.
///
/// Each is a whole pipeline in a data directory of its own. A random seed also draws holdouts of its own, whole groups out of
/// the truth, the same for both strategies: the spread is that of holdouts and draws together.
package struct Simulation: Sendable {
  /// How batches are chosen.
  package enum Strategy: String, Sendable, CaseIterable, Codable {
    /// As the spec says.
    case spec
    /// At random from the whole pool.
    case random
  }

  /// A figure over the random seeds.
  package struct Spread: Sendable, Codable {
    package let mean: Double
    /// The sample's standard deviation; 0 for one value.
    package let deviation: Double

    /// The mean and spread of values, nil without any.
    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
    }
  }

  /// One iteration of one strategy.
  package struct Row: Sendable, Codable {
    package let strategy: Strategy
    package let iteration: Int
    /// Labels that the model was trained on.
    package let labels: Spread?
    package let macroF1: Spread?
    package let rareF1: Spread?
    /// Share of defects in the batch that this iteration's model, or the seed, chose.
    package let defectShare: Spread?
    package let seeds: Int

    enum CodingKeys: String, CodingKey {
      case strategy, iteration, labels, seeds
      case macroF1 = "macro_f1"
      case rareF1 = "rare_f1"
      case defectShare = "defect_share"
    }
  }

  /// A quarter of the groups measures: a smaller holdout has too few groups of the rare classes to tell strategies apart.
  private static var split: SplitOptions {
    var options = SplitOptions()
    options.monitoring.share = 0.25
    options.acceptance = HoldoutAim(share: 0.02, minimumPerClass: 0)
    return options
  }

  private let project: Project
  private let truthPath: String
  private let seeds: Int
  private let last: Int
  private let perfect: Bool
  private let folder: String

  /// Declares a simulation.
  ///
  /// - Parameters:
  ///   - project: The pipeline; its budget is lifted.
  ///   - truthPath: A file `image,label` of every image, for the simulated annotators.
  ///   - seeds: The number of random seeds, from the spec's own upwards.
  ///   - last: The last iteration.
  ///   - perfect: Whether nobody errs.
  ///   - folder: Where the data directories go; by default beside the spec's.
  package init(_ project: Project, truthPath: String, seeds: Int, last: Int, perfect: Bool, folder: String?) {
    self.project = project
    self.truthPath = truthPath
    self.seeds = seeds
    self.last = last
    self.perfect = perfect
    // The files of an arm are named by its spec, whose paths would be the spec's folder's otherwise.
    self.folder = folder.map(Project.fromHere) ?? "\(project.dataPath)-simulation"
  }

  /// Runs what has not been run yet.
  ///
  /// The truth is checked before anything is run: people may be asked about any image of the pool.
  ///
  /// - Parameter moved: Told what is being run.
  /// - Returns: A row for each strategy and iteration.
  /// - Throws: `DataError.rowsMissing` naming the images whose truth is not given; what a run throws.
  package func run(moved: (String) -> Void) async throws -> [Row] {
    try project.checkHooks()
    var reports: [Strategy: [[QualityReport]]] = [:]
    let first = arm(.spec, seed: 0)
    let pool = try PoolImages(
      StageSetup(spec: first.spec, baseDirectory: first.baseDirectory, rehash: first.rehash), threads: first.threads,
      directory: first.directory())
    let truth = try TruthFile(truthPath, spec: first.spec)
    moved(try truth.check(of: pool.ids).sentence)
    for seed in 0..<seeds {
      for strategy in Strategy.allCases {
        let arm = arm(strategy, seed: seed)
        _ = try SplitFiles(arm).write(
          labels: truthPath, purpose: "--truth", options: Self.split, replace: false, pool: pool)
        moved("\(strategy.rawValue), random seed \(arm.spec.randomSeed): \(arm.dataPath)")
        if strategy != .spec { try shareEmbeddings(from: self.arm(.spec, seed: seed), with: arm) }
        let rehearsal = AnnotationRehearsal(arm, truthPath: truthPath, perfect: perfect)
        let directory = try arm.directory()
        let lock = try directory.lock()
        defer { withExtendedLifetime(lock) {} }
        var run: [QualityReport] = []
        for iteration in 0...last {
          _ = try await IterationRehearsal(arm, rehearsal: rehearsal)
            .run(iteration, progress: SilentProgress()) { _, _ in }
          run.append(
            try QualityFile.read("\(directory.iteration(iteration))/\(Catalogue.Report.quality.name)"))
        }
        reports[strategy, default: []].append(run)
      }
    }
    return Strategy.allCases.flatMap { strategy in
      let runs = reports[strategy] ?? []
      return (0...last).map { iteration in Self.row(strategy, iteration, runs.map { $0[iteration] }) }
    }
  }

  private static func row(_ strategy: Strategy, _ iteration: Int, _ reports: [QualityReport]) -> Row {
    Row(
      strategy: strategy, iteration: iteration,
      labels: Spread(reports.compactMap { $0.model.map { Double($0.trainedOn) } }),
      macroF1: Spread(reports.compactMap { $0.model?.macroF1.value }),
      rareF1: Spread(reports.compactMap { $0.model?.rareF1?.value }),
      defectShare: Spread(reports.compactMap { $0.batch?.defectShare }), seeds: reports.count)
  }

  /// The same pipeline with another random seed and strategy, and no limit to what it may cost.
  private func arm(_ strategy: Strategy, seed: Int) -> Project {
    var spec = project.spec
    spec.randomSeed &+= UInt64(seed)
    spec.budget.total = nil
    spec.stages.report.contactSheet = 0
    let labels = "\(folder)/labels-\(spec.randomSeed)"
    spec.holdout.monitoring = "\(labels)/monitoring.csv"
    if spec.holdout.acceptance != nil { spec.holdout.acceptance = "\(labels)/acceptance.csv" }
    spec.calibration?.labels = "\(labels)/calibration.csv"
    if strategy == .random {
      spec.stages.cluster = spec.stages.cluster.allRandom
      spec.stages.seed.method = .random
      spec.stages.seed.by = nil
      spec.stages.seed.oversample = []
    }
    return Project(project, spec: spec, data: "\(folder)/\(strategy.rawValue)-\(spec.randomSeed)")
  }

  /// The vectors depend on the images and the random seed alone, so the second strategy need not compute them again.
  private func shareEmbeddings(from one: Project, with other: Project) throws {
    let source = try one.directory().path("embeddings")
    let target = try other.directory().path("embeddings")
    guard Files.isDirectory(source), !Files.isDirectory(target) else { return }
    for file in try Files.walk(source) {
      try Files.createDirectory(Files.parent(of: "\(target)/\(file)"))
      try Files.copy("\(source)/\(file)", to: "\(target)/\(file)")
    }
  }
}
