/// The classes that some vote, known label or earlier count names, numbered without gaps.
///
/// A class that nothing names would otherwise take a part of every posterior, through the least probability.
struct OccurringClasses {
  /// Ascending.
  let classes: [Int]
  /// The place in `classes` of each class; nil for those that do not occur.
  let index: [Int?]

  init(votes: [CastVote], known: [Int?], earlier: [[[Double]]], annotators: Int, classes: Int) {
    var occurs = [Bool](repeating: false, count: classes)
    var isAsked = [Bool](repeating: false, count: known.count)
    for vote in votes {
      occurs[Int(vote.label)] = true
      isAsked[Int(vote.image)] = true
    }
    // A known image that nobody was asked about tells of nobody.
    for (image, label) in known.enumerated() where isAsked[image] {
      if let label { occurs[label] = true }
    }
    for (_, truth, answered, _) in Self.counts(earlier, annotators: annotators, classes: classes) {
      occurs[truth] = true
      occurs[answered] = true
    }
    let named = occurs.indices.filter { occurs[$0] }
    var index = [Int?](repeating: nil, count: classes)
    for (place, label) in named.enumerated() { index[label] = place }
    self.classes = named
    self.index = index
  }

  /// The votes by image, with the places of their classes.
  func group(_ votes: [CastVote], images: Int, annotators: Int) -> VotesByImage {
    VotesByImage(
      votes.map { (Int($0.image), Int($0.annotator) * classes.count + (index[Int($0.label)] ?? 0)) },
      images: images, rowCount: annotators * classes.count)
  }

  /// Flat, (annotator · classes + answered) · classes + true, over the places of the classes.
  func pseudoCounts(_ earlier: [[[Double]]], annotators: Int) -> [Double] {
    let size = classes.count
    var flat = [Double](repeating: 0, count: annotators * size * size)
    for (annotator, truth, answered, count) in Self.counts(earlier, annotators: annotators, classes: index.count) {
      guard let row = index[answered], let column = index[truth] else { continue }
      flat[(annotator * size + row) * size + column] = count
    }
    return flat
  }

  /// The counts above 0 that lie within annotators and classes.
  private static func counts(
    _ earlier: [[[Double]]], annotators: Int, classes: Int
  ) -> [(annotator: Int, truth: Int, answered: Int, count: Double)] {
    earlier.prefix(annotators).enumerated().flatMap { annotator, matrix in
      matrix.prefix(classes).enumerated().flatMap { truth, row in
        row.prefix(classes).enumerated().compactMap { answered, count in
          count > 0 && count.isFinite ? (annotator, truth, answered, count) : nil
        }
      }
    }
  }
}
