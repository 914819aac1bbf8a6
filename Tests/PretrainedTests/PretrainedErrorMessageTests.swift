import ErrorChecks
import Pretrained
import Storage
import Testing

/// The message of each error of the module.
@Suite struct PretrainedErrorMessageTests {
  private static var checks: ErrorChecks {
    let (one, other) = (Digest(of: [1]), Digest(of: [2]))
    return ErrorChecks(
      "Pretrained",
      [
        PretrainedError.noFolder,
        PretrainedError.missing(network: "Small", path: "/data/\(ErrorChecks.hostile)"),
        PretrainedError.damaged(network: "Small", path: "/data/small.weights"),
        PretrainedError.otherWheel(path: "/data/small.whl", expected: one, found: other),
        PretrainedError.archive(problem: "'\(ErrorChecks.hostile)' is damaged"),
        PretrainedError.pickle(offset: 7, problem: "it asks for \(ErrorChecks.hostile)"),
        PretrainedError.tensor(name: ErrorChecks.hostile, problem: "it is not there"),
        PretrainedError.otherWeights(network: "Small", expected: one, found: other),
        PretrainedError.notFetched(package: "small", version: "1", problem: "no \(ErrorChecks.hostile)"),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
