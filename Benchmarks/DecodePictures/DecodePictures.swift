import Foundation
import Imaging
import Storage

/// Decodes pictures for a comparison with another decoder, whole and cut off at every hundredth byte.
///
/// usage: decode-pictures LIST OUT
/// Of the picture in line N of LIST comes OUT/N.raw: width and height (32 bits, little-endian), then red, green, blue, then
/// the grey values; and a line on standard output: N, `ok` or the code of what is wrong, width and height of the header, and
/// of the cut copies how many were refused with which code, how many gave the same picture, and how many another.
@main
enum DecodePictures {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      try? FileHandle.standardError.write(contentsOf: Data("usage: decode-pictures LIST OUT\n".utf8))
      exit(2)
    }
    let list = String(decoding: try Files.read(arguments[1]), as: UTF8.self)
    for (number, path) in list.split(separator: "\n").enumerated() {
      let bytes = try Files.read(String(path))
      let header = try? ImageDecoder.header(bytes)
      let size = "\(header?.width ?? 0)\t\(header?.height ?? 0)"
      do throws(ImagingError) {
        let colour = try ImageDecoder.decode(bytes, colour: true)
        let grey = try ImageDecoder.decode(bytes, colour: false)
        let sides = [colour.width, colour.height].flatMap { side in
          [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: side >> $0) }
        }
        write(sides + colour.pixels + grey.pixels, "\(arguments[2])/\(number).raw")
        print("\(number)\tok\t\(size)\t\(cuts(bytes, whole: colour))")
      } catch {
        print("\(number)\t\(error.imageFault)\t\(size)\t\(cuts(bytes, whole: nil))")
      }
    }
  }

  /// What comes of copies that are cut off.
  private static func cuts(_ bytes: [UInt8], whole: Raster?) -> String {
    var counts: [String: Int] = [:]
    for length in stride(from: 0, to: bytes.count, by: 100) {
      let outcome: String
      do throws(ImagingError) {
        let raster = try ImageDecoder.decode(Array(bytes[..<length]), colour: true)
        outcome = raster == whole ? "same" : "another"
      } catch {
        outcome = error.imageFault
      }
      counts[outcome, default: 0] += 1
    }
    return counts.keys.sorted().map { "\($0)=\(counts[$0] ?? 0)" }.joined(separator: " ")
  }

  private static func write(_ bytes: [UInt8], _ path: String) {
    try? Data(bytes).write(to: URL(filePath: path))
  }
}
