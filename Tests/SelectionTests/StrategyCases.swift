import CKernels
import Draws
import Selection
import Testing

/// Inputs for strategies, and what every strategy is held to.
enum StrategyCases {
  static let draw = Draw(randomSeed: 11, iteration: 2, stage: "cluster")

  static func keys(_ count: Int) -> [UInt64] {
    (0..<count).map { draw.key("image-\($0).png") }
  }

  /// How vectors lie.
  enum Kind: String, CaseIterable {
    /// Whole numbers of a small range: many equal distances, many equal vectors.
    case grid
    /// Blobs of noise.
    case blobs
    /// Noise, of which one in four repeats another vector.
    case repeats
    /// All alike.
    case equal
    /// All zero.
    case zeros
  }

  /// Rows of `dimensions` floats.
  static func vectors(_ kind: Kind, _ count: Int, _ dimensions: Int, seed: UInt64) -> [Float] {
    var stream = DrawStream(seed: seed)
    let centres = (0..<8 * dimensions).map { _ in Float(stream.normal() * 4) }
    var rows: [Float] = []
    for row in 0..<count {
      let blob = stream.below(8)
      let other = stream.below(max(1, row))
      let isRepeat = kind == .repeats && row > 0 && stream.below(4) == 0
      for dimension in 0..<dimensions {
        switch kind {
        case .grid: rows.append(Float(stream.below(5)))
        case .blobs: rows.append(centres[blob * dimensions + dimension] + Float(stream.normal()))
        case .repeats: rows.append(isRepeat ? rows[other * dimensions + dimension] : Float(stream.normal()))
        case .equal: rows.append(1.5)
        case .zeros: rows.append(0)
        }
      }
    }
    return rows
  }

  /// Rows of whole numbers of sixteenths that sum to one.
  static func probabilities(_ count: Int, _ classes: Int, seed: UInt64) -> [Float] {
    var stream = DrawStream(seed: seed)
    return (0..<count).flatMap { _ in
      var parts = [Float](repeating: 0, count: classes)
      for _ in 0..<16 { parts[stream.below(stream.below(classes) + 1)] += 1 / 16 }
      return parts
    }
  }

  static func input(
    _ kind: Kind, _ count: Int, _ dimensions: Int, classes: Int = 4, labelled: Int = 0, threads: Int = 2,
    seed: UInt64 = 1
  ) -> StrategyInput {
    // Some labelled vectors equal candidates.
    let all = vectors(kind, count + labelled, dimensions, seed: seed)
    return StrategyInput(
      keys: keys(count), scores: [Double](repeating: .nan, count: count),
      vectors: Array(all.prefix(count * dimensions)), dimensions: dimensions,
      probabilities: probabilities(count, classes, seed: seed &+ 5), classes: classes,
      labelled: Array(all.suffix(labelled * dimensions)), draw: draw, threads: threads)
  }

