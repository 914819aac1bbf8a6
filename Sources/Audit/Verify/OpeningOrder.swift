import Engine
import Storage

/// Whether each opening of the acceptance set goes on from the one before: none was taken away or written anew.
///
/// That the last one was, the log of runs of its iteration shows.
struct OpeningOrder {
  /// What does not.
  private(set) var findings: [Finding] = []

  /// Looks at the openings of a data directory, or of its first iterations.
  init(root: String, iterations: [IterationRecord]) {
    let present = Set(iterations.map(\.number))
    let known = Set(iterations.flatMap(\.findings).map { Array($0.path.utf8) })
    for iteration in iterations {
      for opening in iteration.openings {
        let number = opening.number - 1
        guard number > 0 else { continue }
        let own = "iterations/\(DataDirectory.iterationName(iteration.number))/\(StoreName.opening(opening.number))"
        guard let previous = opening.previous else {
          findings.append(Finding(own, iteration: iteration.number, .form))
          continue
        }
        // An archive of the first iterations need not have that of a later one.
        guard present.contains(previous.iteration) else { continue }
        let path = "iterations/\(DataDirectory.iterationName(previous.iteration))/\(StoreName.opening(number))"
        // What is named as damaged already is not named twice.
        guard !known.contains(Array(path.utf8)) else { continue }
        guard Files.exists("\(root)/\(path)") else {
          findings.append(Finding(path, iteration: previous.iteration, .missing))
          continue
        }
        if let digest = try? Files.digest(of: "\(root)/\(path)").digest.hex, digest != previous.sha256 {
          findings.append(
            Finding(path, iteration: previous.iteration, .digest(expected: previous.sha256, found: digest)))
        }
      }
    }
  }
}
