import Foundation
import Pipeline
import Texts

/// Asks a person questions on standard error and reads the answers from standard input, a line each.
struct Questions {
  /// Asks a question; an empty line takes what is proposed.
  ///
  /// - Parameters:
  ///   - question: What is asked, without a question mark.
  ///   - proposal: What an empty line means; empty: an answer is needed.
  ///   - check: What is wrong with an answer, nil if it does.
  /// - Returns: The answer.
  /// - Throws: `InitError.noAnswer` where the input ends.
  func ask(_ question: String, proposal: String, check: (String) -> String? = { _ in nil }) throws -> String {
    while true {
      Console.write(question + (proposal.isEmpty ? ": " : " [\(proposal.printable)]: "), to: .standardError)
      guard let line = readLine() else {
        Console.note("")
        throw InitError.noAnswer(question)
      }
      let given = line.trimmingCharacters(in: .whitespaces)
      let answer = given.isEmpty ? proposal : given
      if let problem = answer.isEmpty ? "an answer is needed" : check(answer) {
        Console.note("  \(problem)")
      } else {
        return answer
      }
    }
  }

  /// The entries of a list as people write it: divided by commas.
  static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
