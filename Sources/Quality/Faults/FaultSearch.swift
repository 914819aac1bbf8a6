/// Finds who errs more often than the others, and at what.
///
/// Each person is compared with all others together, class by class, on answers to images whose label is known. The others'
/// rate is estimated from their answers, and its uncertainty is part of the test. A class that is hard for everybody is no fault.
package enum FaultSearch {
  /// A difference smaller than this is not claimed, however certain it is.
  package static let leastDifference = 0.05

  /// Looks at all answers again, in the order of looks.
  ///
  /// - Parameters:
  ///   - looks: What each look has that none before had: one matrix a person. The order of people is the same in all.
  ///   - alarms: How seldom the whole project may be wrong.
  ///   - starts: The look from 0 with which each person's evidence begins; the first for whom it is not given.
  /// - Returns: By person; what one errs at by name first, then classes, then everything.
  package static func faults(
    _ looks: [[ConfusionMatrix]], alarms: FalseAlarms, starts: [Int] = []
  ) -> [Fault] {
    (0..<alarms.people).flatMap { person -> [Fault] in
      let start = min(looks.count, max(0, starts.indices.contains(person) ? starts[person] : 0))
      return faults(of: person, Array(looks[start...]), alarms: alarms).map { fault in
        var fault = fault
        fault.since += start
        fault.found += start
        return fault
      }
    }
  }

  private static func faults(
    of person: Int, _ looks: [[ConfusionMatrix]], alarms: FalseAlarms
  ) -> [Fault] {
    let sides = looks.map { matrices in
      (
        own: matrices.indices.contains(person) ? matrices[person].counts : [],
        others: sum(matrices.enumerated().filter { $0.offset != person }.map(\.element.counts), alarms.classes)
      )
    }
    func table(_ look: Int, _ truth: Int, _ errors: ([Int]) -> Int) -> ErrorTable {
      func side(_ counts: [[Int]]) -> Proportion {
        guard counts.indices.contains(truth) else { return .none }
        return Proportion(successes: errors(counts[truth]), trials: counts[truth].reduce(0, +))
      }
      return ErrorTable(own: side(sides[look].own), others: side(sides[look].others))
    }
    func wrong(_ truth: Int) -> ([Int]) -> Int { { row in row.reduce(0, +) - row[truth] } }
    func fault(_ kind: Fault.Kind, _ claim: FalseAlarms.Claim, _ tables: [[ErrorTable]]) -> Fault? {
      self.fault(person, kind, tables, onset: claim == .everything ? .any : .first, claim: claim, alarms)
    }
    let classes = 0..<alarms.classes
    let everything = looks.indices.map { look in classes.map { table(look, $0, wrong($0)) } }
    // Who has answered nothing wrong, which is the rule, is not gone through class by class.
    guard everything.contains(where: { $0.contains { $0.own.successes > 0 } }) else { return [] }
    let confusions = classes.flatMap { truth in
      classes.compactMap { answer -> Fault? in
        guard answer != truth else { return nil }
        return fault(
          .confusion(truth, answer), .confusion, looks.indices.map { [table($0, truth) { $0[answer] }] })
      }
    }
    let ofClasses = classes.compactMap { truth in
      fault(.ofClass(truth), .ofClass, looks.indices.map { [table($0, truth, wrong(truth))] })
    }
    return confusions + ofClasses + [fault(.everything, .everything, everything)].compactMap(\.self)
  }

  /// The first look at which the evidence is enough and the difference matters; nil if there is none.
  private static func fault(
    _ person: Int, _ kind: Fault.Kind, _ looks: [[ErrorTable]], onset: OddsEvidence.Onset, claim: FalseAlarms.Claim,
    _ alarms: FalseAlarms
  ) -> Fault? {
    guard looks.contains(where: { $0.contains { $0.own.successes > 0 } }) else { return nil }
    var evidence = OddsEvidence(ratios: claim.ratios, onset: onset)
    var (own, others) = (Proportion.none, Proportion.none)
    var found: (look: Int, since: Int)?
    for (look, tables) in looks.enumerated() {
      evidence.add(tables)
      own = tables.reduce(own) { $0 + $1.own }
      others = tables.reduce(others) { $0 + $1.others }
      let matters = onset == .any || (own.value ?? 0) - (others.value ?? 0) >= leastDifference
      if found == nil, matters, evidence.log >= alarms.need(claim) {
        found = (look, evidence.likeliestOnset)
      }
    }
    guard let found else { return nil }
    if onset == .any {
      // What is claimed is about the time since it began.
      let tables = looks[found.since...].joined()
      own = tables.reduce(.none) { $0 + $1.own }
      others = tables.reduce(.none) { $0 + $1.others }
      guard (own.value ?? 0) - (others.value ?? 0) >= leastDifference else { return nil }
    }
    return Fault(person: person, kind: kind, own: own, others: others, since: found.since, found: found.look)
  }

  private static func sum(_ matrices: [[[Int]]], _ classes: Int) -> [[Int]] {
    var total = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for matrix in matrices {
      for truth in 0..<classes { for answer in 0..<classes { total[truth][answer] += matrix[truth][answer] } }
    }
    return total
  }
}
