import Foundation

enum BenchError: Error {
  case usage(String)
  case file(String)
}

/// The numbers of a text file, which stand apart by blanks and line feeds, read one after the other.
struct Numbers {
  private let words: [Substring]
  private var next = 0
  private let path: String

  init(_ path: String) throws {
    self.path = path
    words = try String(contentsOf: URL(filePath: path), encoding: .utf8).split { $0 == " " || $0 == "\n" }
  }

  mutating func word() throws -> String {
    guard next < words.count else { throw BenchError.file("\(path): ends after \(words.count) words") }
    next += 1
    return String(words[next - 1])
  }

  mutating func int() throws -> Int { try number { Int($0) } }

  mutating func double() throws -> Double { try number { Double($0) } }

  mutating func doubles(_ count: Int) throws -> [Double] { try (0..<count).map { _ in try double() } }

  mutating func ints(_ count: Int) throws -> [Int] { try (0..<count).map { _ in try int() } }

  private mutating func number<Number>(_ read: (String) -> Number?) throws -> Number {
    let text = try word()
    guard let value = read(text) else { throw BenchError.file("\(path): \(text) is no number") }
    return value
  }
}
