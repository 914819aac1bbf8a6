import Audit
import Pipeline
import Texts

extension Wording {
  /// What is freed, a line a file.
  static func garbage(_ garbage: Garbage, dryRun: Bool) -> [String] {
    guard !garbage.items.isEmpty else { return ["nothing to free"] }
    let lines = garbage.items.map { item -> String in
      let why: String =
        switch item.kind {
        case .staging: "left in staging"
        case .leftover: "never finished"
        case .part: "no iteration refers to these vectors"
        case .state: "no iteration refers to this embedder"
        case .cache: "cache"
        case .pictures: "its iteration is sealed: nobody is asked about it"
        }
      return "\(item.path.printable)  \(item.size.counted("byte"))  \(why)"
    }
    let total = "\(garbage.items.count.counted("file")), \(garbage.bytes.counted("byte")) (\(bytes(garbage.bytes)))"
    return lines + ["\(dryRun ? "would free" : "freed") \(total)"]
  }

  /// What was reproduced, a line a stage.
  static func statement(_ statement: Reproduction.Statement) -> [String] {
    let width = statement.stages.map(\.stage.count).max() ?? 0
    var lines = statement.stages.map { line -> String in
      let name = line.stage.padding(toLength: width, withPad: " ", startingAt: 0)
      let hook = line.hook.map { "; it runs \($0.quoted)" } ?? ""
      return "\(name)  \(outcome(line))\(hook)"
    }
    if statement.reproducedChain == statement.chain {
      lines.append("iteration \(statement.iteration) is reproduced: chain digest \(statement.chain)")
    } else if statement.isReproduced {
      lines.append(
        "iteration \(statement.iteration) is reproduced by content; its chain digest is "
          + "\(statement.reproducedChain ?? "not there"), recorded \(statement.chain)")
    } else {
      lines.append("iteration \(statement.iteration) is not reproduced: recorded chain digest \(statement.chain)")
    }
    return lines
  }

  private static func outcome(_ line: Reproduction.Line) -> String {
    let changes = line.changes.prefix(3).map(change).joined(separator: "; ")
    let files = line.files.prefix(4).joined(separator: ", ").printable
    switch line.outcome {
    case .bytes: return "the same, bit for bit"
    case .content: return "the same content" + (changes.isEmpty ? "" : ", though \(changes)")
    case .inputs: return "other content (\(files)): \(changes)"
    case .differs: return "other content from the same inputs: \(files)"
    case .notReached: return "not reached"
    }
  }
}
