import Engine
import Report
import Storage
import Texts

/// The iterations whose calibration answers may be counted together: neither the guidelines nor the calibration set has changed
/// among them.
struct EvidencePeriod {
  /// From 0: how often evidence has begun anew.
  private(set) var number = 0
  /// The first iteration of the latest period.
  private(set) var since = 0
  /// What changed before it; nil in the first period.
  private(set) var cause: JudgementSection.Restart?

  /// What is read of iterations before as inputs of a stage.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    (0..<scope.iteration).flatMap { iteration -> [NamedValue] in
      let guidelines = Guidelines.handedOut(scope.earlier[iteration])[1].map {
        NamedValue("\(DataDirectory.iterationName(iteration))/\(Guidelines.file)", $0)
      }
      return [scope.earlierInput(Catalogue.Pool.knownLabels, iteration: iteration), guidelines].compactMap(\.self)
    }
  }

  /// Compares what each iteration up to this one had.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ scope: IterationScope) throws {
    var before: (guidelines: String?, set: [ExactPair])?
    for (iteration, manifest) in (scope.earlier + [scope.manifest]).enumerated() {
      let known = try PoolTable.known("calibration", path: scope.path(Catalogue.Pool.knownLabels, iteration: iteration))
      let now = (guidelines: Guidelines.handedOut(manifest)[1], set: known.map { ExactPair($0.image, $0.label) })
      if let before, before.guidelines != now.guidelines || before.set != now.set {
        number += 1
        since = iteration
        cause = before.set != now.set ? .calibrationSet : .guidelines
      }
      before = now
    }
  }
}
