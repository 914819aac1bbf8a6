import Draws
import Labelling
import Testing

@Suite struct CalibrationDrawTests {
  private func choose(
    _ images: [String], _ people: [String], _ perSession: Int, perImage: Int = 2,
    history: CalibrationHistory = CalibrationHistory(), iteration: Int = 0
  ) throws -> [[String]] {
    try CalibrationDraw.choose(
      from: images, annotators: people, perSession: perSession, perImage: perImage, history: history,
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
}
