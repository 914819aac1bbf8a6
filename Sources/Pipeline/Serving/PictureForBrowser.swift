import Imaging
import Storage
import Texts

/// A picture as a data address, which every labelling server shows and which needs no storage.
package struct PictureForBrowser: Sendable, Equatable {
  /// `data:image/png;base64,…`.
  package let address: String
  /// What was done to it, in words for people; nil if its bytes are the file's own.
  package let change: String?

  /// Makes the address of a file's bytes.
  ///
  /// What browsers show goes as it is. Anything else becomes a PNG, and so does a picture that is too long, smaller and smaller
  /// until it fits.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - limit: The most characters of the address.
  /// - Throws: `ImagingError` for what cannot be decoded, `PNGWriter.Failure`.
  package init(_ bytes: [UInt8], limit: Int = .max) throws {
    let type = Self.type(of: bytes)
    if let type, Self.length(bytes.count, type: type) <= limit {
      address = Self.address(bytes, type: type)
      change = nil
      return
    }
    var raster = try ImageDecoder.decode(bytes, colour: true)
    let original = (width: raster.width, height: raster.height)
    var png = try PNGWriter.encode(raster)
    while Self.length(png.count, type: Self.png) > limit, max(raster.width, raster.height) > 16 {
      // The length goes with the area; a little less, lest it just fail.
      let share = 0.95 * (Double(limit) / Double(Self.length(png.count, type: Self.png))).squareRoot()
      let width = max(1, Int(Double(raster.width) * share))
      let height = max(1, Int(Double(raster.height) * share))
      raster = try raster.scaled(toWidth: width, height: height)
      png = try PNGWriter.encode(raster)
    }
    address = Self.address(png, type: Self.png)
    change =
      raster.width == original.width
      ? "shown as PNG"
      : "shown at \(raster.width) × \(raster.height) of \(original.width) × \(original.height) pixels"
  }

  private static let png = "image/png"

  private static func length(_ bytes: Int, type: String) -> Int {
    "data:;base64,".utf8.count + type.utf8.count + (bytes + 2) / 3 * 4
  }

  private static func address(_ bytes: [UInt8], type: String) -> String {
    "data:\(type);base64,\(Base64.encode(bytes))"
  }

  /// The type of a picture that browsers show; nil for any other.
  private static func type(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return png }
    if bytes.starts(with: Array("GIF8".utf8)) { return "image/gif" }
    if bytes.starts(with: Array("BM".utf8)) { return "image/bmp" }
    let isWebP = bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
    return isWebP ? "image/webp" : nil
  }
}
