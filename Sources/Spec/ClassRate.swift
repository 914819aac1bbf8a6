/// A class and its share.
package struct ClassRate: Sendable, Equatable {
  /// The class.
  package var name: String
  /// In [0, 1].
  package var rate: Double

  /// Names a class's share.
  package init(name: String, rate: Double) {
    self.name = name
    self.rate = rate
  }
}
