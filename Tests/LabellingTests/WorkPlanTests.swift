import Labelling
import Testing
import Texts

@Suite struct WorkPlanTests {
  private func request(
    images: Int = 60, calibration: Int = 80, people: [AnnotatorAccount] = Fixtures.crowd(4, seniors: 1),
    perImage: Int = 2, perSession: Int = 20, iteration: Int = 1, seed: UInt64 = 11
  ) -> WorkRequest {
    WorkRequest(
      selection: Fixtures.images(images), calibration: Fixtures.images(calibration, "known"),
      annotators: people,
      annotatorsPerImage: perImage, calibrationPerSession: perSession, iteration: iteration, randomSeed: seed)
  }

  @Test func everyTaskIsInTheFilesOfItsAnnotators() throws {
    let plan = try WorkPlan.make(request())
    #expect(plan.worksheets.map(\.annotator) == ["a0", "a1", "a2", "a3"])
    for task in plan.tasks {
      let holders = plan.worksheets.filter { $0.tasks.contains { $0.taskID == task.taskID } }
      #expect(holders.map(\.annotator) == task.annotators)
      #expect(task.annotators.count == 2)
      #expect(task.calibration == (task.rank == nil))
      #expect(task.calibration == task.imageID.hasPrefix("known/"))
    }
    #expect(plan.tasks.count == 60 + 40)
    for sheet in plan.worksheets {
      #expect(sheet.tasks.count == 30 + 20)
      #expect(sheet.tasks.map(\.rank) == Array(0..<50))
    }
    #expect(plan.repeated.isEmpty)
  }

  @Test func aRoundWithNothingToAskAsksNobodyWhoeverThereIs() throws {
    var second = request(images: 0, calibration: 0, people: Fixtures.crowd(1, seniors: 0), perImage: 1)
    second.round = 2
    let plan = try WorkPlan.make(second)
    #expect(plan.tasks.isEmpty && plan.worksheets.isEmpty && plan.repeated.isEmpty)
    second.selection = Fixtures.images(1)
    #expect(throws: LabellingError.noSenior) { try WorkPlan.make(second) }
  }

  @Test func tasksAreInOrderOfTheirIds() throws {
    let ids = try WorkPlan.make(request()).tasks.map(\.taskID)
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
  }

  @Test func theSameRequestGivesTheSamePlan() throws {
    #expect(try WorkPlan.make(request()) == WorkPlan.make(request()))
    let other = try WorkPlan.make(request(seed: 12))
    let plan = try WorkPlan.make(request())
    #expect(Set(plan.tasks.map(\.taskID)).isDisjoint(with: other.tasks.map(\.taskID)))
  }

  @Test func idsSayNothingAcrossIterationsAndRounds() throws {
    let first = try WorkPlan.make(request())
    let next = try WorkPlan.make(request(iteration: 2))
    var second = request(people: Fixtures.crowd(4, seniors: 2), perImage: 1)
    second.round = 2
    let review = try WorkPlan.make(second)
    let all = (first.tasks + next.tasks + review.tasks).map(\.taskID)
    #expect(Set(all).count == all.count)
  }

  @Test func aNameThatMeansOtherBytesByNowIsAnotherTask() throws {
    var again = request()
    let (image, other) = (again.selection[3], again.selection[4])
    again.taskKeys[ExactText(image)] = "\(image)\nother bytes"
    let (old, new) = (try WorkPlan.make(request()), try WorkPlan.make(again))
    func id(_ plan: WorkPlan, _ image: String) -> String? { plan.tasks.first { $0.imageID == image }?.taskID }
    #expect(id(old, image) != nil && id(old, image) != id(new, image))
    #expect(id(old, other) == id(new, other))
    #expect(new.tasks.count == old.tasks.count)
  }

