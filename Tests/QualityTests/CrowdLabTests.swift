import Quality
import Testing

/// Eight images, three annotators, three classes: what the tests of votes and models share.
enum SmallCrowd {
  static let image: [Int32] = [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7]
  static let annotator: [Int32] = [0, 1, 0, 1, 2, 0, 2, 0, 1, 1, 2, 0, 0, 1, 2, 2]
  static let label: [Int32] = [0, 0, 1, 1, 2, 2, 2, 0, 1, 1, 1, 2, 0, 0, 0, 1]
  static let probabilities = [
    0.7, 0.2, 0.1, 0.1, 0.6, 0.3, 0.2, 0.2, 0.6, 0.5, 0.4, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.2, 0.7, 0.1, 0.1, 0.5,
    0.4,
  ]

  /// The votes in the order of `rows`, or as they stand; further images have no vote.
  static func votes(_ rows: [Int]? = nil, images: Int = 8) throws -> CrowdVotes {
    let rows = rows ?? Array(image.indices)
    return try CrowdVotes(
      image: rows.map { image[$0] }, annotator: rows.map { annotator[$0] }, label: rows.map { label[$0] },
      images: images, annotators: 3, classes: 3)
  }
}

struct CrowdLabTests {
  @Test func agreesWithCleanlab() throws {
    // cleanlab 2.9.0: get_label_quality_multiannotator(…, return_weights=True)
    let found = try CrowdLab.consensus(SmallCrowd.votes(), probabilities: SmallCrowd.probabilities)
    #expect(found.labels == [0, 1, 2, 0, 1, 2, 0, 1])
    let qualities = [
      0.7767216269462891, 0.6220119050429866, 0.7167009961055532, 0.4834651666064032, 0.8273129990885337,
      0.5441022764433339, 0.5689319295937193, 0.5943236215146844,
    ]
    for (ours, theirs) in zip(found.qualities, qualities) { #expect(abs(try #require(ours) - theirs) < 1e-12) }
    for (ours, theirs) in zip(found.annotatorWeights, [0.4285714285714286, 0.4285714285714286, 0.33333333333333326]) {
      #expect(abs(try #require(ours) - theirs) < 1e-12)
    }
    #expect(abs(found.modelWeight - 0.9428090415820636) < 1e-12)
    #expect(found.agreements == [1, 2.0 / 3, 1, 0.5, 1, 1, 1, 1])
  }

  @Test func weightsAreThoseWorkedOutByHand() throws {
    // Two images of two votes: both agree on class 0, then on class 1. P = 1, the most frequent class errs in half of
    // them.
    let votes = try CrowdVotes(
      image: [0, 0, 1, 1], annotator: [0, 1, 0, 1], label: [0, 0, 1, 1], images: 2, annotators: 2, classes: 2)
    // The model errs once: 1 − 0.5 / 0.5 is raised to the floor, times √2.
    let found = try CrowdLab.consensus(votes, probabilities: [0.9, 0.1, 0.6, 0.4])
    #expect(found.annotatorWeights == [1, 1])
    #expect(abs(found.modelWeight - 1e-6 * 2.0.squareRoot()) < 1e-18)
    let quality = try #require(found.qualities[1])
    #expect(abs(quality - (2 + 0.4e-6 * 2.0.squareRoot()) / (2 + 1e-6 * 2.0.squareRoot())) < 1e-12)
  }

  @Test func theOrderOfTheVotesDoesNotMatter() throws {
    let forward = try CrowdLab.consensus(SmallCrowd.votes(), probabilities: SmallCrowd.probabilities)
    let rows = Array(SmallCrowd.image.indices)
    for turn in 1..<rows.count {
      let turned = try SmallCrowd.votes(rows[turn...].reversed() + rows[..<turn])
      #expect(try CrowdLab.consensus(turned, probabilities: SmallCrowd.probabilities) == forward)
    }
  }

  @Test func imagesAndAnnotatorsWithoutVotesHaveNothing() throws {
    let votes = try CrowdVotes(
      image: [0, 0], annotator: [0, 2], label: [1, 1], images: 2, annotators: 3, classes: 2)
    let found = try CrowdLab.consensus(votes, probabilities: [0.5, 0.5, 1, 0])
    #expect(found.labels == [1, nil] && found.qualities[1] == nil && found.agreements == [1, nil])
    #expect(found.annotatorWeights[1] == nil && found.annotatorWeights[0] == 1)
  }

  @Test func oneVoteAnImageTellsNobodyApart() throws {
    let votes = try CrowdVotes(image: [0, 1], annotator: [0, 1], label: [1, 0], images: 2, annotators: 2, classes: 2)
    let found = try CrowdLab.consensus(votes, probabilities: [0.8, 0.2, 0.7, 0.3])
    #expect(found.labels == [1, 0] && found.qualities == [0.2, 0.7])
    #expect(found.annotatorWeights == [1, 1] && found.modelWeight == 1)
  }

  @Test func oneClassIsCertain() throws {
    let votes = try CrowdVotes(image: [0, 0], annotator: [0, 1], label: [0, 0], images: 1, annotators: 2, classes: 1)
    let found = try CrowdLab.consensus(votes, probabilities: [1])
    #expect(found.labels == [0] && found.qualities == [1])
  }

  @Test func tiesGoToTheModelThenToTheRarerClass() throws {
    // Image 0 is tied between 0 and 1. The model prefers 1, whatever the others voted.
    let image: [Int32] = [0, 0, 1, 1, 2, 2]
    let labels: [Int32] = [0, 1, 0, 0, 0, 0]
    let votes = try CrowdVotes(
      image: image, annotator: [0, 1, 0, 1, 0, 1], label: labels, images: 3, annotators: 2, classes: 2)
    let others = [0.9, 0.1, 0.9, 0.1]
    #expect(try CrowdLab.consensus(votes, probabilities: [0.2, 0.8] + others).labels[0] == 1)
    // The model is of two minds and both have one weight: class 1 has fewer votes.
    #expect(try CrowdLab.consensus(votes, probabilities: [0.5, 0.5] + others).labels[0] == 1)
  }

  @Test func refusesWhatAreNoVotes() throws {
    func error(
      _ image: [Int32], _ annotator: [Int32], _ label: [Int32], images: Int = 2, classes: Int = 2
    ) -> LabelQualityError? {
      do throws(LabelQualityError) {
        _ = try CrowdVotes(
          image: image, annotator: annotator, label: label, images: images, annotators: 2, classes: classes)
        return nil
      } catch { return error }
    }
    #expect(error([0], [0, 1], [0]) == .count(of: .annotators, expected: 1, found: 2))
    #expect(error([0], [0], []) == .count(of: .labels, expected: 1, found: 0))
    #expect(error([0, 2], [0, 1], [0, 0]) == .outside(.images, row: 1))
    #expect(error([0], [-1], [0]) == .outside(.annotators, row: 0))
    #expect(error([0], [0], [2]) == .outside(.labels, row: 0))
    #expect(error([], [], [], classes: 0) == .outside(.classes, row: 0))
    #expect(error([], [], [], images: -1) == .outside(.images, row: 0))
    #expect(error([1, 0, 1], [1, 1, 1], [0, 1, 1]) == .repeatedVote(image: 1, annotator: 1))
    #expect(error([], [], []) == nil)
  }

  @Test func refusesWhatAreNoDistributions() throws {
    let votes = try CrowdVotes(image: [], annotator: [], label: [], images: 2, annotators: 0, classes: 2)
    for bad in [[0.5, 0.4], [.nan, 1], [1.5, -0.5]] {
      #expect(throws: LabelQualityError.notADistribution(row: 1)) {
        try CrowdLab.consensus(votes, probabilities: [0.5, 0.5] + bad)
      }
    }
    #expect(throws: LabelQualityError.count(of: .probabilities, expected: 4, found: 2)) {
      try CrowdLab.consensus(votes, probabilities: [0.5, 0.5])
    }
  }
}
