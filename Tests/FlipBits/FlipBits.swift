import Audit
import Foundation
import Storage

/// Flips single bits of a data directory's files, one at a time, verifies the directory each time, and puts the bit back.
///
/// usage: flip-bits DIRECTORY SMALL COUNT PART PARTS: every bit of files of at most SMALL bytes and COUNT bits, drawn evenly, of each larger one; this
/// process takes every PARTS-th of them. Prints `flipped N missed M`, and the bits that were missed.
@main
enum FlipBits {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst().compactMap { Int($0) }
    guard let root = arguments.first, numbers.count == 4, numbers[3] > 0 else {
      print("usage: flip-bits DIRECTORY SMALL COUNT PART PARTS")
      exit(2)
    }
    let (small, count, part, parts) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let files = try Files.walk(root).filter { file in
      !["cache/", "staging/", "inbox/"].contains { file.hasPrefix($0) } && file != "lock" && !file.contains("/logs/")
    }
    var flipped = 0
    var missed = 0
    var turn = 0
    for file in files {
      var bytes = try Files.read("\(root)/\(file)")
      let bits = bytes.count * 8
      let wanted = bytes.count <= small ? bits : min(bits, count)
      for number in 0..<wanted {
        turn += 1
        guard turn % parts == part else { continue }
        // Evenly, and not always the same bit of a byte.
        let position = wanted == bits ? number : (number * (bits / wanted) + number * 5 % 8) % bits
        let (byte, mask) = (position / 8, UInt8(1) << UInt8(position % 8))
        bytes[byte] ^= mask
        try put(bytes[byte], at: byte, of: "\(root)/\(file)")
        if try Verifier(root: root, threads: 1, publishes: { $0.hasPrefix("export-") }).run().isWhole {
          missed += 1
          print("missed: bit \(position % 8) of byte \(byte) of \(file)")
        }
        bytes[byte] ^= mask
        try put(bytes[byte], at: byte, of: "\(root)/\(file)")
        flipped += 1
      }
    }
    guard try Verifier(root: root, threads: 1, publishes: { $0.hasPrefix("export-") }).run().isWhole else {
      print("not put back as it was")
      exit(1)
    }
    print("flipped \(flipped) missed \(missed)")
  }

  private static func put(_ byte: UInt8, at offset: Int, of path: String) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data([byte]))
    try handle.close()
  }
}
