import Draws
import Labelling
import Testing

@Suite struct AssignmentTests {
  private let draw = Draw(randomSeed: 7, iteration: 1, stage: "export-1/assign")

  private func loads(_ assignments: [ImageAssignment]) -> [String: Int] {
    assignments.reduce(into: [:]) { sum, assignment in
      for annotator in assignment.annotators { sum[annotator, default: 0] += 1 }
    }
  }

  @Test(arguments: [1, 2, 3, 5], [1, 2, 7, 100, 101])
  func loadsDifferByOneAtMost(perImage: Int, images: Int) throws {
    let people = Fixtures.crowd(5)
    let result = try Assignment.assign(
      images: Fixtures.images(images), annotators: people, perImage: perImage, draw: draw)
    let sums = people.map { loads(result)[$0.id] ?? 0 }
    let (least, most) = (try #require(sums.min()), try #require(sums.max()))
    #expect(most - least <= 1)
    for assignment in result {
      #expect(Set(assignment.annotators).count == perImage)
      #expect(assignment.repeated.isEmpty)
    }
  }

  @Test func everyPairWorksTogether() throws {
    let result = try Assignment.assign(
      images: Fixtures.images(600), annotators: Fixtures.crowd(4), perImage: 2, draw: draw)
    let pairs = result.reduce(into: [:]) { $0[$1.annotators.joined(separator: "+"), default: 0] += 1 }
    #expect(pairs.count == 6)
    #expect(pairs.values.allSatisfy { $0 > 50 })
  }

  @Test func theOrderOfImagesDoesNotMatter() throws {
    let images = Fixtures.images(57)
    let people = Fixtures.crowd(4)
    let one = try Assignment.assign(images: images, annotators: people, perImage: 2, draw: draw)
    let two = try Assignment.assign(images: images.reversed(), annotators: people, perImage: 2, draw: draw)
    #expect(one == two.reversed())
  }

  @Test func nobodyIsAskedTwiceWhileAnotherIsLeft() throws {
    let images = Fixtures.images(40)
    let earlier =
      images.map { EarlierVote(imageID: $0, annotator: "a0") }
      + images.prefix(10).map { EarlierVote(imageID: $0, annotator: "a1") }
    let result = try Assignment.assign(
      images: images, annotators: Fixtures.crowd(2, seniors: 2), perImage: 1, earlier: earlier, draw: draw)
    for (position, assignment) in result.enumerated() {
      if position < 10 {
        #expect(assignment.repeated == assignment.annotators)
      } else {
        #expect(assignment.annotators == ["a1"])
        #expect(assignment.repeated.isEmpty)
      }
    }
  }

  @Test func aNormalisationTwinIsAnotherPerson() throws {
    let earlier = [EarlierVote(imageID: "x", annotator: "jos\u{E9}")]
    let people = [
      AnnotatorAccount(id: "jos\u{E9}", senior: true, users: [AccountName(.labelStudio, "1")]),
      AnnotatorAccount(id: "jose\u{301}", senior: true, users: [AccountName(.labelStudio, "2")]),
    ]
    let result = try Assignment.assign(
      images: ["x"], annotators: people, perImage: 1, earlier: earlier, draw: draw)
    #expect(result[0].annotators.first?.utf8.count == 6)
    #expect(result[0].repeated.isEmpty)
  }

  @Test func refusesTooFewPeople() {
    #expect(throws: LabellingError.notEnoughAnnotators(needed: 2, available: 1)) {
      try Assignment.assign(images: ["x"], annotators: Fixtures.crowd(1), perImage: 2, draw: draw)
    }
    #expect(throws: LabellingError.outOfRange(name: "annotators_per_image", value: 0)) {
      try Assignment.assign(images: ["x"], annotators: Fixtures.crowd(1), perImage: 0, draw: draw)
    }
  }

  @Test func refusesAnImageOrAPersonTwice() {
    #expect(throws: LabellingError.duplicateImage(image: "x")) {
      try Assignment.assign(images: ["x", "x"], annotators: Fixtures.crowd(2), perImage: 1, draw: draw)
    }
    let twice = [
      AnnotatorAccount(id: "a", senior: false, users: [AccountName(.labelStudio, "A@x.org")]),
      AnnotatorAccount(id: "b", senior: false, users: [AccountName(.labelStudio, "a@X.org")]),
    ]
    #expect(throws: LabellingError.duplicateAnnotator(name: "a@x.org")) {
      try Assignment.assign(images: ["x"], annotators: twice, perImage: 1, draw: draw)
    }
  }
}
