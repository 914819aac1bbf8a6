/// Why known labels cannot be split.
package enum SplitError: Error, Equatable, Sendable {
  case knownTwice(image: String)
  /// The label is no class.
  case unknownClass(label: String, image: String)
  /// A share below 0 or above 1, or three that add up to more than 1; `set` is nil for the three together.
  case share(Double, set: HoldoutSet?)
  case minimum(Int, set: HoldoutSet)
  case maximumShareOfClass(Double)
}
