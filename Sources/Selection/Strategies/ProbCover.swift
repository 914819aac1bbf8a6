/// ProbCover.
package struct ProbCover: Sendable {
  /// The radius of a ball; nil: the largest at which so many balls are pure.
  package var radius: Float?
  /// The share of balls that are to be pure, 0.95 by default; looked at where there is no radius.
  package var purity: Double

  /// Sets the radius or the purity.
  package init(radius: Float? = nil, purity: Double = 0.95) {
    self.radius = radius
    self.purity = purity
  }

  /// What it looks at beside keys and scores; without a radius also the probabilities, for the number of classes.
  package var needs: StrategyNeeds {
    radius == nil ? [.vectors, .labelled, .probabilities] : [.vectors, .labelled]
  }
}
