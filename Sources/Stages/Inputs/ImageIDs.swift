import Labelling
import Report
import Texts

/// The ids of the images that files are joined to.
package struct ImageIDs: Sendable {
  /// Each once.
  package let all: [String]
  private let places: [ExactText: Int]

  /// Takes ids, each once.
  package init(_ ids: [String]) {
    all = ids
    places = Dictionary(
      ids.enumerated().map { ($0.element.exact, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where an id stands among all; nil where it is none of them.
  package func place(of id: String) -> Int? { places[id.exact] }
}
