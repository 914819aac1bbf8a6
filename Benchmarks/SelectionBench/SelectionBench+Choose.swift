import Draws
import Foundation
import Selection

extension SelectionBench {
  /// Chooses a batch by a strategy, from files in a folder, and writes what it chose beside them.
  ///
  /// Reads `vectors`, `probabilities` (with no classes, none) and `labelled`, rows of floats; writes `picks` and `clusters`
  /// (32-bit integers), `distances` and `centroids` (floats), and prints a line of JSON. Keys are in the order of rows: of
  /// equals the first is chosen, as peers do.
  static func choose(
    _ name: String, count: Int, folder: String, candidates: Int, dimensions: Int, classes: Int, labelled: Int,
    seed: Int,
    threads: Int, parameters: [String]
  ) throws {
    var values: [String: Double] = [:]
    for parameter in parameters {
      let parts = parameter.split(separator: "=")
      guard parts.count == 2, let value = Double(parts[1]) else { throw BenchError.usage(parameter) }
      values[String(parts[0])] = value
    }
    let strategy = try strategy(name, values)
    let input = StrategyInput(
      keys: (0..<UInt64(candidates)).map { $0 }, scores: [Double](repeating: .nan, count: candidates),
      vectors: try PointFile.read(folder + "/vectors", rows: candidates, dimensions: dimensions),
      dimensions: dimensions,
      probabilities: try PointFile.read(folder + "/probabilities", rows: candidates, dimensions: classes),
      classes: classes, labelled: try PointFile.read(folder + "/labelled", rows: labelled, dimensions: dimensions),
      draw: Draw(randomSeed: UInt64(seed), iteration: 0, stage: "bench"), threads: threads)
    let before = Usage()
    let choice = try strategy.choose(count, from: input)
    let spent = Usage() - before
    func write(_ name: String, _ values: [some BitwiseCopyable]) throws {
      try values.withUnsafeBytes { try Data($0).write(to: URL(filePath: folder + "/" + name)) }
    }
    try write("picks", choice.picks.map { Int32($0) })
    try write("clusters", choice.clusters)
    try write("distances", choice.distances)
    try write("centroids", choice.centroids)
    var squared: Double?
    if let cover = strategy as? ProbCover { squared = try cover.squaredRadius(for: input) }
    if let density = strategy as? DensityClusters { squared = try density.squaredRadius(for: input) }
    let radius = squared.map { $0.isFinite ? "\($0.squareRoot())" : "null" } ?? "null"
    print(#"{"seconds": \#(spent.wall), "cpu": \#(spent.cpu), "radius": \#(radius)}"#)
  }

  private static func strategy(_ name: String, _ values: [String: Double]) throws -> any BatchStrategy {
    func whole(_ name: String, _ standard: Int) -> Int { values[name].map { Int($0) } ?? standard }
    let radius = values["radius"].map { Float($0) }
    return switch name {
    case "rank": HeadOfRanking()
    case "kmeans": KMeansStrategy(iterations: whole("iterations", 25))
    case "uncertain_per_cluster": UncertainPerCluster(iterations: whole("iterations", 25))
    case "kcenter": KCenterStrategy()
    case "badge": Badge()
    case "ranked_batch": RankedBatch()
    case "typiclust": TypiClust(maxClusters: whole("clusters", 500), neighbours: whole("neighbours", 20))
    case "probcover": ProbCover(radius: radius, purity: values["purity"] ?? 0.95)
    case "dbscan": DensityClusters(radius: radius, minimum: whole("minimum", 5))
    default: throw BenchError.usage(name)
    }
  }
}
