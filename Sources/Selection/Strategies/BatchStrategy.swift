/// A way of choosing a batch among candidates: arrays in, places out.
///
/// A strategy is a value with its parameters, each in a file of its own. It knows of no file, no share and no cap; the
/// candidates come best first, so that a strategy that looks at no measure still knows which of two is asked about sooner.
package protocol BatchStrategy: Sendable {
  /// What it looks at beside keys and scores; the rest of the input is empty.
  var needs: StrategyNeeds { get }

  /// Chooses exactly `count` candidates, or all of them where there are fewer.
  ///
  /// The same candidates in another order, another number of threads or another instruction set give the same choice: ties
  /// go by draw key. A strategy that comes to fewer fills up with the best that are left.
  ///
  /// - Parameters:
  ///   - count: At least 0.
  ///   - input: The candidates.
  /// - Returns: The choice.
  /// - Throws: `SelectionError` where shapes do not fit or a number is not finite.
  func choose(_ count: Int, from input: StrategyInput) throws -> Choice
}
