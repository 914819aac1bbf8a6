import CraftedParquet

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

enum Scratch {
  /// The file that each input is written into.
  static let file = try? ScratchFile()
}

/// Reads a file of one column whose pages are the fuzzer's: an error is fine, a trap or a hang is not.
@_cdecl("fuzz_page_main")
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments) { start, length in
    let input = Array(UnsafeBufferPointer(start: start, count: length))
    guard let scratch = Scratch.file, (try? scratch.replace(with: PageInput.file(input).bytes)) != nil else {
      return -1
    }
    _ = Reading.everything(scratch.path)
    return 0
  }
}