  @Test func onlySeniorsReview() throws {
    var review = request(people: Fixtures.crowd(5, seniors: 2), perImage: 1, perSession: 5)
    review.round = 2
    review.earlier = review.selection.prefix(20).map { EarlierVote(imageID: $0, annotator: "a1") }
    let plan = try WorkPlan.make(review)
    #expect(plan.worksheets.map(\.annotator) == ["a0", "a1"])
    #expect(plan.worksheets.map(\.tasks.count) == [35, 35])
    #expect(plan.repeated.isEmpty)
    for task in plan.tasks where review.selection.prefix(20).contains(task.imageID) {
      #expect(task.annotators == ["a0"])
    }
  }

  @Test func saysWhichSeniorIsAskedAgain() throws {
    var review = request(images: 2, people: Fixtures.crowd(3, seniors: 1), perImage: 1, perSession: 0)
    review.round = 2
    review.earlier = [EarlierVote(imageID: review.selection[1], annotator: "a0")]
    #expect(try WorkPlan.make(review).repeated == review.earlier)
  }

  @Test func aReviewNeedsASenior() {
    var review = request(people: Fixtures.crowd(3), perImage: 1)
    review.round = 2
    #expect(throws: LabellingError.noSenior) { try WorkPlan.make(review) }
  }

  @Test func whoHasNoImageHasNoFile() throws {
    let plan = try WorkPlan.make(request(images: 1))
    #expect(plan.worksheets.count == 2)
    let nothing = try WorkPlan.make(request(images: 0))
    #expect(nothing.worksheets.isEmpty)
    #expect(nothing.tasks.isEmpty)
  }

  @Test func refusesACalibrationImageInTheBatch() {
    var mixed = request()
    mixed.calibration.append(mixed.selection[3])
    #expect(throws: LabellingError.duplicateImage(image: mixed.selection[3])) { try WorkPlan.make(mixed) }
  }

  @Test func aPartOfSeveralSessionsHasCalibrationImagesForEach() throws {
    var long = request(images: 120, people: Fixtures.crowd(2), perImage: 2, perSession: 5)
    long.sessionTasks = 50
    let plan = try WorkPlan.make(long)
    let known = Set(plan.tasks.filter(\.calibration).map(\.taskID))
    for sheet in plan.worksheets { #expect(sheet.tasks.count { known.contains($0.taskID) } == 15) }
  }

  @Test func theEndOfALongPartIsMeasuredLikeItsBeginning() throws {
    let plan = try WorkPlan.make(request(images: 224, people: Fixtures.crowd(2), perImage: 2, perSession: 16))
    let known = Set(plan.tasks.filter(\.calibration).map(\.taskID))
    for sheet in plan.worksheets {
      #expect(sheet.tasks.count == 240)
      for block in 0..<4 {
        #expect(sheet.tasks[block * 60..<(block + 1) * 60].count { known.contains($0.taskID) } == 4)
      }
    }
  }

  @Test func whoIsTriedHasCalibrationImagesAloneAndWhoRestsHasNothing() throws {
    var trial = request(images: 40, people: Fixtures.crowd(5), perImage: 2, perSession: 4)
    let people = trial.annotators.map(\.id)
    trial.trials = [ExactText(people[1]): 9]
    trial.resting = [people[3]]
    let plan = try WorkPlan.make(trial)
    let known = Set(plan.tasks.filter(\.calibration).map(\.taskID))
    #expect(plan.worksheets.map(\.annotator) == [people[0], people[1], people[2], people[4]])
    let sheet = try #require(plan.worksheets.first { $0.annotator == people[1] })
    #expect(sheet.tasks.count == 9 && sheet.tasks.allSatisfy { known.contains($0.taskID) })
    #expect(plan.tasks.allSatisfy { $0.calibration || $0.annotators.count == 2 })
  }

  @Test func aReviewHasNoMoreCalibrationImagesThanAQuarterOfIts() throws {
    var review = request(images: 10, people: Fixtures.crowd(3, seniors: 1), perImage: 1, perSession: 20)
    review.round = 2
    let plan = try WorkPlan.make(review)
    #expect(plan.tasks.count(where: \.calibration) == 3)
  }
}