  /// The squared distance of two rows from the differences, as the strategies define it.
  static func squared(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int, _ dimensions: Int) -> Float {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return .nan }
        return ck_squared_distance_f32(x + i * dimensions, y + j * dimensions, dimensions)
      }
    }
  }

  /// Candidates by key.
  static func byKey(_ input: StrategyInput) -> [Int] {
    input.keys.indices.sorted { input.keys[$0] < input.keys[$1] }
  }

  /// The input with candidates and labelled images in another order, and where each candidate came from.
  static func shuffled(_ input: StrategyInput, seed: UInt64) -> (input: StrategyInput, order: [Int]) {
    var stream = DrawStream(seed: seed)
    let order = stream.shuffled(Array(input.keys.indices))
    var other = input
    func rows(_ values: [Float], _ width: Int, _ order: [Int]) -> [Float] {
      values.isEmpty ? [] : order.flatMap { values[$0 * width..<($0 + 1) * width] }
    }
    other.keys = order.map { input.keys[$0] }
    other.vectors = rows(input.vectors, input.dimensions, order)
    other.probabilities = rows(input.probabilities, input.classes, order)
    let known = stream.shuffled(Array(0..<input.labelled.count / max(1, input.dimensions)))
    other.labelled = rows(input.labelled, input.dimensions, known)
    return (other, order)
  }

  /// A choice as its bits, so that NaN equals NaN.
  static func bits(_ choice: Choice) -> [[Int]] {
    [
      choice.picks, choice.clusters.map { Int($0) }, choice.distances.map { Int($0.bitPattern) },
      choice.centroids.map { Int($0.bitPattern) },
    ]
  }

  /// Checks that a choice is `count` different candidates with what is known of them in the right shape.
  static func expectSound(_ choice: Choice, _ count: Int, of input: StrategyInput, _ note: Comment) {
    let candidates = input.keys.count
    #expect(choice.picks.count == min(count, candidates), note)
    #expect(Set(choice.picks).count == choice.picks.count, note)
    #expect(choice.picks.allSatisfy { (0..<candidates).contains($0) }, note)
    #expect(choice.clusters.isEmpty || choice.clusters.count == candidates, note)
    #expect(choice.distances.isEmpty || choice.distances.count == candidates, note)
    let clusters = choice.centroids.count / max(1, input.dimensions)
    #expect(choice.clusters.allSatisfy { (-1..<clusters).contains(Int($0)) }, note)
  }

  /// Every strategy, with what makes it short of picks left at its default.
  static let all: [any BatchStrategy] = [
    HeadOfRanking(), KMeansStrategy(), UncertainPerCluster(), KCenterStrategy(), Badge(), RankedBatch(), TypiClust(),
    ProbCover(), ProbCover(radius: 2), DensityClusters(), DensityClusters(radius: 1.5, minimum: 3),
  ]

  /// Those that look at the candidates' order for nothing but filling up.
  static let orderless: [any BatchStrategy] = [
    KCenterStrategy(), Badge(), RankedBatch(), TypiClust(), TypiClust(maxClusters: 7, neighbours: 3),
    ProbCover(radius: 0.5), ProbCover(radius: 1.2),
  ]
}

struct StrategyTests {
  @Test(arguments: StrategyCases.Kind.allCases)
  func everyStrategyChoosesExactlyWhatIsWanted(kind: StrategyCases.Kind) throws {
    for strategy in StrategyCases.all {
      for (rows, labelled, classes) in [(1, 0, 1), (1, 3, 2), (2, 0, 2), (23, 0, 3), (60, 9, 1), (60, 70, 5)] {
        let input = StrategyCases.input(kind, rows, 3, classes: classes, labelled: labelled)
        for count in [0, 1, 2, rows / 2, rows, rows + 5] {
          let choice = try strategy.choose(count, from: input)
          StrategyCases.expectSound(choice, count, of: input, "\(strategy), \(kind), \(rows), \(labelled), \(count)")
        }
      }
    }
  }

  @Test func withoutCandidatesThereIsNoPick() throws {
    for strategy in StrategyCases.all {
      let nothing = StrategyInput(keys: [], dimensions: 3, classes: 2, labelled: [1, 2, 3], draw: StrategyCases.draw)
      #expect(try strategy.choose(4, from: nothing).picks.isEmpty)
    }
  }

  @Test(arguments: [StrategyCases.Kind.grid, .blobs, .repeats])
  func threadsDoNotMatter(kind: StrategyCases.Kind) throws {
    for strategy in StrategyCases.all {
      let expected = try strategy.choose(
        90, from: StrategyCases.input(kind, 400, 5, labelled: 150, threads: 1, seed: 3))
      for threads in [2, 4] {
        let input = StrategyCases.input(kind, 400, 5, labelled: 150, threads: threads, seed: 3)
        let found = try strategy.choose(90, from: input)
        #expect(StrategyCases.bits(found) == StrategyCases.bits(expected), "\(strategy), \(threads) threads")
      }
    }
  }

