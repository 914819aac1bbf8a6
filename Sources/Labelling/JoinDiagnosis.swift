import Foundation
import Texts

/// Why ids of a person's file name no image: the likely cause, found by undoing what usually comes between two spellings.
///
/// An example pair of ids is found that are equal once prefixes, endings, slashes, quotes, letter case, per cent signs and
/// the form of Unicode are left out of account; what of these it takes to make them equal is the cause. It is a guess for
/// people to read, and nothing is joined by it.
package struct JoinDiagnosis: Sendable, Equatable {
  /// One thing that keeps two spellings of an id apart.
  package enum Cause: Hashable, Sendable {
    /// The file's ids begin with `found` where the known ids begin with `expected`; either may be empty.
    case prefix(found: String, expected: String)
    /// The last parts of the paths agree; the folders before them differ, and not always in the same way.
    case folders
    /// One side is in composed form (NFC) and the other is not (NFD): they look the same and are not.
    case unicodeForm
    /// A backslash stands where the other side has a slash.
    case backslashes
    /// Capital letters stand where the other side has small ones.
    case letterCase
    /// The names end in `found` where the known ids end in `expected`; either may be empty.
    case ending(found: String, expected: String)
    /// There are spaces, quotation marks or invisible characters about the id.
    case surroundings
    /// One side writes characters as per cent signs and digits, as addresses do.
    case percentSigns
  }

  /// What it takes to make the two ids equal, at least one thing.
  package let causes: [Cause]
  /// An id of the file that is not known.
  package let unmatched: String
  /// The known id that it seems to mean.
  package let known: String

  /// How many of the ids that are not known are looked at.
  private static let sample = 200
  /// How many folders of a path may be left out.
  private static let deepest = 16
  /// How many known ids one of the file may be compared with in earnest.
  private static let candidates = 8

  /// Finds the likely cause.
  ///
  /// - Parameters:
  ///   - unmatched: Ids of the file that are not known, in the order of the file; the first 200 are looked at.
  ///   - known: The known ids, in an order that does not change.
  /// - Complexity: One pass over `known`.
  ///
  /// It is nil where no cause is likely, and otherwise that which explains most of them.
  package init?(of unmatched: [String], among known: [String]) {
    let asked = Array(unmatched.prefix(Self.sample))
    var tally = Tally()
    for (place, found) in Self.candidates(for: asked, among: known).enumerated() {
      // Of several that it may mean, the one that takes the fewest changes, and of equals the first.
      let readings = found.compactMap { candidate in
        let causes = Self.changes(asked[place], candidate)
        return causes.isEmpty ? nil : JoinDiagnosis(causes: causes, unmatched: asked[place], known: candidate)
      }
      if let best = readings.min(by: { $0.causes.count < $1.causes.count }) { tally.count(best) }
    }
    guard let likely = tally.likely(of: asked.count) else { return nil }
    self = likely
  }

  /// The likely cause alone, the first where there are several.
  package static func cause(of unmatched: [String], among known: [String]) -> Cause? {
    JoinDiagnosis(of: unmatched, among: known)?.causes.first
  }

  private init(causes: [Cause], unmatched: String, known: String) {
    self.causes = causes
    self.unmatched = unmatched
    self.known = known
  }

  /// For each id asked about the known ids that share the longest end of the path with it, when differences that may be
  /// slips are left out of account.
  private static func candidates(for asked: [String], among known: [String]) -> [[String]] {
    var places: [ExactText: [(place: Int, length: Int)]] = [:]
    for (place, id) in asked.enumerated() {
      for (length, end) in ends(Change.all.apply(id)) {
        places[ExactText(String(end)), default: []].append((place, length))
      }
    }
    var found = Array(repeating: (length: 0, ids: [String]()), count: asked.count)
    for id in known {
      // The longest shared end comes first; shorter ones say nothing more of the same pair.
      for (_, end) in ends(Change.all.apply(id)).reversed() {
        guard let hits = places[ExactText(String(end))] else { continue }
        for (place, length) in hits where length >= found[place].length {
          if length > found[place].length { found[place] = (length, []) }
          if found[place].ids.count < candidates { found[place].ids.append(id) }
        }
        break
      }
    }
    return found.map(\.ids)
  }

  /// The ends of a path at its slashes, the shortest first, each with the number of its slashes.
  private static func ends(_ path: String) -> [(slashes: Int, end: Substring)] {
    var result: [(slashes: Int, end: Substring)] = []
    var place = path.utf8.endIndex
    while place > path.utf8.startIndex, result.count < deepest {
      let before = path.utf8.index(before: place)
      if path.utf8[before] == UInt8(ascii: "/"), place < path.utf8.endIndex {
        result.append((result.count, path[place...]))
      }
      place = before
    }
    if !path.isEmpty { result.append((result.count, path[...])) }
    return result
  }

  /// What it takes to make two ids equal; empty if they are, or if it cannot be done.
  private static func changes(_ id: String, _ known: String) -> [Cause] {
    guard !ExactText.same(id, known) else { return [] }
    var needed = Change.all
    var cut = true
    func agrees() -> Bool {
      let (left, right) = (needed.apply(id), needed.apply(known))
      return cut ? shared(left, right) > 0 : ExactText.same(left, right)
    }
    guard agrees() else { return [] }
    // What can be left out without parting them was not the cause. The prefix goes last: it is the loosest.
    for change in Change.single {
      needed.remove(change)
      if !agrees() { needed.insert(change) }
    }
    cut = false
    if !agrees() { cut = true }
    var causes: [Cause] = []
    let spelt = needed.subtracting(.ending)
    let (left, right) = (spelt.apply(id), spelt.apply(known))
    if cut {
      let (leftStem, rightStem) = (needed.apply(id), needed.apply(known))
      let length = shared(leftStem, rightStem)
      causes.append(.prefix(found: start(leftStem, before: length), expected: start(rightStem, before: length)))
    }
    if needed.contains(.surroundings) { causes.append(.surroundings) }
    if needed.contains(.backslashes) { causes.append(.backslashes) }
    if needed.contains(.percentSigns) { causes.append(.percentSigns) }
    if needed.contains(.unicodeForm) { causes.append(.unicodeForm) }
    if needed.contains(.letterCase) { causes.append(.letterCase) }
    if needed.contains(.ending) { causes.append(.ending(found: Change.ending(left), expected: Change.ending(right))) }
    return causes
  }

  /// How many last parts two paths share.
  private static func shared(_ a: String, _ b: String) -> Int {
    let (left, right) = (a.split(separator: "/").map(String.init), b.split(separator: "/").map(String.init))
    return zip(left.reversed(), right.reversed()).prefix { $0.equalsByBytes($1) }.count
  }

  /// What stands before the last parts of a path, its slash included.
  private static func start(_ path: String, before length: Int) -> String {
    var slashes = 0
    var end = path.utf8.endIndex
    while end > path.utf8.startIndex {
      let before = path.utf8.index(before: end)
      if path.utf8[before] == UInt8(ascii: "/") {
        slashes += 1
        if slashes == length { return String(path[..<end]) }
      }
      end = before
    }
    return ""
  }
}

