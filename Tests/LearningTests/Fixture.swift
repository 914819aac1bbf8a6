import Draws
import Foundation
import Testing

/// Fixtures/learning.json, made by Fixtures/make_fixtures.py, and the data it speaks of, drawn again.
struct Fixture: Decodable, Sendable {
  struct Logistic: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let seed: UInt64
    let rows: Int
    let dimensions: Int
    let classes: Int
    let offsets: [Double]
    let noise: Double
    let C: Double
    let shift: Double
    let decay: Double
    let weighted: Bool
    let balanced: Bool
    let labels: [Int]
    /// The balanced weight of each class.
    let balance: [Double]
    /// Of every third row.
    let probabilities: [Double]

    var testDescription: String { name }

    /// Features, labels and weights: `data` of the script.
    func draw() -> (features: [Float], labels: [Int], weights: [Double]) {
      var stream = DrawStream(seed: seed)
      let planted = (0..<classes).map { _ in (0..<dimensions).map { _ in stream.normal() } }
      var features: [Float] = []
      var labels: [Int] = []
      var weights: [Double] = []
      for _ in 0..<rows {
        let raw = (0..<dimensions).map { _ in stream.normal() }
        var best = 0
        var largest = -Double.infinity
        for label in 0..<classes {
          var score = offsets[label] + stream.normal() * noise
          for column in 0..<dimensions { score += planted[label][column] * raw[column] }
          if score > largest { (best, largest) = (label, score) }
        }
        labels.append(best)
        var scale = 1.0
        for value in raw {
          features.append(Float(shift + value * scale))
          scale *= decay
        }
        weights.append(weighted ? 0.1 + 1.9 * stream.uniform() : 1)
      }
      return (features, labels, weights)
    }
  }

  struct Metrics: Decodable, Sendable {
    let classes: Int
    let expected: [Int]
    let predicted: [Int]
    let weights: [Double]
    let probabilities: [Float]
    let ece: Double
    let confusion: [[Int]]
    let precision: [Double]
    let recall: [Double]
    let f1: [Double]
    let macro_f1: Double
    let weighted_f1: [Double]
    let weighted_macro_f1: Double
  }

  struct Eigen: Decodable, Sendable {
    let n: Int
    let values: [Double]
    let vectors: [Double]
  }

  struct Components: Decodable, Sendable {
    let rows: Int
    let dimensions: Int
    let count: Int
    let mean: [Double]
    let components: [Double]
    let variances: [Double]
    let total: Double
    let projected: [Double]
  }

  struct Temperature: Decodable, Sendable {
    let stretch: Double
    let labels: [Int]
    let temperature: Double
  }

  let logistic: [Logistic]
  let metrics: Metrics
  let eigen: Eigen
  let components: Components
  let temperature: [Temperature]

  static func load(file: String = #filePath) throws -> Fixture {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/learning.json"))
    return try JSONDecoder().decode(Fixture.self, from: data)
  }
}

/// The largest absolute difference; infinite where the lengths differ.
func largestDifference(_ left: [some BinaryFloatingPoint], _ right: [some BinaryFloatingPoint]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
}

/// Whether there is no NaN and no infinity.
func allFinite(_ values: [some BinaryFloatingPoint]) -> Bool {
  values.allSatisfy(\.isFinite)
}

/// Clouds of points around one centre a class, for tests that need some data.
struct Clouds {
  let features: [Float]
  let labels: [Int]
  let dimensions: Int
  let classes: Int

  init(rows: Int, dimensions: Int, classes: Int, spread: Double = 1, seed: UInt64 = 5) {
    var stream = DrawStream(seed: seed)
    let centres = (0..<classes).map { _ in (0..<dimensions).map { _ in stream.normal() } }
    var features: [Float] = []
    var labels: [Int] = []
    for _ in 0..<rows {
      let label = stream.below(classes)
      labels.append(label)
      for centre in centres[label] { features.append(Float(centre + spread * stream.normal())) }
    }
    self.features = features
    self.labels = labels
    self.dimensions = dimensions
    self.classes = classes
  }
}