  @Test(arguments: [StrategyCases.Kind.grid, .blobs, .repeats])
  func theOrderOfRowsDoesNotMatter(kind: StrategyCases.Kind) throws {
    let input = StrategyCases.input(kind, 300, 5, labelled: 120, seed: 4)
    for strategy in StrategyCases.orderless {
      let expected = try strategy.choose(40, from: input)
      for seed: UInt64 in 1...2 {
        let (other, order) = StrategyCases.shuffled(input, seed: seed)
        #expect(try ProbCover().squaredRadius(for: other) == ProbCover().squaredRadius(for: input))
        #expect(try DensityClusters().squaredRadius(for: other) == DensityClusters().squaredRadius(for: input))
        let found = try strategy.choose(40, from: other)
        #expect(found.picks.map { order[$0] } == expected.picks, "\(strategy)")
        for (place, row) in order.enumerated() where !expected.distances.isEmpty {
          #expect(found.distances[place].bitPattern == expected.distances[row].bitPattern, "\(strategy)")
        }
        for (place, row) in order.enumerated() where !expected.clusters.isEmpty {
          #expect(found.clusters[place] == expected.clusters[row], "\(strategy)")
        }
      }
    }
  }

  @Test func refusesWhatDoesNotFit() {
    for strategy in StrategyCases.all {
      let good = StrategyCases.input(.blobs, 12, 3, labelled: 4)
      #expect(throws: SelectionError.outside(.batch, found: -1, least: 0, greatest: 12)) {
        try strategy.choose(-1, from: good)
      }
      var bad = good
      if strategy.needs.contains(.vectors) {
        bad.vectors.removeLast()
        #expect(throws: SelectionError.count(of: .embeddings, expected: 36, found: 35)) {
          try strategy.choose(3, from: bad)
        }
        bad = good
        bad.dimensions = 0
        #expect(throws: SelectionError.outside(.dimensions, found: 0, least: 1, greatest: .max)) {
          try strategy.choose(3, from: bad)
        }
        for value in [Float.nan, .infinity, 1e30] {
          bad = good
          bad.vectors[13] = value
          #expect(throws: SelectionError.notFinite(.embeddings, row: 4)) { try strategy.choose(3, from: bad) }
        }
      }
      if strategy.needs.contains(.labelled) {
        bad = good
        bad.labelled.removeLast()
        #expect(throws: SelectionError.count(of: .labelled, expected: 9, found: 11)) {
          try strategy.choose(3, from: bad)
        }
        bad = good
        bad.labelled[7] = .nan
        #expect(throws: SelectionError.notFinite(.labelled, row: 2)) { try strategy.choose(3, from: bad) }
      }
    }
    for strategy: any BatchStrategy in [Badge(), RankedBatch(), ProbCover()] {
      var bad = StrategyCases.input(.blobs, 12, 3, classes: 4, labelled: 4)
      bad.classes = 0
      #expect(throws: SelectionError.outside(.classes, found: 0, least: 1, greatest: .max)) {
        try strategy.choose(3, from: bad)
      }
      bad.classes = 5
      #expect(throws: SelectionError.count(of: .probabilities, expected: 60, found: 48)) {
        try strategy.choose(3, from: bad)
      }
    }
    for strategy: any BatchStrategy in [Badge(), RankedBatch()] {
      var bad = StrategyCases.input(.blobs, 12, 3, classes: 4, labelled: 4)
      bad.probabilities[9] = .nan
      #expect(throws: SelectionError.notFinite(.probabilities, row: 2)) { try strategy.choose(3, from: bad) }
    }
  }
}

extension VectorKernelTests {
  @Test func strategiesChooseTheSameOnEveryPath() throws {
    let input = StrategyCases.input(.blobs, 300, 37, labelled: 90, seed: 6)
    defer { _ = ck_use_kernel(-1) }
    for strategy in StrategyCases.all + StrategyCases.orderless {
      var first: Choice?
      for kernel in 0..<Int32(CK_KERNEL_COUNT.rawValue) where ck_use_kernel(kernel) != 0 {
        let choice = try strategy.choose(50, from: input)
        if let first { #expect(StrategyCases.bits(choice) == StrategyCases.bits(first), "\(strategy), \(kernel)") }
        first = first ?? choice
      }
    }
  }
}
