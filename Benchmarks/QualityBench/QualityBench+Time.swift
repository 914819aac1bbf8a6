import Quality

extension QualityBench {
  /// Times Dawid and Skene's estimation on a million votes of 30 annotators for 8 classes.
  static func time(votesByImage: Int) {
    let (images, annotators, classes) = (1_000_000 / votesByImage, 30, 8)
    var state: UInt64 = 20_261_201
    // SplitMix64; the remainder's bias is of no matter here.
    func below(_ bound: Int) -> Int {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return Int((z ^ (z >> 31)) % UInt64(bound))
    }
    var votes: [CastVote] = []
    for image in 0..<images {
      // The lower of two draws: classes are the rarer the higher.
      let truth = min(below(classes), below(classes))
      var asked: [Int] = []
      while asked.count < votesByImage {
        let annotator = below(annotators)
        if asked.contains(annotator) { continue }
        asked.append(annotator)
        // Annotator 0 knows the answer to 70 % of the images, annotator 29 to 99 %; the others they guess.
        let label = below(100) < 70 + annotator ? truth : below(classes)
        votes.append(CastVote(image: Int32(image), annotator: Int32(annotator), label: Int32(label)))
      }
    }
    let model = DawidSkene(images: images, annotators: annotators, classes: classes)
    var rounds = 0
    let spent = ContinuousClock().measure { rounds = model.fit(votes).iterations }
    print(
      """
      {"votes": \(votes.count), "images": \(images), "seconds": \(spent / .seconds(1)), "iterations": \(rounds)}
      """)
  }
}
