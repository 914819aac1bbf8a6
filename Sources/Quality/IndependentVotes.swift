/// The votes that measures of agreement among annotators look at.
enum IndependentVotes {
  /// An image's independent votes that name a class in `0..<classes`, one an annotator, by annotator.
  ///
  /// Of several by one annotator, the first.
  static func named(_ votes: [Vote], classes: Int) -> [(annotator: Int, label: Int)] {
    var named: [(annotator: Int, label: Int)] = []
    for vote in votes where vote.isIndependent {
      guard let label = vote.label, (0..<classes).contains(label),
        !named.contains(where: { $0.annotator == vote.annotator })
      else { continue }
      named.append((vote.annotator, label))
    }
    return named.sorted { $0.annotator < $1.annotator }
  }
}
