import Quality
import Testing

struct DawidSkeneTests {
  private let votes = VotesByFormula.votes
  private let model = VotesByFormula.model

  private func vote(_ image: Int32, _ annotator: Int32, _ label: Int32) -> CastVote {
    CastVote(image: image, annotator: annotator, label: label)
  }

  private func largest(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }

  // DawidSkene().fit(…) of crowd-kit 1.4.2 on VotesByFormula.
  @Test func isCrowdKits() throws {
    let estimate = model.fit(votes)
    #expect(votes.count == 77)
    #expect(estimate.iterations == 9)
    #expect(estimate.converged)
    #expect(abs(try #require(estimate.bound) - -1.284846345490395) < 1e-9)
    #expect(estimate.labels == [0, 1, 2, 0, 1, 2, 1, 1, 2, 0, 0, 2, 1, 1, 2, 0, 1, 2, 1, 1, 2, 0, 1, 2])
    #expect(largest(estimate.classPrior, [0.250001590070931, 0.4166650765957356, 0.3333333333333333]) < 1e-9)
    #expect(largest(Array(estimate.posterior[36..<39]), [3.821888953063077e-05, 0.9999617811104693, 0]) < 1e-9)
    #expect(largest(Array(estimate.posterior[30..<33]), [0.999999951595674, 4.8404325889195285e-08, 0]) < 1e-9)
    #expect(largest(estimate.confusion[2][0], [7.999939e-01, 2.000061e-01, 1.999985e-11]) < 1e-6)
    #expect(largest(estimate.confusion[2][2], [1.666667e-11, 1.666667e-01, 8.333333e-01]) < 1e-6)
    #expect(largest(estimate.confusion[0][1], [2.000008e-01, 7.999992e-01, 1.000004e-11]) < 1e-6)
  }

  @Test func theOrderOfTheVotesDoesNotMatterToABit() {
    let estimate = model.fit(votes)
    #expect(model.fit(votes.reversed()) == estimate)
    // 30 has no divisor in common with 77.
    #expect(model.fit(votes.indices.map { votes[$0 * 30 % 77] }) == estimate)
  }

  @Test func oneRoundIsThatDoneByHand() {
    // Start: image 0 is [1, 0], image 1 [1/2, 1/2]; shares 3/4, 1/4. With what is known from before, annotator 0 answers 1
    // to class 0 with 1.5 / 5.5 and to class 1 always; annotator 1 knows one answer only. So image 1 is
    // [3/4 · 1.5/5.5, 1/4 · 1] by their sum, [0.45, 0.55].
    var model = DawidSkene(images: 2, annotators: 2, classes: 2)
    model.iterations = 1
    let estimate = model.fit(
      [vote(0, 0, 0), vote(0, 1, 0), vote(1, 0, 1), vote(1, 1, 0)], earlier: [[[3, 1], [0, 4]]])
    #expect(largest(estimate.posterior, [1, 0, 0.45, 0.55]) < 1e-9)
    #expect(estimate.labels == [0, 1])
    #expect(largest(estimate.classPrior, [0.725, 0.275]) < 1e-9)
    #expect(largest(estimate.confusion[0][0], [4 / 5.45, 1.45 / 5.45]) < 1e-9)
    #expect(largest(estimate.confusion[0][1], [0, 1]) < 1e-9)
    #expect(largest(estimate.confusion[1][1], [1, 0]) < 1e-9)
    // Counts are those of the votes alone: added to the earlier ones, each answer counts once.
    #expect(largest(estimate.counts[0].flatMap { $0 }, [1, 0.45, 0, 0.55]) < 1e-9)
    #expect(largest(estimate.counts[1].flatMap { $0 }, [1.45, 0, 0.55, 0]) < 1e-9)
    #expect(estimate.iterations == 1)
    #expect(!estimate.converged)
  }

