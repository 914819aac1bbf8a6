/// Why there is no batch.
package enum BatchError: Error, Sendable, Equatable {
  /// A share that is not to be short found fewer images than it was asked for.
  case short(Share, asked: Int, available: Int)
}
