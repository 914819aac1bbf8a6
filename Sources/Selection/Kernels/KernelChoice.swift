import CKernels

/// The instruction set that the environment variable `WINNOW_KERNEL` asks for.
package enum KernelChoice {
  /// The variable's name.
  package static let variable = "WINNOW_KERNEL"

  /// What it may be set to, in this build, on any processor.
  package static var names: [String] {
    let paths = (0..<Int32(CK_KERNEL_COUNT.rawValue)).compactMap { ck_kernel_name($0).map { String(cString: $0) } }
    return paths + ["avx512vnni"]
  }

  /// Checks a value of the variable before anything runs.
  ///
  /// `avx512vnni` is a path of the patch encoder; what works on floats then takes the widest path that there is.
  ///
  /// - Parameter value: The variable's value; nil or empty leaves the choice to the processor.
  /// - Throws: `KernelError` where it names no path, or one that this processor cannot run.
  package static func check(_ value: String?) throws(KernelError) {
    guard let value, !value.isEmpty else { return }
    guard names.contains(value) else { throw .unknown(value, names: names) }
    guard ck_kernel_can_run(value) != 0 else { throw .unavailable(value) }
  }
}
