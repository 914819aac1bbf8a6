/// Why `WINNOW_KERNEL` cannot be followed.
package enum KernelError: Error, Equatable, Sendable {
  /// It names no instruction set.
  case unknown(String, names: [String])
  /// It names one that this processor or this build does not have.
  case unavailable(String)
}
