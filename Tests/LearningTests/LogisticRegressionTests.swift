import Learning
import Testing

struct LogisticRegressionTests {
  private static let fixture = try? Fixture.load()

  @Test func hasFixtures() throws {
    #expect(try #require(Self.fixture).logistic.count == 9)
  }

  @Test(arguments: fixture?.logistic ?? [])
  func agreesWithScikitLearn(_ expected: Fixture.Logistic) throws {
    let data = expected.draw()
    #expect(data.labels == expected.labels)
    let fit = try LogisticRegression.fit(
      features: data.features, dimensions: expected.dimensions, labels: data.labels,
      classes: expected.classes, sampleWeights: data.weights,
      options: .init(regularization: expected.C, balanced: expected.balanced))
    #expect(fit.converged)
    let found = try fit.model.probabilities(features: data.features, rows: expected.rows)
    let third = stride(from: 0, to: expected.rows, by: 3).flatMap {
      found[$0 * expected.classes..<($0 + 1) * expected.classes]
    }
    #expect(largestDifference(third, expected.probabilities) < 1e-5)
  }

  @Test func handWorked() throws {
    // One feature, −1 and 1, a row of each class: by symmetry the biases are 0 and the difference of the weights, u, is
    // where −C·2·σ(−u) + u = 0 with C = 1 and the objective 2·ln(1 + e^−u) + ½u²: u = 0.9032...
    let fit = try LogisticRegression.fit(
      features: [-1, 1], dimensions: 1, labels: [0, 1], classes: 2, options: .init(tolerance: 1e-12))
    let weights = fit.model.weights
    let u = weights[2] - weights[0]
    #expect(abs(u - 2 / (1 + Double.e(u))) < 1e-11)
    #expect(abs(weights[0] + weights[2]) < 1e-12)
    #expect(abs(weights[1]) < 1e-12 && abs(weights[3]) < 1e-12)
  }

  @Test(arguments: [1, 2, 5, 97])
  func sameBitsForAnyNumberOfThreads(dimensions: Int) throws {
    let data = Clouds(rows: 700, dimensions: dimensions, classes: 3, spread: 2)
    let fits = try [1, 2, 4].map { threads in
      try LogisticRegression.fit(
        features: data.features, dimensions: dimensions, labels: data.labels, classes: 3, threads: threads)
    }
    #expect(fits[0].model == fits[1].model && fits[1].model == fits[2].model)
    let logits = try [1, 2, 4].map {
      try fits[0].model.logits(features: data.features, rows: 700, threads: $0)
    }
    #expect(logits[0] == logits[1] && logits[1] == logits[2])
  }

  @Test func chunksGiveTheSameBits() throws {
    let data = Clouds(rows: 300, dimensions: 11, classes: 4)
    let model = try LogisticRegression.fit(
      features: data.features, dimensions: 11, labels: data.labels, classes: 4
    ).model
    let whole = try model.probabilities(features: data.features, rows: 300)
    let parts = try [0..<1, 1..<258, 258..<300].flatMap {
      try model.probabilities(
        features: Array(data.features[$0.lowerBound * 11..<$0.upperBound * 11]), rows: $0.count)
    }
    #expect(whole == parts)
  }

  @Test func goldenBits() throws {
    // Fails if the order of a sum, the solver or an elementary function changes, on any processor.
    let data = Clouds(rows: 90, dimensions: 10, classes: 3)
    let model = try LogisticRegression.fit(
      features: data.features, dimensions: 10, labels: data.labels, classes: 3, options: .init(balanced: true)
    ).model
    var digest: UInt64 = 14_695_981_039_346_656_037
    for weight in model.weights { digest = (digest ^ weight.bitPattern) &* 1_099_511_628_211 }
    #expect(digest == 1_184_554_823_139_644_628)
  }

