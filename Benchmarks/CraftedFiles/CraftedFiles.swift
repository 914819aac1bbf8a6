import CraftedParquet
import Foundation
import FuzzedInputs
import Storage

/// Writes what the readers are attacked with: files that lie, damaged copies of good ones, the fuzzers' first inputs.
///
/// usage: crafted-files FOLDER [GOOD_FILES]
/// `FOLDER/files` is for `winnow show`, the other folders are for the fuzzers. Of each Parquet file in
/// GOOD_FILES come copies that break off and copies with single bits turned.
@main
enum CraftedFiles {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
      try? FileHandle.standardError.write(contentsOf: Data("usage: crafted-files FOLDER [GOOD_FILES]\n".utf8))
      exit(2)
    }
    for name in ["files"] + FuzzedInput.allCases.map(\.rawValue) {
      try Files.createDirectory("\(arguments[1])/\(name)")
    }
    for (number, file) in MalformedCase.all.enumerated() {
      let name = file.name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
      try write(file.bytes, "\(arguments[1])/files/lie-\(number)-\(name).parquet")
    }
    for (number, seed) in FuzzSeeds.pages.enumerated() { try write(seed, "\(arguments[1])/page/\(number)") }
    for (number, seed) in FuzzSeeds.footers.enumerated() { try write(seed, "\(arguments[1])/footer/\(number)") }
    for input in FuzzedInput.allCases {
      for (number, seed) in FuzzTexts.seeds(input).enumerated() {
        try write(seed, "\(arguments[1])/\(input.rawValue)/\(number)")
      }
    }
    guard arguments.count == 3 else { return }
    for name in try Files.list(arguments[2]).sorted() where name.hasSuffix(".parquet") {
      let bytes = try Files.read("\(arguments[2])/\(name)")
      if bytes.count < 60_000, let seed = FooterInput.input(of: bytes) {
        try write(seed, "\(arguments[1])/footer/\(name)")
      }
      try damage(bytes, "\(arguments[1])/files/\(name.dropLast(8))")
    }
  }

  /// Writes some 60 copies of a file that break off or have one bit turned, most of them in the footer.
  private static func damage(_ bytes: [UInt8], _ path: String) throws {
    for part in 0..<15 {
      let count = bytes.count * part / 15
      try write(Array(bytes[..<count]), "\(path)-first-\(count).parquet")
    }
    for part in 0..<45 {
      // Steps that hit other bits of bytes each time.
      let offset = part % 3 == 0 ? bytes.count * part / 45 : bytes.count - 1 - min(bytes.count - 1, part * part)
      guard bytes.indices.contains(offset) else { continue }
      var damaged = bytes
      damaged[offset] ^= UInt8(1 << (part % 8))
      try write(damaged, "\(path)-bit-\(offset)-\(part % 8).parquet")
    }
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }
}
