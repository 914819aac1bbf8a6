import Labelling
import Rehearsal
import Testing

/// What simulated people get right and wrong.
@Suite struct AnnotatorStatisticsTests {
  private struct Answer {
    let person: String
    let truth: String
    let label: String
    let confidence: AnswerConfidence?
    /// From 0 at the first to 1 at the last answer of the person.
    let progress: Double
  }

  /// The answers of five people to 2,000 images, made once.
  private static let usual = Result { try answers(AnnotatorWorld()) }

  private static func answers(_ world: AnnotatorWorld) throws -> [Answer] {
    let result = try world.answers(world.files())
    #expect(result.rejected.isEmpty)
    let all = result.votes + result.calibration
    let counts = all.reduce(into: [:]) { $0[$1.annotator, default: 0] += 1 }
    return all.compactMap { answer in
      guard let label = answer.label, let truth = world.world.label(of: answer.imageID) else { return nil }
      return Answer(
        person: answer.annotator, truth: truth, label: label, confidence: answer.confidence,
        progress: Double(answer.index) / Double(counts[answer.annotator] ?? 1))
    }
  }

  private func agreement(_ answers: [Answer]) -> Double {
    Double(answers.count { $0.label == $0.truth }) / Double(max(1, answers.count))
  }

  @Test func mostPeopleAreGoodAndOneIsCaught() throws {
    let answers = try Self.usual.get()
    let shares = (0..<5).map { person in agreement(answers.filter { $0.person == "person\(person)" }) }
    #expect(shares[0] > 0.975)
    #expect((0.92...0.97).contains(shares[1]))
    #expect((0.92...0.97).contains(shares[2]))
    #expect((0.70...0.84).contains(shares[3]))
    #expect((0.92...0.98).contains(shares[4]))
  }

  @Test func theCalibrationSetShowsIt() throws {
    let world = try AnnotatorWorld()
    let result = try world.answers(world.files())
    for (position, person) in world.annotators.enumerated() {
      let own = result.calibration.filter { $0.annotator == person.id && $0.kind == .label }
      let right = own.count { $0.label == world.world.label(of: $0.imageID) }
      #expect((Double(right) / Double(own.count) < 0.85) == (position == 3))
    }
  }

  @Test func oneConfusesTwoClasses() throws {
    let answers = try Self.usual.get().filter { $0.person == "person1" }
    for (truth, other) in [("discoloration", "contamination"), ("contamination", "discoloration")] {
      let own = answers.filter { $0.truth == truth }
      let share = Double(own.count { $0.label == other }) / Double(own.count)
      #expect((0.1...0.3).contains(share))
    }
    let rest = answers.filter { $0.truth != "discoloration" && $0.truth != "contamination" }
    #expect(agreement(rest) > 0.95)
  }

  @Test func oneOverlooksTheRarestClass() throws {
    let answers = try Self.usual.get().filter { $0.person == "person2" }
    let rare = answers.filter { $0.truth == "micro_crack" }
    #expect(rare.count > 20)
    let missed = Double(rare.count { $0.label == "normal" }) / Double(rare.count)
    #expect((0.35...0.7).contains(missed))
    #expect(agreement(answers.filter { $0.truth != "micro_crack" }) > 0.95)
  }

  @Test func oneTires() throws {
    // 220 tasks are one session.
    let world = try AnnotatorWorld(images: 300)
    let answers = try Self.answers(world).filter { $0.person == "person3" }
    let fresh = agreement(answers.filter { $0.progress < 1 / 3.0 })
    let tired = agreement(answers.filter { $0.progress > 2 / 3.0 })
    #expect(fresh > 0.87)
    #expect(tired < fresh - 0.15)
  }

  @Test func confidenceMeansSomething() throws {
    let answers = try Self.usual.get()
    let errors = AnswerConfidence.allCases.map { level in
      1 - agreement(answers.filter { $0.confidence == level })
    }
    #expect(errors[0] > 0.3)
    #expect(errors[1] < errors[0] / 2)
    #expect(errors[2] < errors[1] / 2)
    let low = Double(answers.count { $0.confidence == .low }) / Double(answers.count)
    #expect((0.03...0.15).contains(low))
  }

  @Test func someAreSkippedAndSomeCannotBeTold() throws {
    let world = try AnnotatorWorld()
    let result = try world.answers(world.files())
    let all = result.votes + result.calibration
    for kind in [AcceptedAnswer.Kind.skip, .cannotTell] {
      let share = Double(all.count { $0.kind == kind }) / Double(all.count)
      #expect((0.002...0.02).contains(share))
    }
  }

  @Test func fewPeopleShareTheWeaknesses() throws {
    let world = try AnnotatorWorld(images: 20, annotators: 2).world
    #expect(world.rarestClass == "micro_crack")
    func usual(_ juniors: Int, seniors: Int = 1) -> [SimulatedPerson] {
      let people = (0..<juniors + seniors).map {
        AnnotatorAccount(id: "p\($0)", senior: $0 < seniors, users: [AccountName(.labelStudio, "\($0)")])
      }
      return Array(SimulatedPerson.usual(people, world: world).dropFirst(seniors))
    }
    #expect(usual(1).map { $0.confuses != nil && $0.overlooks != nil && $0.tiring > 0 } == [true])
    #expect(usual(2).map { $0.confuses != nil } == [true, false])
    #expect(usual(2).map { $0.overlooks != nil && $0.tiring > 0 } == [false, true])
    #expect(usual(4).map { $0.tiring > 0 } == [false, false, true, false])
    #expect(usual(0, seniors: 3).isEmpty)
  }

  @Test func weaknessesCanBeChosen() throws {
    let world = try AnnotatorWorld(images: 200)
    let people = world.annotators.map { SimulatedPerson.faultless(id: $0.id) }
    let files = try SimulatedAnnotators.answer(
      payloads: world.payloads, people: people, world: world.world, round: world.round)
    let result = try world.answers(files)
    for answer in result.votes + result.calibration {
      #expect(answer.label == world.world.label(of: answer.imageID))
    }
  }

  /// A share of the answers is drawn evenly out of all classes, the right one among them, and nothing else is wrong.
  @Test func aShareOfTheAnswersCanBeDrawn() throws {
    let world = try AnnotatorWorld(images: 600)
    let people = world.annotators.map { account in
      var person = SimulatedPerson.faultless(id: account.id)
      person.drawnRate = 0.3
      return person
    }
    let files = try SimulatedAnnotators.answer(
      payloads: world.payloads, people: people, world: world.world, round: world.round)
    let answers = try world.answers(files).votes
    let wrong = answers.filter { $0.label != world.world.label(of: $0.imageID) }
    let classes = Double(world.world.classes.count)
    let expected = 0.3 * (1 - 1 / classes)
    #expect(abs(Double(wrong.count) / Double(answers.count) - expected) < 0.04)
    // Every class is drawn about as often.
    for label in world.world.classes where wrong.count > 100 {
      let share = Double(wrong.count { $0.label == label }) / Double(wrong.count)
      #expect(share > 0.3 / classes && share < 2 / classes, "\(label): \(share)")
    }
  }
}
