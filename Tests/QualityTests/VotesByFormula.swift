import Quality

/// Seventy-seven votes of four annotators on 24 images of three classes, by a formula that a line of Python repeats.
///
///     [(i, a, (7*i + 3*a + i*i//5) % 3 if (i + 2*a) % 4 == 0 else i % 3) for i in range(24) for a in range(4) if (i+a) % 5]
enum VotesByFormula {
  static let votes = (0..<24).flatMap { image in
    (0..<4).filter { (image + $0) % 5 != 0 }.map { annotator in
      let isOff = (image + 2 * annotator) % 4 == 0
      let label = isOff ? (7 * image + 3 * annotator + image * image / 5) % 3 : image % 3
      return CastVote(image: Int32(image), annotator: Int32(annotator), label: Int32(label))
    }
  }

  static let model = DawidSkene(images: 24, annotators: 4, classes: 3)

  /// The same votes, those of one image each.
  static let images = (0..<24).map { image in
    votes.filter { $0.image == image }.map { Vote(annotator: Int($0.annotator), label: Int($0.label)) }
  }
}