  @Test func earlierCountsWeighAsKnownImagesDo() {
    // The same evidence on annotators 0 and 1, once as images of known labels, once as counts.
    let known = [24: 0, 25: 0, 26: 1, 27: 2]
    let more = [
      vote(24, 0, 0), vote(25, 0, 1), vote(26, 0, 1), vote(27, 0, 2), vote(24, 1, 0), vote(26, 1, 0), vote(27, 1, 2),
    ]
    var larger = DawidSkene(images: 28, annotators: 4, classes: 3)
    var same = model
    // All hundred rounds: the bound counts votes and counts differently, and would stop elsewhere.
    larger.tolerance = -1
    same.tolerance = -1
    let byImages = larger.fit(votes + more, known: known)
    let byCounts = same.fit(
      votes, earlier: [[[1, 1, 0], [0, 1, 0], [0, 0, 1]], [[1, 0, 0], [1, 0, 0], [0, 0, 1]]])
    #expect(byCounts.iterations == 100)
    #expect(largest(Array(byImages.posterior.prefix(72)), byCounts.posterior) < 1e-12)
    #expect(largest(byImages.classPrior, byCounts.classPrior) < 1e-12)
    for annotator in 0..<4 {
      let (one, other) = (byImages.confusion[annotator], byCounts.confusion[annotator])
      #expect(largest(one.flatMap { $0 }, other.flatMap { $0 }) < 1e-12)
    }
    #expect(largest(byCounts.confusion[0][0], model.fit(votes).confusion[0][0]) > 0.01)
  }

  @Test func knownLabelsAreCertainAndKeptOutOfTheShareOfTheClasses() {
    // Nine known images of class 1, of which annotator 0 gets every third wrong; unknown are two of class 0, one of class 1.
    let known = Dictionary(uniqueKeysWithValues: (0..<9).map { ($0, 1) })
    let answers = (0..<9).flatMap { [vote(Int32($0), 0, $0 % 3 == 0 ? 0 : 1), vote(Int32($0), 1, 1)] }
    let open = [(9, 0), (10, 0), (11, 1)].flatMap { [vote(Int32($0.0), 0, $0.1), vote(Int32($0.0), 1, $0.1)] }
    let model = DawidSkene(images: 12, annotators: 2, classes: 2)
    let estimate = model.fit(answers + open, known: known)
    #expect(Array(estimate.posterior.prefix(18)) == (0..<9).flatMap { _ in [0.0, 1.0] })
    #expect(largest(estimate.classPrior, [2.0 / 3, 1.0 / 3]) < 1e-6)
    #expect(largest(estimate.confusion[0][1], [0.3, 0.7]) < 1e-6)
    #expect(largest(estimate.confusion[1][1], [0, 1]) < 1e-6)
    // As long as they are not known, they are most of what the share is made of.
    #expect(model.fit(answers + open).classPrior[1] > 0.7)
  }

  @Test func aKnownLabelThatVotesContradictStands() {
    let model = DawidSkene(images: 2, annotators: 2, classes: 3)
    let estimate = model.fit([vote(0, 0, 1), vote(0, 1, 1), vote(1, 0, 1), vote(1, 1, 1)], known: [0: 2])
    #expect(estimate.labels == [2, 1])
    #expect(estimate.confusion[0][2] == [0, 1, 0])
    #expect(estimate.classPrior[1] > 0.999)
  }

  @Test func aKnownImageThatNobodyAnsweredTellsNothing() {
    let larger = DawidSkene(images: 25, annotators: 4, classes: 3).fit(votes, known: [24: 2, 30: 1, -1: 0, 3: 7])
    let estimate = model.fit(votes)
    #expect(Array(larger.posterior.prefix(72)) == estimate.posterior)
    #expect(Array(larger.posterior.suffix(3)) == [0, 0, 1])
    #expect(larger.classPrior == estimate.classPrior)
    #expect(larger.bound == estimate.bound)
  }

  @Test func ifAllIsKnownTheShareIsEven() {
    let model = DawidSkene(images: 2, annotators: 1, classes: 4)
    let estimate = model.fit([vote(0, 0, 1)], known: [0: 1])
    #expect(estimate.classPrior == [0.25, 0.25, 0.25, 0.25])
    #expect(estimate.posterior == [0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25])
  }

  @Test func whatIsOutsideIsLeftOut() {
    let outside = [
      vote(24, 0, 0), vote(-1, 0, 0), vote(0, 4, 1), vote(0, -1, 1), vote(3, 1, 3), vote(3, 1, -1),
      vote(.max, .max, .max),
    ]
    #expect(model.fit(outside + votes) == model.fit(votes))
  }

