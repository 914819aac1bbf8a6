import Foundation
import Pipeline
import Testing

/// What is wrong before a run begins, and what mends it.
@Suite struct DoctorTests {
  private static func doctor(_ environment: [String: String] = [:]) -> Doctor {
    Doctor(
      program: "/usr/bin/winnow", version: "winnow 0",
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
  }

  private static func wrong(_ findings: [DoctorFinding]) -> [DoctorFinding] { findings.filter { $0.state == .wrong } }

  @Test func aSoundMachineAndPipelineHaveNothingWrong() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    let findings = Self.doctor().machine() + (await Self.doctor().project(try small.project(), tries: false))
    #expect(Self.wrong(findings) == [])
    #expect(Set(findings.map(\.area)) == Set(DoctorFinding.Area.allCases))
    #expect(findings.contains { $0.says.contains("JPEG, PNG, TIFF, BMP, WEBP are read") })
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(small.path)/data").filter { $0.hasPrefix(".") }
    #expect(left == [])
  }

  @Test func eachThingThatIsWrongHasSomethingThatMendsIt() async throws {
    let small = try SmallPipeline()
    try FileManager.default.removeItem(atPath: "\(small.path)/labels/monitoring.csv")
    try FileManager.default.removeItem(atPath: "\(small.path)/images/metadata.csv")
    try FileManager.default.removeItem(atPath: "\(small.path)/train.sh")
    let findings = await Self.doctor().project(try small.project(), tries: true)
    let wrong = Self.wrong(findings)
    #expect(wrong.map(\.area) == [.pool, .pool, .hooks])
    #expect(wrong.allSatisfy { $0.mend != nil })
    #expect(wrong[1].says == "the file of holdout.monitoring is not there")
  }

  @Test func aFolderThatIsNoneAndAFileInItsPlaceAreWrong() async throws {
    let small = try SmallPipeline()
    try FileManager.default.removeItem(atPath: "\(small.path)/images")
    try small.write("no folder", to: "data")
    let wrong = Self.wrong(await Self.doctor().project(try small.project(), tries: false))
    // The metadata lie in the folder that is not there.
    #expect(wrong.map(\.area) == [.pool, .pool, .data])
    #expect(wrong.allSatisfy { $0.mend != nil })
  }

  @Test func aLinkBelowTheDataDirectoryAndAnotherPipelineAreWrong() async throws {
    let small = try await PreparedPipelines.sealedOnce()
    try FileManager.default.createSymbolicLink(atPath: "\(small.path)/data/cache2", withDestinationPath: "/tmp")
    try small.write(SmallPipeline.spec.replacing("name: small", with: "name: large"), to: "spec.yaml")
    let wrong = Self.wrong(await Self.doctor().project(try small.project(), tries: false))
    #expect(wrong.map(\.area) == [.data, .data])
    #expect(wrong[0].says.contains("is a link"))
  }

  @Test func temporaryFilesNeedAFolder() {
    let wrong = Self.wrong(Self.doctor(["TMPDIR": "/nowhere/at/all"]).machine())
    #expect(wrong.map(\.area) == [.machine] && wrong.first?.mend?.contains("TMPDIR") == true)
  }
}
