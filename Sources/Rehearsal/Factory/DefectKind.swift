/// The seven kinds of defect.
package enum DefectKind: String, CaseIterable, Sendable {
  case scratch
  case discoloration
  case foreignParticle = "foreign_particle"
  case edgeChip = "edge_chip"
  case dent
  case contamination
  case microCrack = "micro_crack"

  /// How many of 6,000 images show it; together 360, which is 6 %.
  var rate: Int {
    switch self {
    case .scratch: 94
    case .discoloration: 70
    case .foreignParticle: 60
    case .edgeChip: 48
    case .dent: 42
    case .contamination: 25
    case .microCrack: 21
    }
  }

  /// How many frames a burst of it takes: what goes wrong on a line goes wrong for a while.
  var burst: ClosedRange<Int> {
    switch self {
    case .scratch, .discoloration: 3...7
    case .foreignParticle, .edgeChip, .dent: 2...6
    case .contamination, .microCrack: 2...3
    }
  }

  /// How many of `count` images show each kind, in the order of `allCases`: in proportion, at least one.
  static func totals(count: Int) -> [Int] {
    allCases.map { max(1, (count * $0.rate + 3_000) / 6_000) }
  }
}