  @Test func earlierCountsThatAreNoneCountNothing() {
    let odd = [[[Double.nan, -1, 0], [.infinity]], [], [], [], [[5, 5, 5]]]
    #expect(model.fit(votes, earlier: odd) == model.fit(votes))
  }

  @Test func anImageWithoutAVoteHasTheShareOfTheClasses() {
    let estimate = DawidSkene(images: 25, annotators: 4, classes: 3).fit(votes)
    #expect(Array(estimate.posterior.suffix(3)) == estimate.classPrior)
    #expect(estimate.labels.last == 1)
    #expect(estimate.classPrior == model.fit(votes).classPrior)
  }

  @Test func aClassThatNobodyNamesHasTheProbabilityZeroAndChangesNothing() {
    let wide = DawidSkene(images: 24, annotators: 4, classes: 5)
    // Classes 0, 1, 2 as 0, 2, 4.
    let estimate = wide.fit(votes.map { vote($0.image, $0.annotator, 2 * $0.label) })
    let narrow = model.fit(votes)
    for image in 0..<24 {
      let own = Array(estimate.posterior[(5 * image)..<(5 * image + 5)])
      #expect([own[1], own[3]] == [0, 0])
      #expect([own[0], own[2], own[4]] == Array(narrow.posterior[(3 * image)..<(3 * image + 3)]))
    }
    #expect(estimate.bound == narrow.bound)
    #expect(estimate.confusion[0][1] == [0.2, 0.2, 0.2, 0.2, 0.2])
  }

  @Test func anAnnotatorWithoutAVoteHasEvenRows() {
    let estimate = DawidSkene(images: 24, annotators: 5, classes: 3).fit(votes)
    let third = 1.0 / 3
    #expect(estimate.confusion[4] == [[Double]](repeating: [third, third, third], count: 3))
    #expect(estimate.counts[4] == [[Double]](repeating: [0, 0, 0], count: 3))
    #expect(estimate.posterior == model.fit(votes).posterior)
  }

  @Test func withoutVotesThereIsNothingToEstimate() {
    let estimate = DawidSkene(images: 2, annotators: 1, classes: 2).fit([])
    #expect(estimate.posterior == [0.5, 0.5, 0.5, 0.5])
    // Of equals the lowest.
    #expect(estimate.labels == [0, 0])
    #expect(estimate.iterations == 0)
    #expect(estimate.bound == nil)
    #expect(estimate.confusion == [[[0.5, 0.5], [0.5, 0.5]]])
    let earlier = DawidSkene(images: 0, annotators: 1, classes: 2).fit([], earlier: [[[3, 1], [0, 4]]])
    #expect(largest(earlier.confusion[0].flatMap { $0 }, [0.75, 0.25, 0, 1]) < 1e-9)
  }

  @Test func oneClassIsCertain() {
    let estimate = DawidSkene(images: 2, annotators: 1, classes: 1).fit([vote(0, 0, 0), vote(1, 0, 0)])
    #expect(estimate.posterior == [1, 1])
    #expect(estimate.confusion == [[[1]]])
    #expect(estimate.bound == 0)
  }

  @Test func noClassesNoLabels() {
    let estimate = DawidSkene(images: 3, annotators: -1, classes: 0).fit(votes)
    #expect(estimate.labels.isEmpty)
    #expect(estimate.posterior.isEmpty)
    #expect(estimate.confusion.isEmpty)
  }

  @Test func manyVotesOnOneImageDoNotUnderflow() {
    // Products of 4,000 probabilities of a third to two thirds are far below the least double.
    var crowd: [CastVote] = []
    for annotator: Int32 in 0..<4000 {
      let isWrong: Int32 = annotator % 3 == 0 ? 1 : 0
      crowd += [vote(0, annotator, isWrong), vote(1, annotator, 1 - isWrong)]
    }
    let estimate = DawidSkene(images: 2, annotators: 4000, classes: 2).fit(crowd)
    #expect(estimate.labels == [0, 1])
    #expect(largest(estimate.posterior, [1, 0, 0, 1]) < 1e-12)
  }
}
