/// What is wrong with vectors among which near-duplicates are looked for.
package enum DuplicatesError: Error, Sendable, Equatable {
  case repeated(image: String)
  case empty(image: String)
  case dimensions(image: String, expected: Int, found: Int)
  case notFinite(image: String)
  case tooMany(Int)
}
