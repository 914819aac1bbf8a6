/// Bytes of a fuzzer made into a file: two bytes for the length of what lies before the footer, that, and the footer.
package enum FooterInput {
  /// The file that `input` stands for.
  package static func file(_ input: [UInt8]) -> [UInt8] {
    guard input.count >= 2 else { return CraftedFile.wrap(input) }
    let length = min(Int(input[0]) | Int(input[1]) << 8, input.count - 2)
    return CraftedFile.wrap(Array(input[(2 + length)...]), body: Array(input[2..<2 + length]))
  }

  /// The input that stands for a file, nil if the file has no footer or too much before it.
  package static func input(of file: [UInt8]) -> [UInt8]? {
    guard file.count >= 12 else { return nil }
    let length = file[(file.count - 8)..<(file.count - 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= file.count - 12, file.count - 12 - length <= 0xFFFF else { return nil }
    let body = file[4..<(file.count - 8 - length)]
    return [UInt8(truncatingIfNeeded: body.count), UInt8(truncatingIfNeeded: body.count >> 8)] + body
      + file[(file.count - 8 - length)..<(file.count - 8)]
  }
}
