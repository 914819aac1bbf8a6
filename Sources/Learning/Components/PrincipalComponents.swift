/// The directions in which samples vary most, and a projection onto them.
package struct PrincipalComponents: Sendable, Equatable {
  /// How many numbers a sample has.
  package let dimensions: Int
  /// The mean of the samples: `dimensions` numbers.
  package let mean: [Float]
  /// Count × dimensions: orthonormal rows, the one of the largest variance first.
  ///
  /// The coordinate of the largest absolute value (the first, at a tie) is positive.
  package let components: [Float]
  /// The variance of the samples along each component, with divisor rows − 1.
  package let variances: [Double]
  /// The sum of the variances along all directions.
  package let totalVariance: Double

  /// How many components there are.
  package var count: Int { variances.count }
}
