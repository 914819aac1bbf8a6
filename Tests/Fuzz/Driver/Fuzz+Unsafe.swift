import CraftedParquet
import Foundation
import FuzzedInputs

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

enum Target {
  /// The file that inputs are written into for readers that want one.
  static let scratch = try? ScratchFile()
  /// What is fuzzed: the environment says, since libFuzzer has the command line.
  static let input = ProcessInfo.processInfo.environment["WINNOW_FUZZ"].flatMap(FuzzedInput.init)
}

/// Feeds one reader with the fuzzer's inputs.
@_cdecl("fuzz_main")
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  guard Target.input != nil else { return 2 }
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments) { start, length in
    guard let input = Target.input, let scratch = Target.scratch else { return -1 }
    do {
      try input.check(Array(UnsafeBufferPointer(start: start, count: length)), scratch: scratch)
      return 0
    } catch {
      return -1
    }
  }
}
