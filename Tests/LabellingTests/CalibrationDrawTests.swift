import Draws
import Labelling
import Testing
import Texts

@Suite struct CalibrationDrawTests {
  private func choose(
    _ images: [String], _ people: [String], _ perSession: Int, perImage: Int = 2,
    history: CalibrationHistory = CalibrationHistory(), iteration: Int = 0
  ) throws -> [[String]] {
    try CalibrationDraw.choose(
      from: images, annotators: people, counts: people.map { _ in perSession }, perImage: perImage, history: history,
      draw: Draw(randomSeed: 3, iteration: iteration, stage: "export-1/calibration"))
  }

  @Test func everybodyGetsTheNumberAskedForWithoutRepeats() throws {
    let chosen = try choose(Fixtures.images(200), ["a", "b", "c", "d"], 20)
    for images in chosen {
      #expect(images.count == 20)
      #expect(Set(images).count == 20)
    }
  }

  @Test func calibrationImagesAreInAsManyFilesAsOthers() throws {
    let chosen = try choose(Fixtures.images(200), ["a", "b", "c", "d"], 20)
    let files = chosen.joined().reduce(into: [:]) { $0[$1, default: 0] += 1 }
    #expect(files.count == 40)
    #expect(files.values.allSatisfy { $0 == 2 })
  }

  @Test func whatWasSeenLeastComesFirst() throws {
    var history = CalibrationHistory()
    let images = Fixtures.images(30)
    let people = ["a", "b", "c"]
    for iteration in 0..<12 {
      let chosen = try choose(images, people, 7, history: history, iteration: iteration)
      for (person, own) in zip(people, chosen) {
        #expect(own.count == 7)
        for image in own { history.add(annotator: person, image: image) }
        let counts = images.map { history.count(annotator: person, image: $0) }
        #expect(try #require(counts.max()) - #require(counts.min()) <= 1)
      }
    }
  }

  @Test func aSmallSetIsUsedUpAndNoMore() throws {
    let chosen = try choose(Fixtures.images(5), ["a", "b", "c"], 20)
    for images in chosen { #expect(Set(images) == Set(Fixtures.images(5))) }
    #expect(try choose([], ["a"], 20) == [[]])
    #expect(try choose(Fixtures.images(5), [], 20).isEmpty)
    #expect(try choose(Fixtures.images(5), ["a"], 0) == [[]])
  }

  @Test func theOrderOfTheSetDoesNotMatter() throws {
    let images = Fixtures.images(50)
    #expect(try choose(images, ["a", "b"], 10) == choose(images.reversed(), ["a", "b"], 10))
    #expect(try choose(images, ["a", "b"], 10) != choose(images, ["a", "b"], 10, iteration: 1))
  }

  @Test func refusesANegativeNumberAndAnImageTwice() {
    #expect(throws: LabellingError.outOfRange(name: "calibration_per_session", value: -1)) {
      try choose(["x"], ["a"], -1)
    }
    #expect(throws: LabellingError.duplicateImage(image: "x")) { try choose(["x", "x"], ["a"], 1) }
  }

  /// Sixty images of one class and ten of each of three others, and their labels.
  private static let unequal: [(String, String)] =
    (0..<60).map { ("normal-\($0)", "normal") }
    + ["scratch", "dent", "chip"].flatMap { name in (0..<10).map { ("\(name)-\($0)", name) } }

  /// How often each person is asked about each class by some exports.
  private func asked(_ exports: Int, emphasis: Double) throws -> [[String: Int]] {
    let people = ["a", "b", "c"]
    let labels = Dictionary(
      Self.unequal.map { (ExactText($0.0), $0.1) }, uniquingKeysWith: { first, _ in first })
    var history = CalibrationHistory()
    var counts = people.map { _ in [String: Int]() }
    for iteration in 0..<exports {
      let chosen = try CalibrationDraw.choose(
        from: Self.unequal.map(\.0), labels: labels, emphasis: emphasis, annotators: people,
        counts: people.map { _ in 20 }, perImage: 2, history: history,
        draw: Draw(randomSeed: 3, iteration: iteration, stage: "test"))
      for (person, images) in chosen.enumerated() {
        #expect(images.count == 20)
        for image in images {
          history.add(annotator: people[person], image: image)
          counts[person][labels[ExactText(image)] ?? "", default: 0] += 1
        }
      }
    }
    return counts
  }

  @Test func everyClassIsAskedAboutAsOftenAsAnyOther() throws {
    for counts in try asked(1, emphasis: 1) { #expect(counts.values.allSatisfy { (4...6).contains($0) }, "\(counts)") }
    for counts in try asked(2, emphasis: 1) { #expect(counts.values.allSatisfy { (8...13).contains($0) }, "\(counts)") }
  }

  @Test func withoutEmphasisClassesComeAsTheSetHasThem() throws {
    for counts in try asked(2, emphasis: 0) { #expect(abs((counts["normal"] ?? 0) - 27) <= 2, "\(counts)") }
  }

  @Test func anImageThatWasSeenComesAgainOnlyWhereNoOtherIsLeft() throws {
    // Four exports of twenty ask about eighty images, which are ninety: all of the rare ones are used up, none is repeated.
    for counts in try asked(4, emphasis: 1) {
      #expect(counts["scratch"] == 10 && counts["dent"] == 10 && counts["chip"] == 10, "\(counts)")
      #expect(counts["normal"] == 50)
    }
  }
}
