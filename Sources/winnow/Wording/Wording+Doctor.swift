import Foundation
import Pipeline
import Texts

extension Wording {
  /// What was looked at: a line each, what mends it below, and how many things are wrong.
  static func doctor(_ findings: [DoctorFinding]) -> [String] {
    let width = DoctorFinding.Area.allCases.map(\.rawValue.count).max() ?? 0
    var lines = findings.flatMap { finding -> [String] in
      let mark =
        switch finding.state {
        case .good: "ok   "
        case .note: "note "
        case .wrong: "wrong"
        }
      let area = finding.area.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
      let head = "\(mark)  \(area)  "
      let indent = String(repeating: " ", count: head.count)
      return ["\(head)\(finding.says.printable(limit: 2_000))"]
        + (finding.mend.map { ["\(indent)→ \($0.printable)"] } ?? [])
    }
    let wrong = findings.count { $0.state == .wrong }
    lines.append(wrong == 0 ? "nothing is wrong" : "\(wrong.counted("thing")) \(wrong == 1 ? "is" : "are") wrong")
    return lines
  }
}
