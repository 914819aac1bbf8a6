import Report

/// Puts the figures of two quality reports side by side.
struct FigureComparison {
  let figures: [IterationDifference.Figure]
  let classes: [IterationDifference.ClassFigures]
  let annotators: [IterationDifference.AnnotatorFigures]

  /// Nothing where neither has a report.
  init(_ old: QualityReport?, _ new: QualityReport?) {
    guard old != nil || new != nil else {
      figures = []
      classes = []
      annotators = []
      return
    }
    func figure(
      _ name: String, _ places: Int, _ value: (QualityReport) -> Double?
    ) -> IterationDifference.Figure? {
      let pair = (old.flatMap(value), new.flatMap(value))
      return pair.0 == nil && pair.1 == nil ? nil : .init(name: name, old: pair.0, new: pair.1, places: places)
    }
    figures = [
      figure("labels", 0) { Double($0.labels.total) },
      figure("trained on", 0) { $0.model.map { Double($0.trainedOn) } },
      figure("macro-F1", 3) { $0.model?.macroF1.value }, figure("rare-F1", 3) { $0.model?.rareF1?.value },
      figure("calibration error", 3) { $0.model?.calibrationError },
      figure("defects in batch", 3) { $0.batch?.defectShare },
      figure("disagreement", 3) { $0.disagreement.last?.rate?.value }, figure("cost", 2) { $0.cost.total },
    ].compactMap(\.self)
    classes = Self.names(old?.classBalance.map(\.name), new?.classBalance.map(\.name)).map { name in
      let labels = [old, new].map { report in report?.classBalance.first { $0.name == name }?.labels }
      let f1 = [old, new].map { report in report?.model?.perClass.first { $0.name == name }?.f1?.value }
      return .init(name: name, oldLabels: labels[0], newLabels: labels[1], oldF1: f1[0], newF1: f1[1])
    }
    annotators = Self.names(old?.annotators.map(\.id), new?.annotators.map(\.id)).map { id in
      let people = [old, new].map { report in report?.annotators.first { $0.id == id } }
      return .init(
        id: id, oldVotes: people[0]?.votesSoFar, newVotes: people[1]?.votesSoFar,
        oldAgreement: people[0]?.agreement?.value, newAgreement: people[1]?.agreement?.value)
    }
  }

  /// The names of both, those of the new one first.
  private static func names(_ old: [String]?, _ new: [String]?) -> [String] {
    let known = new ?? []
    return known + (old ?? []).filter { !known.contains($0) }
  }
}
