import ArgumentParser
import Foundation
import Pipeline
import Report
import Selection
import Spec
import Storage
import Texts

/// `winnow sweep [N]`.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Show what batches other thresholds and methods would give, without touching the iteration.",
    discussion: """
      Tries every combination of what is given, under the iteration's own spec for the rest, on the scores that it has: no \
      model is trained and nothing is written, so a sealed iteration can be swept too. Needs no spec if --data names the \
      directory. Exit codes: 0 done; 2 the command line is wrong, or the iteration has no scores yet.
      """)

  @OptionGroup var number: LatestIteration
  @OptionGroup var options: ProjectOptions
  @Option(help: "Thresholds for margin, as 0.1,0.15,0.2.") var below: String?
  @Option(help: "Thresholds for entropy, least_confidence and others of which large ones ask first.") var above: String?
  @Option(help: "Measures: margin, entropy, least_confidence or the spec's own.") var measure: String?
  @Option(help: "Methods, as kmeans,rank,kcenter.") var method: String?
  @Option(help: "Candidates as multiples of the batch, as 2x,4x.") var candidates: String?
  @Option(help: "Write a page with pictures for a browser.") var html: String?
  @Flag(help: "Print a table. The default.") var table = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if table, json { throw ValidationError("--table and --json exclude each other.") }
  }

  func run() throws {
    let plan = try plan()
    let directory = try options.existingDirectory()
    let iteration = try number.number(in: directory)
    guard let sweep = try Sweep(directory, iteration, threads: options.threadCount) else {
      throw CommandError.notBegun(iteration)
    }
    let outcome = try sweep.run(plan) { done, all in
      if Console.isTerminal { Console.note("\(done + 1) of \(all.counted("combination"))") }
    }
    if let html {
      let page = SweepPage.html(Wording.sweepPage(outcome, pipeline: directory.pipeline))
      try Files.writeAtomically(Array(page.utf8), to: html)
      Console.note("page: \(html)")
    }
    if json {
      Console.answer(try JSONAnswer.snakeCase(outcome))
    } else {
      for line in Wording.sweep(outcome) { Console.answer(line) }
    }
  }

  // MARK: Arguments

  private func plan() throws -> SweepPlan {
    SweepPlan(
      below: try numbers(below, "--below"), above: try numbers(above, "--above"),
      measures: try words(measure, known: Measure.allCases.map(\.rawValue)).compactMap {
        Measure(rawValue: $0)
      },
      methods: try words(method, known: Batch.Method.allCases.map(\.rawValue))
        .compactMap { Batch.Method(rawValue: $0) },
      candidates: try numbers(candidates, "--candidates", isMultiple: true))
  }

  private func parts(_ text: String?) -> [String] {
    guard let text else { return [] }
    return text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func numbers(_ text: String?, _ name: String, isMultiple: Bool = false) throws -> [Double] {
    try parts(text).map { part in
      let digits = isMultiple && part.hasSuffix("x") ? String(part.dropLast()) : part
      guard let number = Double(digits), number.isFinite, number >= (isMultiple ? 1 : 0) else {
        throw CommandError.badArgument(
          part, "\(name) takes \(isMultiple ? "multiples from 1, as 2x,4x" : "numbers from 0, as 0.1,0.15,0.2")")
      }
      return number
    }
  }

  private func words(_ text: String?, known: [String]) throws -> [String] {
    try parts(text).map { word in
      guard known.contains(word) else {
        throw CommandError.badArgument(
          word,
          "expected one of \(known.joined(separator: ", "))\(NearestWord.find(word, among: known).didYouMean)")
      }
      return word
    }
  }
}
