import Labelling

extension String {
  /// This text as a key that compares by bytes; `String` itself compares by canonical equivalence.
  var exact: ExactText { ExactText(self) }
}
