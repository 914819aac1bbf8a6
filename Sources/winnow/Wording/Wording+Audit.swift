import Audit
import Foundation
import Texts

extension Wording {
  /// What verifying came to, a line each.
  static func verification(_ verification: Verification, root: String, seconds: Double) -> [String] {
    let sealed = verification.iterations.filter(\.sealed)
    let size =
      "\(verification.files.counted("file")), \(bytes(verification.bytes)) in "
      + "\(verification.iterations.count.counted("iteration")), \(seconds.decimal(2)) s"
    var lines: [String] = []
    if verification.isWhole {
      let last = sealed.last?.chain.map { "; chain digest \($0)" } ?? ""
      let erased = verification.remarks.contains { $0.kind == .erased } ? ", but for what was erased on order" : ""
      lines.append("\(root.printable): here everything is as it was written\(erased) (\(size))\(last)")
    } else {
      lines.append("\(root.printable): damaged (\(size))")
      lines += verification.findings.map(finding)
      lines.append(standing(verification.iterations))
    }
    lines.append(proof(verification, sealed: sealed))
    return lines + verification.remarks.map { "note: \($0.path.printable): \(remark($0))" }
  }

  /// What is shown beyond what lies there: nothing without a memory outside the directory.
  private static func proof(_ verification: Verification, sealed: [Verification.Standing]) -> String {
    let last = sealed.last.map { "the last sealed iteration is \($0.iteration)" } ?? "no iteration is sealed"
    guard let chain = verification.chain else {
      return sealed.isEmpty
        ? "\(last): nothing is closed yet that could be shown to be whole"
        : "\(last); that none was removed behind it, or all of it written anew, no directory shows of itself: give a chain "
          + "digest that you keep elsewhere (winnow verify --chain DIGEST), or check a signature (winnow reproduce N "
          + "--statement FILE --sign KEY)"
    }
    guard let iteration = chain.iteration else {
      return
        "the iteration with the chain digest \(chain.asked.printable) is not here: it was removed, or this is another data "
        + "directory (\(last)\(sealed.last?.chain.map { ", chain digest \($0)" } ?? ""))"
    }
    let later = sealed.map(\.iteration).filter { $0 > iteration }
    return "iteration \(iteration) has the chain digest \(chain.asked.printable)"
      + (verification.isWhole ? ": up to it everything is what it was when that was noted" : "")
      + (later.isEmpty ? "" : "; \(ranges(later, "iteration")) came after it")
  }

  /// A line about a damaged file: where, what, and who reads it.
  static func finding(_ finding: Finding) -> String {
    let place = finding.iteration.map { "iteration \($0) " } ?? ""
    let name =
      finding.iteration == nil
      ? finding.path : String(finding.path.split(separator: "/").dropFirst(2).joined(separator: "/"))
    let path = finding.iteration != nil && finding.path.hasPrefix("iterations/") && !name.isEmpty ? name : finding.path
    // No work of a person's is gone with vectors.
    let isComputable =
      finding.problem == .missing && finding.path.hasPrefix("embeddings/") && finding.path.contains("/parts/")
    let what =
      isComputable
      ? "missing: vectors, which are computed again from the images where the next run needs them"
      : problem(finding.problem)
    var line = "\(place)\(path.printable): \(what)"
    if let holds = finding.holds { line += "; it holds what belongs to \(holds.printable)" }
    guard !finding.readers.isEmpty else { return line }
    let readers = finding.readers.map { reader in
      reader.iteration == finding.iteration ? reader.stage : "\(reader.stage) of iteration \(reader.iteration)"
    }
    let shown = readers.prefix(6).joined(separator: ", ") + (readers.count > 6 ? " and \(readers.count - 6) more" : "")
    return line + "; the stages that read it: \(shown.printable)"
  }

