import Draws
import Foundation
import Selection

/// Times the selection engine on points from memory, without files, tables or pipeline.
///
/// `make KIND ROWS DIMENSIONS SEED FILE` writes points; `cluster FILE ROWS DIMENSIONS CLUSTERS THREADS ITERATIONS OUT`
/// groups them, writes OUT.centroids (floats) and OUT.assignment (32-bit integers) and prints a line of JSON.
/// `kcenter FILE LABELLED CANDIDATES DIMENSIONS BATCH THREADS OUT` picks a core-set and writes OUT.picks (32-bit
/// integers). `duplicates FILE ROWS DIMENSIONS DISTANCE THREADS OUT` finds near-duplicates and writes OUT.leaders (32-bit
/// integers). `choose STRATEGY COUNT FOLDER CANDIDATES DIMENSIONS CLASSES LABELLED SEED THREADS [NAME=VALUE…]` chooses a batch
/// by any strategy: see `choose`.
@main
enum SelectionBench {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "make" where arguments.count == 6:
      guard let kind = PointFile.Kind(rawValue: arguments[1]) else { throw BenchError.usage(arguments[1]) }
      try PointFile.write(
        kind, rows: number(arguments[2]), dimensions: number(arguments[3]), seed: UInt64(number(arguments[4])),
        to: arguments[5])
    case "cluster" where arguments.count == 8:
      try cluster(
        arguments[1], rows: number(arguments[2]), dimensions: number(arguments[3]), clusters: number(arguments[4]),
        threads: number(arguments[5]), iterations: number(arguments[6]), out: arguments[7])
    case "kcenter" where arguments.count == 8:
      try kcenter(
        arguments[1], labelled: number(arguments[2]), candidates: number(arguments[3]),
        dimensions: number(arguments[4]), batch: number(arguments[5]), threads: number(arguments[6]), out: arguments[7])
    case "duplicates" where arguments.count == 7:
      guard let distance = Double(arguments[4]) else { throw BenchError.usage(arguments[4]) }
      try duplicates(
        arguments[1], rows: number(arguments[2]), dimensions: number(arguments[3]), distance: distance,
        threads: number(arguments[5]), out: arguments[6])
    case "choose" where arguments.count >= 10:
      try choose(
        arguments[1], count: number(arguments[2]), folder: arguments[3], candidates: number(arguments[4]),
        dimensions: number(arguments[5]), classes: number(arguments[6]), labelled: number(arguments[7]),
        seed: number(arguments[8]), threads: number(arguments[9]), parameters: Array(arguments[10...]))
    default: throw BenchError.usage("make | cluster | kcenter | duplicates | choose")
    }
  }

  static func number(_ text: String) throws -> Int {
    guard let value = Int(text), value >= 0 else { throw BenchError.usage(text) }
    return value
  }

  private static func cluster(
    _ path: String, rows: Int, dimensions: Int, clusters: Int, threads: Int, iterations: Int, out: String
  ) throws {
    let points = try PointFile.read(path, rows: rows, dimensions: dimensions)
    let draw = Draw(randomSeed: 1, iteration: 0, stage: "bench")
    let keys = (0..<rows).map { draw.key("\($0)") }
    let before = Usage()
    let result = try KMeans.cluster(
      points, dimensions: dimensions, clusters: clusters, iterations: iterations, draw: draw, pointKeys: keys,
      threads: threads)
    let spent = Usage() - before
    try result.centroids.withUnsafeBytes { try Data($0).write(to: URL(filePath: out + ".centroids")) }
    try result.assignment.withUnsafeBytes { try Data($0).write(to: URL(filePath: out + ".assignment")) }
    print(
      """
      {"seconds": \(spent.wall), "cpu": \(spent.cpu), "inertia": \(result.inertia), \
      "iterations": \(result.iterations), "converged": \(result.converged)}
      """)
  }
}

extension SelectionBench {
  /// The first rows of the file are labelled, those after them are candidates.
  private static func kcenter(
    _ path: String, labelled: Int, candidates: Int, dimensions: Int, batch: Int, threads: Int, out: String
  ) throws {
    let points = try PointFile.read(path, rows: labelled + candidates, dimensions: dimensions)
    let known = Array(points[..<(labelled * dimensions)])
    let others = Array(points[(labelled * dimensions)...])
    // Keys in the order of rows: the peer, too, picks the first of equals.
    let before = Usage()
    let result = try KCenterGreedy.select(
      candidates: others, labelled: known, dimensions: dimensions, keys: (0..<UInt64(candidates)).map { $0 },
      batch: batch, draw: Draw(randomSeed: 1, iteration: 0, stage: "bench"), threads: threads)
    let spent = Usage() - before
    try result.picks.map { Int32($0) }.withUnsafeBytes { try Data($0).write(to: URL(filePath: out + ".picks")) }
    print(
      """
      {"seconds": \(spent.wall), "cpu": \(spent.cpu), "last": \(result.distances.last ?? 0)}
      """)
  }
}

extension SelectionBench {
  private static func duplicates(
    _ path: String, rows: Int, dimensions: Int, distance: Double, threads: Int, out: String
  ) throws {
    let points = try PointFile.read(path, rows: rows, dimensions: dimensions)
    let before = Usage()
    let result = try NearDuplicates(distance: distance, threads: threads).search(points, dimensions: dimensions)
    let spent = Usage() - before
    try result.leaders.withUnsafeBytes { try Data($0).write(to: URL(filePath: out + ".leaders")) }
    let leaders = result.leaders.indices.count { Int(result.leaders[$0]) == $0 }
    print(
      """
      {"seconds": \(spent.wall), "cpu": \(spent.cpu), "leaders": \(leaders), "cut_short": \(result.cutShort)}
      """)
  }
}

/// Time that has been spent.
struct Usage {
  /// Seconds on the clock.
  let wall: Double
  /// Seconds of all threads.
  let cpu: Double

  /// What has been spent since the process began.
  init() {
    func seconds(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    self.init(wall: seconds(CLOCK_MONOTONIC), cpu: seconds(CLOCK_PROCESS_CPUTIME_ID))
  }

  private init(wall: Double, cpu: Double) {
    self.wall = wall
    self.cpu = cpu
  }

  static func - (a: Usage, b: Usage) -> Usage { Usage(wall: a.wall - b.wall, cpu: a.cpu - b.cpu) }
}
