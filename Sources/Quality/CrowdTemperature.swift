import CKernels

/// The temperature at which a model's probabilities fit the votes best.
enum CrowdTemperature {
  private static let coarse = [0.1, 0.2, 0.5, 0.8, 1, 2, 3, 5, 8]
  private static let steps = 4
  /// A probability of 0 counts as this in a logarithm.
  private static let least = 1e-30

  /// The temperature with the least mean cross entropy between each image's shares of votes and the tempered
  /// probabilities.
  ///
  /// Of a coarse grid and then a finer one about its best; of equals the first. As cleanlab's `find_best_temp_scaler`,
  /// but with the votes counted for the classes they name: cleanlab 2.9.0 counts those of an image that lacks a class
  /// into the first columns.
  static func fit(_ votes: CrowdVotes, probabilities: [Double]) -> Double {
    guard votes.classes > 1 else { return 1 }
    let logs = probabilities.map { $0 > 0 ? ck_log($0) : -.infinity }
    let best = argmin(coarse.map { entropy(votes, logs: logs, temperature: $0) })
    var fine: [Double] = []
    if best > 0 { fine += spread(from: coarse[best - 1], to: coarse[best]) }
    if best + 1 < coarse.count { fine += spread(from: coarse[best], to: coarse[best + 1]) + [coarse[best + 1]] }
    return fine[argmin(fine.map { entropy(votes, logs: logs, temperature: $0) })]
  }

  /// Rows raised to the power of 1/T and made to sum to 1.
  static func tempered(_ probabilities: [Double], classes: Int, temperature: Double) -> [Double] {
    var result = probabilities.map { max($0, least) }
    for row in 0..<(result.count / classes) {
      let range = (row * classes)..<((row + 1) * classes)
      let sum = result[range].reduce(0, +)
      for index in range { result[index] = ck_exp(ck_log(result[index] / sum) / temperature) }
      let mass = result[range].reduce(0, +)
      for index in range { result[index] /= mass }
    }
    return result
  }

  private static func spread(from start: Double, to end: Double) -> [Double] {
    let step = (end - start) / Double(steps)
    return (0..<steps).map { start + Double($0) * step }
  }

  private static func argmin(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] < values[$0] ? $1 : $0 }
  }

  private static func entropy(_ votes: CrowdVotes, logs: [Double], temperature: Double) -> Double {
    let classes = votes.classes
    var sum = 0.0
    for image in 0..<votes.images {
      let voters = votes.votes(on: image)
      guard !voters.isEmpty else { continue }
      let start = image * classes
      var mass = 0.0
      for index in start..<(start + classes) { mass += ck_exp(logs[index] / temperature) }
      var loss = 0.0
      for vote in voters {
        let share = ck_exp(logs[start + Int(votes.label[vote])] / temperature) / mass
        loss -= ck_log(max(share, least))
      }
      sum += loss / Double(voters.count)
    }
    return sum
  }
}
