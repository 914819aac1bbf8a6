import Imaging
import Testing

/// The committed image files; `Fixtures/make_fixtures.py` makes them.
enum Fixtures {
  static let pngs = [
    "grey1", "grey1-interlaced", "grey2", "grey2-interlaced", "grey4", "grey4-interlaced", "grey8",
    "grey8-interlaced", "grey16", "grey8-transparent", "grey-alpha8", "rgb8", "rgb8-interlaced", "rgb16",
    "rgba8", "rgba16", "palette1", "palette2", "palette4", "palette4-transparent", "palette8", "one-pixel",
    "grey12-of-16", "rgb10-of-16", "grey10-sbit12", "grey16-sbit12", "turned-right",
  ].map { $0 + ".png" }

  static let jpegs = [
    "grey", "grey-progressive", "colour-444", "colour-422", "colour-420", "colour-420-progressive",
    "colour-restarts", "cmyk", "ycck", "transposed",
  ].map { $0 + ".jpg" }

  static let others =
    ["palette1", "palette4", "palette8", "runs4", "runs8", "rgb24-top-down", "rgb565", "alpha"].map { "bmp-\($0).bmp" }
    + [
      "white4", "grey12-of-16", "packed12", "planes-big", "turned-round", "palette4", "cmyk", "alpha", "lzw",
    ].map { "tiff-\($0).tif" } + ["lossless-turned", "lossy", "alpha"].map { "webp-\($0).webp" }

  /// The format that a fixture's name ends in.
  static func format(_ name: String) -> ImageFormat? {
    let formats: [(String, ImageFormat)] = [
      ("png", .png), ("jpg", .jpeg), ("bmp", .bmp), ("tif", .tiff), ("webp", .webp),
    ]
    return formats.first { name.hasSuffix($0.0) }?.1
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    var folder = #filePath
    folder.removeLast("Fixtures.swift".count)
    return try readFile(folder + "Fixtures/" + name)
  }

  /// What Pillow makes of an image.
  static func expected(_ name: String) throws -> (width: Int, height: Int, grey: [UInt8], colour: [UInt8]) {
    let dot = try #require(name.lastIndex(of: "."))
    let bytes = try bytes(String(name[..<dot]) + ".raw")
    let width = Int(bytes[0]) | Int(bytes[1]) << 8
    let height = Int(bytes[2]) | Int(bytes[3]) << 8
    let plane = width * height
    return (width, height, Array(bytes[4..<4 + plane]), Array(bytes[(4 + plane)...]))
  }
}
