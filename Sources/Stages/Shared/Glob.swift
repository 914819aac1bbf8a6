/// A pattern for paths: `*` stands for any characters of one name, `?` for one of them, `**` for any folders.
package struct Glob: Sendable {
  private let parts: [[UInt8]]

  /// Reads a pattern; the parts are separated by `/`.
  package init(_ pattern: String) {
    parts = pattern.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  /// Whether the whole of `path` fits the pattern.
  package func matches(_ path: String) -> Bool {
    let names = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    return Self.match(parts[...], names[...])
  }

  private static func match(_ parts: ArraySlice<[UInt8]>, _ names: ArraySlice<[UInt8]>) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == Array("**".utf8) {
      return (names.startIndex...names.endIndex).contains { match(parts.dropFirst(), names[$0...]) }
    }
    guard let name = names.first, matchName(part[...], name[...]) else { return false }
    return match(parts.dropFirst(), names.dropFirst())
  }

  /// The classic two-pointer match, linear but for one restart a star.
  private static func matchName(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    var p = pattern.startIndex
    var n = name.startIndex
    var star: (p: Int, n: Int)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        star = (p, n)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        p = last.p + 1
        n = last.n + 1
        star = (last.p, n)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
