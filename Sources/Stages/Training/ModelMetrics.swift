import Columnar
import Engine
import JSON
import Labelling
import Learning
import Report
import Storage
import Texts

/// The figures of `metrics.json`: the model on the monitoring holdout, and what the hook itself reports.
struct ModelMetrics: Codable {
  /// Labels that the model was trained on.
  let trainedOn: Int
  /// The model on the monitoring holdout; nil where there is none.
  let holdout: ModelSection?
  /// What the hook wrote as its figures.
  let hook: JSONValue?

  enum CodingKeys: String, CodingKey {
    case holdout, hook
    case trainedOn = "trained_on"
  }

  /// Bootstrap samples of the intervals.
  private static let resamples = 200

  /// Measures a model.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - ids: The images of `answer`.
  ///   - answer: What the hook predicts.
  ///   - monitoring: Known labels of the holdout.
  ///   - pool: The groups of the images.
  ///   - training: What the model was trained on.
  ///   - hookFigures: The hook's own figures, as JSON.
  ///   - iteration: The iteration's number.
  /// - Throws: `LearningError`; `DataError.hookTable` if the hook's figures are not JSON.
  init(
    _ setup: StageSetup, ids: [String], answer: HookPredictions, monitoring: [(image: String, label: String)],
    pool: PoolTable, training: Table, hookFigures: [UInt8]?, iteration: Int
  ) throws {
    trainedOn = training.rowCount
    do {
      hook = try hookFigures.map { bytes throws(JSONError) in try JSONValue(bytes) }
    } catch {
      throw DataError.hookTable(
        stage: StageName.train, file: Catalogue.Train.metrics.file, problem: "is not JSON: \(error.message)")
    }
    let rows = Dictionary(
      ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let groupOf = Dictionary(
      pool.ids.indices.map { (pool.ids[$0].exact, pool.groups[$0] ?? pool.ids[$0]) },
      uniquingKeysWith: { first, _ in first })
    let known = monitoring.compactMap { item in
      rows[item.image.exact].flatMap { row in
        setup.classIndex(item.label).map { (row: row, label: $0, group: groupOf[item.image.exact] ?? item.image) }
      }
    }
    guard !known.isEmpty else {
      holdout = nil
      return
    }
    let classes = setup.spec.classes.count
    let chosen = answer.tempered ?? answer.probabilities
    let probabilities = known.flatMap { chosen[$0.row * classes..<($0.row + 1) * classes] }
    let rare = setup.spec.rareClasses.compactMap(setup.classIndex)
    holdout = try HoldoutQuality.measure(
      probabilities: probabilities, labels: known.map(\.label), groups: known.map(\.group),
      names: setup.spec.classes, rare: rare, trainedOn: training.rowCount, resamples: Self.resamples,
      draw: setup.draw(iteration, "train/bootstrap"))
  }

  /// Hours of graphics processors that the hook says it used.
  var gpuHours: Double {
    guard case .object(let figures)? = hook, let hours = figures["gpu_hours"]?.number, hours > 0, hours.isFinite else {
      return 0
    }
    return hours
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    try CodedJSON.bytes(of: self, .pretty) + [0x0A]
  }

  /// Reads the file of an iteration, nil if it has none.
  static func read(_ path: String) throws -> ModelMetrics? {
    guard Files.exists(path) else { return nil }
    return try RecordedJSON.read(ModelMetrics.self, from: path, limit: 64 << 20)
  }
}
