import Foundation
import Texts

/// The errors of a module, each case at least once, as the tests of its messages look at them.
///
/// Their messages are kept in `Golden/MODULE.txt`; `WINNOW_RECORD=1` writes it afresh and fails, so that a recording is
/// always looked at.
package struct ErrorChecks {
  /// What a hostile name may do to a terminal: here the name of a file or an image.
  package static let hostile = "a\u{1B}[31m\u{202E}.png"

  private let module: String
  private let errors: [any ReportedError]
  private let shown: (String) -> String

  /// Takes the errors.
  ///
  /// - Parameters:
  ///   - module: The folder in `Sources`.
  ///   - errors: Samples.
  ///   - shown: What makes a message the same on every machine, where it names a temporary folder.
  package init(
    _ module: String, _ errors: [any ReportedError], shown: @escaping (String) -> String = { $0 }
  ) {
    self.module = module
    self.errors = errors
    self.shown = shown
  }

  /// All that is wrong with them, a line each; empty if nothing is.
  package func faults() throws -> [String] {
    var faults = errors.flatMap(Self.faults)
    var owners: [String: String] = [:]
    for error in errors {
      let owner = Self.name(of: error)
      if let other = owners.updateValue(owner, forKey: error.code), other != owner {
        faults.append("\(error.code) is the code of \(other) and of \(owner)")
      }
    }
    let declared = try declaredCodes()
    let sampled = Set(errors.map(\.code))
    faults += declared.filter { code in declared.count { $0 == code } > 1 }.map { "\($0) is declared twice" }
    faults += declared.filter { !sampled.contains($0) }.map { "no sample has the code \($0)" }
    faults += sampled.sorted().filter { !declared.contains($0) }.map { "no file of words declares \($0)" }
    return faults
  }

  /// How the messages differ from what was recorded; nil if it does not.
  package func difference() throws -> String? {
    let text = errors.map { error in
      let place = error.place.map { " at \(shown($0.rendered))" } ?? ""
      return "\(error.code), \(error.kind)\(place)\n"
        + shown(error.message).split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
    }.joined()
    let file = Self.folder.appending(path: "Golden/\(module).txt")
    if ProcessInfo.processInfo.environment["WINNOW_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      return "recorded \(module).txt"
    }
    let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    if text.utf8.elementsEqual(recorded.utf8) { return nil }
    let (old, new) = (recorded.split(separator: "\n"), text.split(separator: "\n"))
    let place = zip(old, new).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    return "\(module).txt, line \(place + 1): got \(place < new.count ? new[place] : "nothing"), "
      + "recorded \(place < old.count ? old[place] : "nothing")"
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  private static func name(of error: any ReportedError) -> String {
    let type = String(describing: type(of: error))
    let mirror = Mirror(reflecting: error)
    guard mirror.displayStyle == .enum else { return type }
    return "\(type).\(mirror.children.first?.label ?? "\(error)")"
  }

  private static func faults(_ error: any ReportedError) -> [String] {
    var faults: [String] = []
    if error.code.wholeMatch(of: /[a-z_]+\.[a-z0-9_]+/) == nil { faults.append("the code is no code") }
    if error.message.isEmpty { faults.append("the message is empty") }
    faults += unreadable(error.message).map { "the message says \($0)" }
    if (error.message + error.report).unicodeScalars.contains(where: { $0 != "\n" && isActedOn($0) }) {
      faults.append("a terminal would act on the message")
    }
    if let place = error.place {
      let parts =
        [place.file?.printable, place.column?.printable]
        + [place.line, place.character, place.rowGroup, place.page, place.row].map { $0.map { String($0) } }
      faults += parts.compactMap(\.self).filter { !error.message.contains($0) }
        .map { "the message does not name the place: \($0)" }
      // What cannot be distinguished by eye from another id is written as code points.
      if let image = place.image, !isHostile(image), !error.message.contains(image) {
        faults.append("the message does not name the image")
      }
    }
    if error.underlying.map({ ($0 as? any ReportedError) == nil }) ?? false {
      faults.append("nobody has words for what led to it")
    }
    return faults.map { "\(name(of: error)): \($0)" }
  }

  /// What of a message no person would write: values as the program prints them for itself, rows from 0, a number that does not
  /// agree with its noun, folders that are gone by the time somebody looks, and a suggestion of what was written.
  package static func unreadable(_ message: String) -> [String] {
    var found: [String] = []
    func note(_ what: String, _ match: Substring?) { if let match { found.append("\(what): \(match)") } }
    note("a value as Swift prints it", message.firstMatch(of: /[A-Za-z]\([a-z][A-Za-z]*: |Optional\(|\bnil\b/)?.output)
    let known = ["outputTimestampType", "partitionBy", "timestampType"]
    let camels = message.matches(of: /\b[a-z]+[A-Z][A-Za-z]*\b/).map(\.output).filter { !known.contains(String($0)) }
    note("a name of the program's own", camels.first)
    note("a row from 0", message.firstMatch(of: /\brow 0\b/)?.output)
    note(
      "one of several",
      message.firstMatch(of: /\b1 (?!is\b|has\b|was\b|does\b|chooses\b|goes\b|begins\b|pixels\b)[a-z]+[^s' .,;:]s\b/)?
        .output)
    note("a folder of work in progress", message.firstMatch(of: /staging\//)?.output)
    note("what nothing is", message.firstMatch(of: /something that is no/)?.output)
    if let same = message.firstMatch(of: /'([^']+)'.*did you mean '([^']+)'/), same.output.1 == same.output.2 {
      found.append("a suggestion of what was written: \(same.output.1)")
    }
    return found
  }

  private static func isHostile(_ text: String) -> Bool { text.unicodeScalars.contains(where: isActedOn) }

  private static func isActedOn(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// The codes in the module's files of words.
  private func declaredCodes() throws -> [String] {
    let sources = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/\(module)")
    let names = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix("+Message.swift") }.sorted().flatMap { name in
      try String(contentsOf: sources.appending(path: name), encoding: .utf8)
        .matches(of: /(?:case \.[A-Za-z0-9]+: |code: String \{ )"([a-z_]+\.[a-z0-9_]+)"/).map { String($0.1) }
    }
  }
}
