import Foundation
import Pipeline
import Report
import Stages
import Testing

/// What is done where nobody names an iteration.
@Suite struct NextRunTests {
  @Test func theFirstIsBegunAndTheOpenOneGoesOn() async throws {
    let fresh = try SmallPipeline()
    #expect(try fresh.project().next(onlyWithNewImages: false) == .begin(0))
    #expect(try fresh.project().next(onlyWithNewImages: true) == .begin(0))
    let out = try await PreparedPipelines.withBatchOut()
    #expect(try out.project().next(onlyWithNewImages: false) == .goOn(1))
    #expect(try out.project().next(onlyWithNewImages: true) == .goOn(1))
    #expect(try out.project().latest() == 1)
  }

  @Test func whereAllAreSealedTheNextIsBegunOrWaitsForNewImages() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    #expect(try small.project().next(onlyWithNewImages: false) == .begin(1))
    #expect(try small.project().next(onlyWithNewImages: true) == .nothing(after: 0, .noNewImages))
    // A new name for known bytes is no new image; new bytes are one.
    try FileManager.default.copyItem(
      atPath: "\(small.path)/images/\(SmallPipeline.images[0])", toPath: "\(small.path)/images/lot0/again.png")
    #expect(try small.project().next(onlyWithNewImages: true) == .nothing(after: 0, .noNewImages))
    let old = try Data(contentsOf: URL(filePath: "\(small.path)/images/\(SmallPipeline.images[0])"))
    try (old + Data("more".utf8)).write(to: URL(filePath: "\(small.path)/images/lot0/new.png"))
    #expect(try small.project().next(onlyWithNewImages: true) == .begin(1))
  }

  @Test func aConditionThatIsMetHoldsUntilTheSpecAsksForAnother() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    let quality = "\(small.path)/data/iterations/000/report/quality.json"
    // What a report says that has met its budget.
    var report = try QualityFile.read(quality)
    report.stop = StopSection(
      stop: true, criteria: [StopCriterionSection(kind: .budget, asked: 1, found: 1, met: true)])
    try Data(report.json()).write(to: URL(filePath: quality))
    #expect(try small.project().next(onlyWithNewImages: false) == .nothing(after: 0, .stopped([.budget])))
    try small.write(
      SmallPipeline.spec.replacing("price_per_vote: 0.10", with: "price_per_vote: 0.10, total: 500"), to: "spec.yaml")
    #expect(try small.project().next(onlyWithNewImages: false) == .begin(1))
  }
}