extension JoinDiagnosis {
  /// What was found for the ids looked at, and how often.
  private struct Tally {
    private var order: [[Cause]] = []
    private var counts: [[Cause]: (number: Int, first: JoinDiagnosis)] = [:]

    mutating func count(_ found: JoinDiagnosis) {
      add(found, as: found.causes)
      // Folders that differ from row to row are one cause, too.
      if case .prefix? = found.causes.first { add(found, as: [.folders] + found.causes.dropFirst()) }
    }

    private mutating func add(_ found: JoinDiagnosis, as causes: [Cause]) {
      if counts[causes] == nil { order.append(causes) }
      let known = counts[causes]
      counts[causes] = (
        (known?.number ?? 0) + 1,
        known?.first ?? JoinDiagnosis(causes: causes, unmatched: found.unmatched, known: found.known)
      )
    }

    /// The cause of most; a prefix, folders or an ending may agree by chance and must explain half of all.
    func likely(of asked: Int) -> JoinDiagnosis? {
      var best: (number: Int, first: JoinDiagnosis)?
      for causes in order {
        guard let found = counts[causes], !causes.contains(where: \.isLoose) || 2 * found.number >= asked else {
          continue
        }
        // A prefix that is the same for nearly all says more than that folders differ.
        let weight = causes.contains(.folders) ? found.number * 4 / 5 : found.number
        if weight > best?.number ?? 0 { best = (weight, found.first) }
      }
      return best?.first
    }
  }

  /// Differences that are left out of account.
  private struct Change: OptionSet {
    let rawValue: Int
    static let surroundings = Change(rawValue: 1)
    static let backslashes = Change(rawValue: 2)
    static let percentSigns = Change(rawValue: 4)
    static let unicodeForm = Change(rawValue: 8)
    static let letterCase = Change(rawValue: 16)
    static let ending = Change(rawValue: 32)
    static let single = [surroundings, backslashes, percentSigns, unicodeForm, letterCase, ending]
    static let all = Change(single)

    /// The id without these differences.
    func apply(_ id: String) -> String {
      var text = id
      if contains(.surroundings) { text = Self.bare(text) }
      if contains(.backslashes), text.utf8.contains(UInt8(ascii: "\\")) {
        text = text.replacing("\\", with: "/")
      }
      if contains(.percentSigns), text.utf8.contains(UInt8(ascii: "%")) {
        text = text.removingPercentEncoding ?? text
      }
      if contains(.unicodeForm), text.utf8.contains(where: { $0 >= 0x80 }) {
        text = text.precomposedStringWithCanonicalMapping
      }
      if contains(.letterCase), text.utf8.contains(where: { $0 >= 0x80 || (0x41...0x5A).contains($0) }) {
        text = text.lowercased()
      }
      if contains(.ending) { text = String(text.dropLast(Self.ending(text).count)) }
      return text
    }

    /// Without spaces, quotation marks and invisible characters at both ends.
    private static func bare(_ text: String) -> String {
      // Nearly all begin and end with a letter or a digit.
      if let first = text.utf8.first, let last = text.utf8.last, first.isLetterOrDigit, last.isLetterOrDigit {
        return text
      }
      func isOutside(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", "`", "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}": true
        default: scalar.properties.isWhitespace || scalar.isInvisible
        }
      }
      let scalars = text.unicodeScalars
      guard let first = scalars.firstIndex(where: { !isOutside($0) }),
        let last = scalars.lastIndex(where: { !isOutside($0) })
      else { return text }
      return String(scalars[first...last])
    }

    /// The ending of a file's name with its dot, as `.png`; empty if there is none.
    static func ending(_ path: String) -> String {
      let name = path.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
      let ending = name[dot...]
      let letters = ending.utf8.dropFirst()
      return (1...5).contains(letters.count) && letters.allSatisfy(\.isLetterOrDigit) ? String(ending) : ""
    }
  }
}

extension JoinDiagnosis.Cause {
  /// Whether it may hold of two ids by chance.
  fileprivate var isLoose: Bool {
    switch self {
    case .prefix, .folders, .ending: true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Whether it takes no place and cannot be seen.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}

extension ExactText {
  /// Whether two texts have the same bytes.
  fileprivate static func same(_ a: String, _ b: String) -> Bool { a.equalsByBytes(b) }
}
