/// What the factory cannot draw.
package enum FactoryError: Error, Equatable, Sendable {
  case count(Int, allowed: ClosedRange<Int>)
  case side(Int, allowed: ClosedRange<Int>)
}
