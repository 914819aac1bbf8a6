/// What a vote was for.
package enum VotePurpose: String, Sendable, Equatable, CaseIterable {
  /// An independent vote on an image of the batch.
  case labelling
  /// A vote of a later round.
  case adjudication
  /// A vote on an image whose label is known.
  case calibration
}

/// Votes of one purpose, role and price.
package struct CostLine: Sendable, Equatable {
  package var purpose: VotePurpose
  package var senior: Bool
  package var votes: Int
  /// Price of one vote.
  package var price: Double

  package init(purpose: VotePurpose, senior: Bool, votes: Int, price: Double) {
    self.purpose = purpose
    self.senior = senior
    self.votes = votes
    self.price = price
  }

  /// Votes by price.
  package var amount: Double { Double(votes) * price }
}

/// What labelling has cost.
package struct Cost: Sendable, Equatable {
  /// By purpose, then role (annotators before seniors), then price; no two lines alike.
  package private(set) var lines: [CostLine]
  package private(set) var gpuHours: Double
  /// What the graphics processors cost.
  package private(set) var gpu: Double

  /// The cost of votes given in any order, lines alike taken together.
  package init(lines: [CostLine], gpuHours: Double = 0, pricePerGPUHour: Double = 0) {
    self.lines = Self.merged(lines)
    self.gpuHours = gpuHours
    gpu = gpuHours * pricePerGPUHour
  }

  /// What the votes of a purpose cost.
  package func amount(of purpose: VotePurpose) -> Double {
    lines.reduce(0) { $1.purpose == purpose ? $0 + $1.amount : $0 }
  }

  /// What the votes of a role cost.
  package func amount(senior: Bool) -> Double {
    lines.reduce(0) { $1.senior == senior ? $0 + $1.amount : $0 }
  }

  /// All votes and graphics processors.
  package var total: Double { lines.reduce(0) { $0 + $1.amount } + gpu }

  /// All votes.
  package var votes: Int { lines.reduce(0) { $0 + $1.votes } }

  /// The total by the number of images labelled; nil without one.
  package func perImage(_ images: Int) -> Double? {
    images > 0 ? total / Double(images) : nil
  }

  /// The same with more votes and hours.
  package func adding(_ other: Cost) -> Cost {
    var sum = Cost(lines: lines + other.lines)
    sum.gpuHours = gpuHours + other.gpuHours
    sum.gpu = gpu + other.gpu
    return sum
  }

  private static func merged(_ lines: [CostLine]) -> [CostLine] {
    let ordered = lines.filter { $0.votes > 0 }.sorted { left, right in
      let ranks = (rank(left.purpose), rank(right.purpose))
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      if left.senior != right.senior { return !left.senior }
      return left.price < right.price
    }
    var result: [CostLine] = []
    for line in ordered {
      if let last = result.indices.last, result[last].purpose == line.purpose,
        result[last].senior == line.senior, result[last].price == line.price
      {
        result[last].votes += line.votes
      } else {
        result.append(line)
      }
    }
    return result
  }

  private static func rank(_ purpose: VotePurpose) -> Int {
    switch purpose {
    case .labelling: 0
    case .adjudication: 1
    case .calibration: 2
    }
  }
}
