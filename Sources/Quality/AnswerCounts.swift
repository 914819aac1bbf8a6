/// How many independent votes each image has for each class.
struct AnswerCounts {
  let classes: Int
  /// Flat, images × classes.
  private let counts: [Int]
  /// The votes of each image.
  let votes: [Int]

  /// Counts the votes of one image each.
  init(images: [[Vote]], classes: Int) {
    let size = max(0, classes)
    var counts = [Int](repeating: 0, count: images.count * size)
    var votes: [Int] = []
    for (image, own) in images.enumerated() {
      let named = IndependentVotes.named(own, classes: size)
      for vote in named { counts[image * size + vote.label] += 1 }
      votes.append(named.count)
    }
    self.classes = size
    self.counts = counts
    self.votes = votes
  }

  /// The votes of an image for a class.
  func count(_ image: Int, _ label: Int) -> Int { counts[image * classes + label] }
}
