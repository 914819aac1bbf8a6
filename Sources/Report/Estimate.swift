/// A value with its 95 % interval.
package struct Estimate: Codable, Sendable, Equatable {
  package var value: Double
  package var low: Double?
  package var high: Double?

  package init(_ value: Double, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }
}