  /// What is wrong with a file.
  static func problem(_ problem: Finding.Problem) -> String {
    switch problem {
    case .missing: "missing"
    case .extra: "extra: nothing that is recorded has this name"
    case .digest(let expected, let found):
      "damaged (SHA-256 differs: \(found.prefix(12))…, expected \(expected.prefix(12))…)"
    case .size(let expected, let found): "damaged (it has \(found) bytes, expected \(expected))"
    case .notAFile: "damaged (a folder or a device is where a file was written)"
    case .link: "a link: below a data directory none is followed; put the file or folder itself there, or mount it"
    case .unreadable(let errno): "cannot be read: \(String(cString: strerror(errno)))"
    case .name(let name): "holds a name that is not UTF-8: \(name.quoted)"
    case .layout(let found): "was written by a later version (layout \(found))"
    case .feature(let name): "names the feature \(name.quoted), which this version does not know: a later one wrote it"
    case .form: "damaged (it is not what is written of any content, or its own digest does not hold)"
    case .belongsTo(let owner): "is in a wrong place: it belongs to \(owner.printable)"
    case .record: "damaged (it is not the record that the manifest has)"
    case .key(let stage): "damaged (the key of stage \(stage.printable) is not the digest of what it depends on)"
    case .seal: "damaged (the seal does not fit what it seals)"
    case .previous: "damaged (it does not go on from the seal of the iteration before)"
    case .otherChain: "damaged (it speaks of another chain digest than the iteration has)"
    case .line(let number): "damaged (line \(number) does not go on from the line before)"
    case .partName: "damaged (its content is not what its name says)"
    }
  }

  /// The same as a code for programs.
  static func code(_ problem: Finding.Problem) -> String {
    switch problem {
    case .missing: "missing"
    case .extra: "extra"
    case .digest: "digest"
    case .size: "size"
    case .notAFile: "not_a_file"
    case .link: "link"
    case .unreadable: "unreadable"
    case .name: "name"
    case .layout: "layout"
    case .feature: "feature"
    case .form: "form"
    case .belongsTo: "belongs_to"
    case .record: "record"
    case .key: "key"
    case .seal: "seal"
    case .previous: "previous"
    case .otherChain: "other_chain"
    case .line: "line"
    case .partName: "part_name"
    }
  }

  /// Which iterations can still be built on.
  private static func standing(_ iterations: [Verification.Standing]) -> String {
    let whole = iterations.filter(\.stands).map(\.iteration)
    var parts = [
      whole.isEmpty ? "no iteration stands" : "\(ranges(whole, "iteration")) \(whole.count == 1 ? "stands" : "stand")"
    ]
    for iteration in iterations where !iteration.stands {
      let affected =
        iteration.affected.isEmpty ? "" : "made from damaged files: \(iteration.affected.joined(separator: ", "))"
      let damaged = iteration.damaged.isEmpty ? "" : "damaged: \(iteration.damaged.joined(separator: ", "))"
      let what = [damaged, affected].filter { !$0.isEmpty }.joined(separator: "; ")
      parts.append(
        "iteration \(iteration.iteration)\(what.isEmpty ? ": its own files are damaged" : " \(what.printable)")")
    }
    return parts.joined(separator: "\n")
  }

  /// `iterations 0–2, 4`.
  static func ranges(_ numbers: [Int], _ noun: String) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, number == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let text = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
    return "\(noun)\(numbers.count == 1 ? "" : "s") \(text.joined(separator: ", "))"
  }

  private static func remark(_ remark: Remark) -> String {
    switch remark.kind {
    case .dropped: "dropped on record, its vectors can be computed again"
    case .unreferenced: "no iteration refers to it; winnow gc would remove it"
    case .leftover: "left by a run that was killed; the next one takes it over"
    case .interrupted: "a run was killed here; the next one goes on from it"
    case .killedBeforeLog:
      "a run was killed before it could write here that it had finished \(remark.detail.printable); nothing else is missing"
    case .incompleteLog: "not every stage has its line: lines were cut off at the end"
    case .inboxDiffers: "not the file of that name that was taken in; the copy that was is kept with ingest"
    case .inboxNotTaken: "no stage has taken it in"
    case .late: "came after the seal and was taken in by iteration \(remark.detail), marked late"
    case .correctionWaits: "a correction that waits; the next iteration takes it in"
    case .erased: "erased by order \(remark.detail.printable)"
    case .erasing:
      "the erasure by order \(remark.detail.printable) was cut short; winnow erase with the same order completes it"
    case .opened:
      remark.detail.isEmpty
        ? "the acceptance set was opened, on record"
        : "the acceptance set was opened once more, on record: \(remark.detail.printable)"
    case .inboxLink: "a link; what it leads to is read as people's, and nothing is written through it"
    case .hookLink: "a link that a hook made in a folder of its own; it is not followed"
    case .reselected: "a batch that was out and was chosen again, on record: \(remark.detail.printable)"
    }
  }

  /// A number of bytes for people.
  static func bytes(_ count: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(count)
    var unit = 0
    while value >= 1000, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\(unit == 0 ? String(count) : value.decimal(1)) \(units[unit])"
  }
}
