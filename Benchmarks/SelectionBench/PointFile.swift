import Draws
import Foundation

/// Points as a raw file of little-endian floats, row after row, which Python maps as they are.
enum PointFile {
  /// What the points look like.
  enum Kind: String, CaseIterable {
    /// Production runs of slightly varied frames among single pictures.
    case runs
    /// No structure but the decay of the spectrum, and so nothing that a partition could find.
    case plain
  }

  /// Rows a block of work writes at a time; a run may not go past its block, so that blocks are independent.
  private static let block = 2000
  private static let classes = 200

  /// Writes unit vectors that depend on their kind, their number, their length and the seed alone.
  ///
  /// Noise has a spectrum that falls with the square root of the dimension, as that of image embeddings does. Runs:
  /// each picture is that of a class, in a scene of its own; a third are single, the others come in runs of 2 to 23
  /// frames, which wander by a tenth of the noise from frame to frame and each vary by a quarter of it.
  static func write(_ kind: Kind, rows: Int, dimensions: Int, seed: UInt64, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw BenchError.file(path) }
    let draw = Draw(randomSeed: seed, iteration: 0, stage: "bench/\(kind.rawValue)")
    let spectrum = (0..<dimensions).map { 1 / Float(1 + $0).squareRoot() }
    var stream = draw.stream("classes")
    let centres = (0..<classes).map { _ in noise(spectrum, &stream) }
    for start in stride(from: 0, to: rows, by: block) {
      var stream = draw.stream("\(start)")
      var values: [Float] = []
      let wanted = min(block, rows - start) * dimensions
      while values.count < wanted {
        switch kind {
        case .plain: values += unit(noise(spectrum, &stream))
        case .runs:
          let scene = sum(centres[stream.below(classes)], noise(spectrum, &stream), 0.8)
          let frames = stream.below(10) == 0 ? 1 : stream.below(8) == 0 ? 1 : 2 + stream.below(22)
          var place = scene
          for _ in 0..<frames {
            place = sum(place, noise(spectrum, &stream), 0.1)
            values += unit(sum(place, noise(spectrum, &stream), 0.25))
          }
        }
      }
      try values.prefix(wanted).withUnsafeBytes { try file.write(contentsOf: Data($0)) }
    }
    try file.close()
  }

  /// All floats of a file.
  static func read(_ path: String, rows: Int, dimensions: Int) throws -> [Float] {
    guard let file = FileHandle(forReadingAtPath: path) else { throw BenchError.file(path) }
    let count = rows * dimensions
    var read = 0
    let values = try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      while read < bytes.count {
        let data = try file.read(upToCount: min(1 << 24, bytes.count - read)) ?? Data()
        if data.isEmpty { throw BenchError.file(path) }
        data.copyBytes(to: UnsafeMutableRawBufferPointer(rebasing: bytes[read..<read + data.count]))
        read += data.count
      }
      initialized = count
    }
    try file.close()
    return values
  }

  private static func noise(_ spectrum: [Float], _ stream: inout DrawStream) -> [Float] {
    spectrum.map { $0 * Float(stream.normal()) }
  }

  private static func sum(_ a: [Float], _ b: [Float], _ weight: Float) -> [Float] {
    a.indices.map { a[$0] + weight * b[$0] }
  }

  private static func unit(_ row: [Float]) -> [Float] {
    let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return row.map { Float(Double($0) / norm) }
  }
}

/// What keeps a measurement from being made.
enum BenchError: Error {
  case usage(String)
  case file(String)
}