  @Test func absentClassHasProbabilityZero() throws {
    let data = Clouds(rows: 60, dimensions: 3, classes: 2)
    let fit = try LogisticRegression.fit(
      features: data.features, dimensions: 3, labels: data.labels.map { $0 == 0 ? 1 : 3 }, classes: 5)
    #expect(fit.model.presentClasses == [1, 3])
    let probabilities = try fit.model.probabilities(features: data.features, rows: 60)
    for row in 0..<60 {
      for label in [0, 2, 4] { #expect(probabilities[row * 5 + label] == 0) }
      let sum = probabilities[row * 5..<(row + 1) * 5].reduce(0, +)
      #expect(abs(sum - 1) < 1e-6)
    }
    let logits = try fit.model.logits(features: data.features, rows: 60)
    #expect(logits[0] == -.infinity && logits[1].isFinite)
  }

  @Test func oneClassIsCertain() throws {
    let fit = try LogisticRegression.fit(
      features: [1, 2, 3, 4], dimensions: 2, labels: [2, 2], classes: 3)
    #expect(fit.converged)
    #expect(try fit.model.probabilities(features: [9, -9], rows: 1) == [0, 0, 1])
  }

  @Test func aClassOfNoWeightIsAbsent() throws {
    let fit = try LogisticRegression.fit(
      features: [1, 2, 3, 4], dimensions: 1, labels: [0, 1, 2, 0], classes: 3, sampleWeights: [1, 1, 0, 1])
    #expect(fit.model.presentClasses == [0, 1])
  }

  @Test func aWeightOfTwoIsTheRowTwice() throws {
    let data = Clouds(rows: 80, dimensions: 4, classes: 3, spread: 2)
    let weights = (0..<80).map { Double(1 + $0 % 2) }
    let options = LogisticRegression.Options(balanced: true, tolerance: 1e-11)
    let weighted = try LogisticRegression.fit(
      features: data.features, dimensions: 4, labels: data.labels, classes: 3, sampleWeights: weights,
      options: options)
    let rows = (0..<80).flatMap { [Int](repeating: $0, count: 1 + $0 % 2) }
    let repeated = try LogisticRegression.fit(
      features: rows.flatMap { data.features[$0 * 4..<$0 * 4 + 4] }, dimensions: 4,
      labels: rows.map { data.labels[$0] }, classes: 3, options: options)
    #expect(largestDifference(weighted.model.weights, repeated.model.weights) < 1e-8)
  }

  @Test func aStartChangesTheWayNotTheEnd() throws {
    let data = Clouds(rows: 200, dimensions: 6, classes: 3, spread: 2)
    let half = try LogisticRegression.fit(
      features: Array(data.features.prefix(600)), dimensions: 6, labels: Array(data.labels.prefix(100)),
      classes: 3)
    let cold = try LogisticRegression.fit(
      features: data.features, dimensions: 6, labels: data.labels, classes: 3)
    let warm = try LogisticRegression.fit(
      features: data.features, dimensions: 6, labels: data.labels, classes: 3, start: half.model)
    #expect(
      largestDifference(
        try cold.model.probabilities(features: data.features, rows: 200),
        try warm.model.probabilities(features: data.features, rows: 200)) < 1e-5)
    let other = try LogisticRegression(classes: 2, dimensions: 1, weights: [0, 0, 0, 0])
    let unused = try LogisticRegression.fit(
      features: data.features, dimensions: 6, labels: data.labels, classes: 3, start: other)
    #expect(unused.model == cold.model)
  }

  @Test func aGradientOfTheObjectiveIsZeroAtTheEnd() throws {
    let data = Clouds(rows: 120, dimensions: 3, classes: 3, spread: 2)
    let fit = try LogisticRegression.fit(
      features: data.features, dimensions: 3, labels: data.labels, classes: 3,
      options: .init(regularization: 0.7, tolerance: 1e-10))
    // The mean loss by the definition, in a second way: from the probabilities.
    func objective(_ weights: [Double]) throws -> Double {
      let model = try LogisticRegression(classes: 3, dimensions: 3, weights: weights)
      let logits = try model.logits(features: data.features, rows: 120)
      var loss = 0.0
      for row in 0..<120 {
        var mass = 0.0
        for label in 0..<3 { mass += Double.e(logits[row * 3 + label] - logits[row * 3 + data.labels[row]]) }
        loss += Double.ln(mass)
      }
      var square = 0.0
      for (index, weight) in weights.enumerated() where index % 4 != 3 { square += weight * weight }
      return (0.7 * loss + 0.5 * square) / (0.7 * 120)
    }
    let best = try objective(fit.model.weights)
    #expect(abs(best - fit.objective) < 1e-12)
    for index in fit.model.weights.indices {
      for change in [-1e-3, 1e-3] {
        var moved = fit.model.weights
        moved[index] += change
        #expect(try objective(moved) > best)
      }
    }
  }
}
