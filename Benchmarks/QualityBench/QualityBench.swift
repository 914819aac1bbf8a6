import Foundation
import Quality

/// Runs and times what the votes come to, without files of ours, tables or pipeline.
///
/// `agreement VOTES IMAGES ANNOTATORS CLASSES [KNOWN EARLIER]` reads CSV files of numbers without a head,
/// `image,annotator,label`, `image,label` and `annotator,true,answered,count`, and prints a line of JSON. `time VOTES` times
/// the estimation on a million votes, so many by image, and prints a line of JSON.
@main
enum QualityBench {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "agreement" where arguments.count == 5 || arguments.count == 7:
      let model = DawidSkene(
        images: try number(arguments[2]), annotators: try number(arguments[3]), classes: try number(arguments[4]))
      let known = arguments.count == 7 ? try rows(arguments[5], columns: 2) : []
      let earlier = arguments.count == 7 ? try rows(arguments[6], columns: 4) : []
      try agreement(of: model, votes: rows(arguments[1], columns: 3), known: known, earlier: earlier)
    case "time" where arguments.count == 2:
      let votes = try number(arguments[1])
      guard (1...30).contains(votes) else { throw BenchError.usage(arguments[1]) }
      time(votesByImage: votes)
    default: throw BenchError.usage("agreement VOTES IMAGES ANNOTATORS CLASSES [KNOWN EARLIER] | time VOTES")
    }
  }

  private static func number(_ text: String) throws -> Int {
    guard let value = Int(text), value >= 0 else { throw BenchError.usage(text) }
    return value
  }

  /// The numbers of a file, a line a row.
  private static func rows(_ path: String, columns: Int) throws -> [[Double]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      let row = line.split(separator: ",").compactMap { Double($0) }
      guard row.count == columns else { throw BenchError.usage("\(path): \(line)") }
      return row
    }
  }
}

/// What keeps a measurement from being made.
enum BenchError: Error {
  case usage(String)
}
