/// What the factory is to draw.
package struct FactoryOptions: Sendable, Equatable {
  /// The number of images, 50 to 10,000,000.
  package var count: Int
  /// The side of the square images in pixels, 32 to 1,024.
  package var side: Int
  /// Two seeds give two data sets with nothing in common.
  package var randomSeed: UInt64

  /// Makes options; the data set of the demonstration by default.
  package init(count: Int = 6_000, side: Int = 96, randomSeed: UInt64 = 20_261_120) {
    self.count = count
    self.side = side
    self.randomSeed = randomSeed
  }
}
