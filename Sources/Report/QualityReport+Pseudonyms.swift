import Texts

extension QualityReport {
  /// The same report with other names for its annotators, wherever one stands.
  ///
  /// - Parameter name: What each is called instead, by id.
  /// - Returns: The report; ids that `name` does not have stay.
  package func renamed(_ name: [ExactText: String]) -> QualityReport {
    var report = self
    func other(_ id: String) -> String { name[ExactText(id)] ?? id }
    for index in annotators.indices {
      let id = annotators[index].id
      report.annotators[index].id = other(id)
      // A reason is a sentence about the person, who stands at its beginning.
      if let reason = annotators[index].intervention?.reason, reason.hasPrefix(id) {
        report.annotators[index].intervention?.reason = other(id) + reason.dropFirst(id.count)
      }
    }
    for index in pairs.indices {
      report.pairs[index].first = other(pairs[index].first)
      report.pairs[index].second = other(pairs[index].second)
    }
    for index in judgement?.faults.indices ?? 0..<0 {
      report.judgement?.faults[index].annotator = other(judgement?.faults[index].annotator ?? "")
    }
    return report
  }
}
