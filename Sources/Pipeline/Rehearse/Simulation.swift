import Columnar
import Draws
import Engine
import Labelling
import Rehearsal
import Report
import Spec
import Stages
import Storage
import Texts

/// Measures what selection is worth: ways of choosing batches beside random ones, over several random seeds.
///
/// Each arm is a whole pipeline in a data directory of its own, run by the real stages; what is sealed is not run again. A random
/// seed also draws holdouts of its own, whole groups out of the truth, the same for all arms: the spread is that of holdouts and
/// draws together. The arms of a seed and an embedder share their vectors. Figures are read back from what the arms have sealed.
package struct Simulation: Sendable {
  /// What is simulated.
  package struct Options: Sendable {
    /// The ways of choosing; random batches are what the others are compared with.
    package var strategies: [SimulatedStrategy] = [.spec, .random]
    /// The embedders, each with a name; none: the spec's own.
    package var embedders: [(name: String, embed: [EmbedSpec])] = []
    /// The number of random seeds, from the spec's own upwards.
    package var seeds = 5
    /// The last iteration.
    package var last = 4
    /// How people label.
    package var world = LabellingWorld.panel
    /// What it must come to.
    package var goals: [SimulationGoal] = []

    /// The spec's own batches and random ones.
    package init() {}
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
    package let strategy: String
    package let iteration: Int
    /// Labels that the model was trained on.
    package let labels: Spread?
    package let macroF1: Spread?
    package let rareF1: Spread?
    /// Share of defects in the batch that this iteration's model, or the seed, chose.
    package let defectShare: Spread?
    /// What labelling has cost so far.
    package let cost: Spread?
    package let seeds: Int

    enum CodingKeys: String, CodingKey {
      case strategy, iteration, labels, seeds, cost
      case macroF1 = "macro_f1"
      case rareF1 = "rare_f1"
      case defectShare = "defect_share"
    }
  }

  /// What a strategy saves against random batches with the same vectors.
  package struct Savings: Sendable, Codable {
    package let strategy: String
    /// On the labels bought for training, the first batch included.
    package let training: LabelSaving?
    /// On all labels: those of holdouts and of the calibration set on both sides.
    package let all: LabelSaving?
    /// On the labels bought for training, for the rare classes.
    package let rare: LabelSaving?

    /// Puts what was compared together.
    package init(strategy: String, training: LabelSaving?, all: LabelSaving?, rare: LabelSaving?) {
      self.strategy = strategy
      self.training = training
      self.all = all
      self.rare = rare
    }
  }

  /// One arm, seed and iteration.
  package struct Point: Sendable, Codable {
    package let strategy: String
    package let randomSeed: UInt64
    package let iteration: Int
    package let labels: Int?
    package let macroF1: Double?
    package let rareF1: Double?
    package let defectShare: Double?
    package let cost: Double
    package let chain: String

    /// Puts the figures of an iteration together.
    package init(
      strategy: String, randomSeed: UInt64, iteration: Int, labels: Int?, macroF1: Double?, rareF1: Double?,
      defectShare: Double?, cost: Double, chain: String
    ) {
      self.strategy = strategy
      self.randomSeed = randomSeed
      self.iteration = iteration
      self.labels = labels
      self.macroF1 = macroF1
      self.rareF1 = rareF1
      self.defectShare = defectShare
      self.cost = cost
      self.chain = chain
    }
  }

  /// What came of it.
  package struct Outcome: Sendable, Codable {
    package let annotators: String
    /// The share of votes that name another class than the truth, and of training labels.
    package let wrongVotes: Double?
    package let wrongLabels: Double?
    package let rows: [Row]
    package let savings: [Savings]
    package let points: [Point]
    /// What came of what was asked for.
    package let goals: [SimulationGoal.Result]

    enum CodingKeys: String, CodingKey {
      case annotators, rows, savings, points, goals
      case wrongVotes = "wrong_votes"
      case wrongLabels = "wrong_labels"
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
  private let options: Options
  private let folder: String

  /// Declares a simulation.
  ///
  /// - Parameters:
  ///   - project: The pipeline; its budget is lifted.
  ///   - truthPath: A file `image,label` of every image, for the simulated annotators.
  ///   - options: What is simulated.
  ///   - folder: Where the data directories go; by default beside the spec's.
  package init(_ project: Project, truthPath: String, options: Options, folder: String?) {
    self.project = project
    self.truthPath = truthPath
    self.options = options
    // The files of an arm are named by its spec, whose paths would be the spec's folder's otherwise.
    self.folder = folder.map(Project.fromHere) ?? "\(project.dataPath)-simulation"
  }

  // MARK: Arms

  /// A strategy with an embedder.
  private struct Arm: Sendable {
    let name: String
    let strategy: SimulatedStrategy
    /// The place of the embedder.
    let embedder: Int
  }

  private var arms: [Arm] {
    let embedders = options.embedders.isEmpty ? [""] : options.embedders.map { "@\($0.name)" }
    return embedders.enumerated().flatMap { place, embedder in
      options.strategies.map { Arm(name: $0.name + embedder, strategy: $0, embedder: place) }
    }
  }

  /// The random batches that an arm is compared with: those with the same vectors.
  private func random(_ arm: Arm) -> Arm? {
    arms.first { $0.strategy == .random && $0.embedder == arm.embedder }
  }

  /// The same pipeline with another random seed and strategy, and no limit to what it may cost.
  private func project(_ arm: Arm, seed: Int, threads: Int? = nil) -> Project {
    var spec = options.world.rules(project.spec)
    spec.randomSeed &+= UInt64(seed)
    spec.budget.total = nil
    spec.stages.report.contactSheet = 0
    let labels = "\(folder)/labels-\(spec.randomSeed)"
    spec.holdout.monitoring = "\(labels)/monitoring.csv"
    if spec.holdout.acceptance != nil { spec.holdout.acceptance = "\(labels)/acceptance.csv" }
    spec.calibration?.labels = "\(labels)/calibration.csv"
    if !options.embedders.isEmpty { spec.stages.embed = options.embedders[arm.embedder].embed }
    spec = arm.strategy.applied(to: spec)
    return Project(
      project, spec: spec, data: "\(folder)/\(arm.name)-\(options.world.name)-\(spec.randomSeed)", threads: threads)
  }

  /// Runs what has not been run yet.
  ///
  /// The truth is checked before anything is run: people may be asked about any image of the pool.
  ///
  /// - Parameter moved: Told what is being run.
  /// - Returns: The figures of every strategy.
  /// - Throws: `DataError.rowsMissing` naming the images whose truth is not given; what a run throws.
  package func run(moved: (String) -> Void) async throws -> Outcome {
    let arms = arms
    for arm in arms where arm.strategy == options.strategies.first { try project(arm, seed: 0).checkHooks() }
    for arm in arms { for seed in 0..<options.seeds { try checkSealed(project(arm, seed: seed)) } }
    let first = project(arms[0], seed: 0)
    let pool = try PoolImages(
      StageSetup(spec: first.spec, baseDirectory: first.baseDirectory, rehash: first.rehash), threads: first.threads,
      directory: first.directory())
    let truth = try TruthFile(truthPath, spec: first.spec)
    moved(try truth.check(of: pool.ids).sentence)
    var results: [[[QualityReport]]] = arms.map { _ in [] }
    for seed in 0..<options.seeds {
      _ = try SplitFiles(project(arms[0], seed: seed)).write(
        labels: truthPath, purpose: "--truth", options: Self.split, replace: false, pool: pool)
      try await shareEmbeddings(arms, seed: seed, moved: moved)
      let done = seed * arms.count
      let all = options.seeds * arms.count
      for (place, reports) in try await play(arms, seed: seed, moved: { moved("\(done + $0 + 1) of \(all): \($1)") })
        .enumerated()
      { results[place].append(reports) }
    }
    return try outcome(arms, results)
  }

  /// What is sealed is taken as it is, so it must have been made under this very spec.
  private func checkSealed(_ arm: Project) throws {
    guard Files.isDirectory(arm.dataPath) else { return }
    let directory = try arm.directory()
    for number in try directory.iterations() {
      guard let found = try RecordedIteration(directory, number), found.manifest.sealed != nil else { continue }
      guard found.spec.chainText() == arm.spec.chainText() else {
        throw SimulationFolderError.otherSpec(path: arm.dataPath)
      }
    }
  }

  /// Plays the arms of a random seed side by side, as many at once as there are threads.
  private func play(_ arms: [Arm], seed: Int, moved: (Int, String) -> Void) async throws -> [[QualityReport]] {
    let width = max(1, min(project.threads, arms.count))
    var results: [[QualityReport]] = arms.map { _ in [] }
    try await withThrowingTaskGroup(of: (Int, [QualityReport]).self) { group in
      var next = 0
      func begin() {
        guard next < arms.count else { return }
        let (place, arm) = (next, project(arms[next], seed: seed, threads: max(1, project.threads / width)))
        moved(place, "\(arms[place].name), random seed \(arm.spec.randomSeed): \(arm.dataPath)")
        next += 1
        group.addTask { (place, try await play(arm)) }
      }
      for _ in 0..<width { begin() }
      while let (place, reports) = try await group.next() {
        results[place] = reports
        begin()
      }
    }
    return results
  }

  private func play(_ arm: Project) async throws -> [QualityReport] {
    let rehearsal = AnnotationRehearsal(arm, truthPath: truthPath, world: options.world)
    let directory = try arm.directory()
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    var reports: [QualityReport] = []
    for iteration in 0...options.last {
      _ = try await IterationRehearsal(arm, rehearsal: rehearsal)
        .run(iteration, progress: SilentProgress()) { _, _ in }
      reports.append(try QualityFile.read("\(directory.iteration(iteration))/\(Catalogue.Report.quality.name)"))
    }
    return reports
  }

  /// Makes the vectors of each embedder once for all arms of a random seed: they depend on the images and the seed alone.
  private func shareEmbeddings(_ arms: [Arm], seed: Int, moved: (String) -> Void) async throws {
    guard options.last > 0 else { return }
    for embedder in Set(arms.map(\.embedder)).sorted() {
      let own = arms.filter { $0.embedder == embedder }
      let one = project(own[0], seed: seed)
      let source = try one.directory().path("embeddings")
      let targets = try own.dropFirst().map { try project($0, seed: seed).directory().path("embeddings") }
        .filter { !Files.isDirectory($0) }
      if !Files.isDirectory(source) || !targets.isEmpty {
        moved("random seed \(one.spec.randomSeed): embedding for \(own.count.counted("arm"))")
        let directory = try one.directory()
        let lock = try directory.lock()
        defer { withExtendedLifetime(lock) {} }
        let rehearsal = AnnotationRehearsal(one, truthPath: truthPath, world: options.world)
        _ = try await IterationRehearsal(one, rehearsal: rehearsal).run(0, progress: SilentProgress()) { _, _ in }
        let (executor, _) = try one.executor(1, progress: SilentProgress())
        _ = try await executor.run(.until(StageName.embed))
      }
      for target in targets {
        for file in try Files.walk(source) {
          try Files.createDirectory(Files.parent(of: "\(target)/\(file)"))
          try Files.copy("\(source)/\(file)", to: "\(target)/\(file)")
        }
      }
    }
  }

  // MARK: Figures

  private func outcome(_ arms: [Arm], _ results: [[[QualityReport]]]) throws -> Outcome {
    var rows: [Row] = []
    var points: [Point] = []
    for (arm, runs) in zip(arms, results) {
      rows += (0...options.last).map { iteration in Self.row(arm.name, iteration, runs.map { $0[iteration] }) }
      for (seed, reports) in runs.enumerated() {
        let directory = try project(arm, seed: seed).directory()
        for (iteration, report) in reports.enumerated() {
          points.append(
            Point(
              strategy: arm.name, randomSeed: project.spec.randomSeed &+ UInt64(seed), iteration: iteration,
              labels: report.model?.trainedOn, macroF1: report.model?.macroF1.value,
              rareF1: report.model?.rareF1?.value, defectShare: report.batch?.defectShare, cost: report.cost.total,
              chain: try Iteration(directory, iteration).manifest()?.sealed?.chain ?? ""))
        }
      }
    }
    let (votes, labels) = try wrong(arms)
    let savings = try savings(arms, results)
    let goals = options.goals.map { goal in
      goal.result(
        of: points, savings: savings, random: { name in arms.first { $0.name == name }.flatMap(random)?.name },
        first: arms.first { $0.strategy != .random }?.name ?? "")
    }
    return Outcome(
      annotators: options.world.name, wrongVotes: votes, wrongLabels: labels, rows: rows, savings: savings,
      points: points, goals: goals)
  }

  private static func row(_ strategy: String, _ iteration: Int, _ reports: [QualityReport]) -> Row {
    Row(
      strategy: strategy, iteration: iteration,
      labels: Spread(reports.compactMap { $0.model.map { Double($0.trainedOn) } }),
      macroF1: Spread(reports.compactMap { $0.model?.macroF1.value }),
      rareF1: Spread(reports.compactMap { $0.model?.rareF1?.value }),
      defectShare: Spread(reports.compactMap { $0.batch?.defectShare }), cost: Spread(reports.map(\.cost.total)),
      seeds: reports.count)
  }

  /// What each strategy saves against random batches with its embedder.
  private func savings(_ arms: [Arm], _ results: [[[QualityReport]]]) throws -> [Savings] {
    let draw = Draw(randomSeed: project.spec.randomSeed, iteration: 0, stage: "simulate/savings")
    func curves(_ runs: [[QualityReport]], _ quality: (ModelSection) -> Double?) -> [LabelSaving.Curve] {
      runs.map { reports in
        let points = reports.compactMap { report in
          report.model.flatMap { model in quality(model).map { (Double(model.trainedOn), $0) } }
        }
        return LabelSaving.Curve(labels: points.map(\.0), quality: points.map(\.1))
      }
    }
    return try arms.indices.compactMap { place in
      let arm = arms[place]
      guard arm.strategy != .random, let other = random(arm),
        let base = arms.firstIndex(where: { $0.name == other.name })
      else { return nil }
      func saving(further: Double = 0, _ quality: (ModelSection) -> Double?) -> LabelSaving? {
        LabelSaving(
          curves(results[place], quality), over: curves(results[base], quality), further: further, draw: draw)
      }
      return Savings(
        strategy: arm.name, training: saving { $0.macroF1.value },
        all: try saving(further: furtherLabels(arm)) { $0.macroF1.value }, rare: saving { $0.rareF1?.value })
    }
  }

  /// The labels of holdouts and of the calibration set, on average over the random seeds.
  private func furtherLabels(_ arm: Arm) throws -> Double {
    let counts = try (0..<options.seeds).map { seed -> Int in
      let spec = project(arm, seed: seed).spec
      return try [spec.holdout.monitoring, spec.holdout.acceptance, spec.calibration?.labels].compactMap(\.self)
        .reduce(0) { $0 + (try LabelFile.read($1, classes: spec.classes, purpose: "--truth").count) }
    }
    return Double(counts.reduce(0, +)) / Double(max(1, counts.count))
  }

  /// The shares of wrong votes and of wrong training labels over all arms.
  private func wrong(_ arms: [Arm]) throws -> (votes: Double?, labels: Double?) {
    let rows = try LabelFile.read(truthPath, classes: project.spec.classes, purpose: "--truth")
    let truth = Dictionary(rows.map { ($0.image.exact, $0.label.exact) }, uniquingKeysWith: { first, _ in first })
    var votes = (wrong: 0, all: 0)
    var labels = (wrong: 0, all: 0)
    func count(_ images: StringArray, _ given: [String?], in counts: inout (wrong: Int, all: Int)) {
      for row in 0..<images.count {
        guard let label = given[row], let known = truth[images[row].exact] else { continue }
        counts.all += 1
        if label.exact != known { counts.wrong += 1 }
      }
    }
    for arm in arms {
      for seed in 0..<options.seeds {
        let directory = try project(arm, seed: seed).directory()
        for iteration in 0...options.last {
          guard let manifest = try Iteration(directory, iteration).manifest() else { continue }
          let scope = IterationScope(directory: directory, iteration: iteration, earlier: [], manifest: manifest)
          for round in 1...StageName.rounds where manifest.output(Catalogue.Ingest.annotations(round)) != nil {
            let table = try scope.table(Catalogue.Ingest.annotations(round))
            count(try table.strings("image_id"), try table.optionalStrings("label"), in: &votes)
          }
          guard iteration == options.last, manifest.output(Catalogue.Train.training) != nil else { continue }
          let table = try scope.table(Catalogue.Train.training)
          count(try table.strings("image_id"), try table.strings("label").strings.map { $0 }, in: &labels)
        }
      }
    }
    func share(_ counts: (wrong: Int, all: Int)) -> Double? {
      counts.all > 0 ? Double(counts.wrong) / Double(counts.all) : nil
    }
    return (share(votes), share(labels))
  }
}

/// Why a simulation cannot go on in a folder.
package enum SimulationFolderError: Error, Sendable, Equatable {
  /// An arm has sealed iterations under another spec.
  case otherSpec(path: String)
}
