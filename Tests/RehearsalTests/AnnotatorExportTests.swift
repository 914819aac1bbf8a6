import Foundation
import Labelling
import Rehearsal
import Testing
import Texts

/// The files that simulated people send back.
@Suite struct AnnotatorExportTests {
  private func objects(_ file: AnswerFile) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(with: Data(file.bytes))
    return try #require(json as? [[String: Any]])
  }

  @Test func tasksAndAnnotationsHaveEveryFieldOfARealExport() throws {
    let files = try AnnotatorWorld(images: 200).files()
    #expect(files.map(\.name) == (0..<5).map { "person\($0)-round-1.json" })
    for file in files {
      for task in try objects(file) {
        #expect(
          Set(task.keys) == [
            "id", "annotations", "drafts", "predictions", "data", "meta", "created_at", "updated_at",
            "allow_skip", "inner_id", "total_annotations", "cancelled_annotations", "total_predictions",
            "comment_count", "unresolved_comment_count", "last_comment_updated_at", "project", "updated_by",
            "comment_authors", "simulated_by",
          ])
        for annotation in try #require(task["annotations"] as? [[String: Any]]) {
          #expect(
            Set(annotation.keys) == [
              "id", "completed_by", "result", "was_cancelled", "ground_truth", "created_at", "updated_at",
              "draft_created_at", "lead_time", "prediction", "result_count", "unique_id", "import_id",
              "last_action", "bulk_created", "task", "project", "updated_by", "parent_prediction",
              "parent_annotation", "last_created_by",
            ])
          let unique = try #require(annotation["unique_id"] as? String)
          #expect(
            unique.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
              != nil)
        }
      }
    }
  }

  @Test func answersSayThatTheyAreSimulatedAndWhose() throws {
    let file = try #require(AnnotatorWorld(images: 60).files().first)
    let rows = try LabelStudio.parse(file.bytes, file: file.name)
    #expect(!rows.isEmpty && rows.allSatisfy { $0.platform == .simulated && $0.annotator == "person0" })
    let text = String(decoding: file.bytes, as: UTF8.self)
    #expect(text.contains(#""simulated_by":"winnow annotate""#) && !text.contains("@"))
  }

  @Test func everyAssignedTaskIsAnsweredOnce() throws {
    let world = try AnnotatorWorld(images: 200)
    let result = try world.answers(world.files())
    #expect(result.rejected.isEmpty)
    let answered = (result.votes + result.calibration).map { "\($0.taskID) \($0.annotator)" }
    let assigned = world.plan.tasks.flatMap { task in task.annotators.map { "\(task.taskID) \($0)" } }
    #expect(answered.sorted() == assigned.sorted())
    #expect(result.votes.allSatisfy { $0.updatedBy == nil })
  }

  @Test func theSameExportGivesTheSameFiles() throws {
    let world = try AnnotatorWorld(images: 100)
    let files = try world.files()
    #expect(try world.files() == files)
    let reversed = try SimulatedAnnotators.answer(
      payloads: world.payloads.reversed(), people: world.people, world: world.world, round: world.round)
    #expect(reversed == files)
  }

  @Test func onePersonsAnswersDoNotDependOnTheOthers() throws {
    let world = try AnnotatorWorld(images: 100)
    let all = try world.files()
    let alone = try SimulatedAnnotators.answer(
      payloads: [world.payloads[2]], people: world.people, world: world.world, round: world.round)
    #expect(alone == [all[2]])
  }

  @Test func numbersAreNeverUsedTwice() throws {
    var ids = Set<Int>()
    var count = 0
    for iteration in 0..<3 {
      for file in try AnnotatorWorld(images: 60, iteration: iteration).files() {
        for task in try objects(file) {
          ids.insert(try #require(task["id"] as? Int))
          count += 1
        }
      }
    }
    #expect(ids.count == count)
  }

  @Test func peopleWorkOnWeekdaysInWorkingHoursWeekByWeek() throws {
    for (iteration, images) in [(0, 1_000), (3, 1_600)] {
      let world = try AnnotatorWorld(images: images, iteration: iteration)
      let start = Int64(20_458 + 7 * iteration) * Timestamp.day
      for file in try world.files() {
        let rows = try LabelStudio.parse(file.bytes, file: file.name)
        var before = start
        var sessions = 1
        for row in rows {
          let time = try #require(row.createdAt)
          #expect(time > before)
          if time - before > 30 * 60 * Timestamp.second && before > start { sessions += 1 }
          before = time
          let hour = Double(time % Timestamp.day) / Double(3_600 * Timestamp.second)
          #expect((7.5...18).contains(hour))
          // Days since a Thursday.
          #expect(![2, 3].contains(time / Timestamp.day % 7))
          let updated = try #require(row.updatedAt)
          #expect(updated > time)
          let lead = try #require(row.leadTime)
          #expect((1...60).contains(lead))
        }
        #expect(rows.count == images * 2 / 5 + 100)
        #expect(sessions == (rows.count + 249) / 250)
        #expect(before < start + 5 * Timestamp.day)
      }
    }
  }

  @Test func theReviewIsOnThursday() throws {
    let world = try AnnotatorWorld(images: 40, iteration: 2)
    let round = SimulationRound(iteration: 2, round: 2, randomSeed: 5, images: world.images)
    let files = try SimulatedAnnotators.answer(
      payloads: [world.payloads[0]], people: world.people, world: world.world, round: round)
    let rows = try LabelStudio.parse(files[0].bytes, file: files[0].name)
    #expect(files[0].name == "person0-round-2.json")
    #expect(rows.first?.createdAt.flatMap(Timestamp.format)?.hasPrefix("2026-01-22T") == true)
  }

  @Test func formsAreFilledInWithTheSameAnswers() throws {
    let world = try AnnotatorWorld(images: 100)
    let forms = world.plan.worksheets.map {
      AnnotatorPayload(
        annotator: $0.annotator, file: $0.annotator + ".csv",
        bytes: CSVFormat.payload(
          tasks: $0.tasks, annotator: $0.annotator, addresses: TaskAddresses(prefix: "", style: .opaque(folder: "001")))
      )
    }
    let round = SimulationRound(iteration: 1, round: 1, randomSeed: 5, images: world.images)
    let files = try SimulatedAnnotators.answerForms(
      payloads: forms, people: world.people, world: world.world, round: round)
    let rows = try files.flatMap { try CSVFormat.parse($0.bytes, file: $0.name) }
    let intake = try Intake(
      tasks: world.plan.tasks, annotators: world.annotators, classes: AnnotatorWorld.classes)
    let result = intake.sort(rows)
    #expect(result.rejected.isEmpty)
    let export = try world.answers(world.files())
    #expect(result.votes.map(\.label) == export.votes.map(\.label))
    #expect(result.votes.map(\.confidence) == export.votes.map(\.confidence))
    #expect(result.votes.map(\.updatedAt) == export.votes.map(\.updatedAt))
  }

  @Test func anEmptyPayloadIsAnEmptyFile() throws {
    let world = try AnnotatorWorld(images: 40)
    let empty = AnnotatorPayload(annotator: "person1", file: "x", bytes: Array("[]".utf8))
    let files = try SimulatedAnnotators.answer(
      payloads: [empty], people: world.people, world: world.world, round: world.round)
    #expect(try LabelStudio.parse(files[0].bytes, file: "x").isEmpty)
  }

  @Test func saysWhatItDoesNotKnow() throws {
    let world = try AnnotatorWorld(images: 40)
    func answer(_ image: String, as annotator: String = "person1", iteration: Int = 1) throws {
      let task = LabelTask(taskID: "t", imageID: image, rank: 0, round: 1)
      let bytes = LabelStudio.payload(
        tasks: [task], addresses: TaskAddresses(prefix: AnnotatorWorld.prefix, style: .named))
      _ = try SimulatedAnnotators.answer(
        payloads: [AnnotatorPayload(annotator: annotator, file: "f", bytes: bytes)], people: world.people,
        world: world.world,
        round: SimulationRound(
          iteration: iteration, round: 1, randomSeed: 1,
          images: image == "foreign" ? [:] : ["t".exact: image]))
    }
    #expect(throws: SimulationError.noTruth(image: "what.png")) { try answer("what.png") }
    #expect(throws: SimulationError.noSuchPerson(id: "nobody")) { try answer("known/1.png", as: "nobody") }
    #expect(throws: SimulationError.unknownTask(id: "t", file: "f")) {
      try answer("foreign")
    }
    #expect(throws: SimulationError.outOfRange(iteration: 100_001, round: 1)) {
      try answer("known/1.png", iteration: 100_001)
    }
    #expect(throws: SimulationError.unknownClass(label: "x", image: "a")) {
      try SimulatedWorld(
        truth: [KnownLabel(imageID: "a", label: "x")], classes: ["y"], negativeClass: nil, randomSeed: 1)
    }
    #expect(throws: SimulationError.knownTwice(image: "a")) {
      let twice = [KnownLabel(imageID: "a", label: "y"), KnownLabel(imageID: "a", label: "y")]
      _ = try SimulatedWorld(truth: twice, classes: ["y"], negativeClass: nil, randomSeed: 1)
    }
    // Twins by canonical equivalence are two images.
    let twins = [KnownLabel(imageID: "\u{E9}", label: "y"), KnownLabel(imageID: "e\u{301}", label: "z")]
    let two = try SimulatedWorld(truth: twins, classes: ["y", "z"], negativeClass: "y", randomSeed: 1)
    #expect(two.label(of: "e\u{301}") == "z")
    #expect(two.label(of: "\u{E9}") == "y")
  }
}
