/// Formats that are known by their first bytes and not read: so that a message can name what was seen.
package enum ForeignFormat: String, Sendable, Equatable, CaseIterable {
  case heic
  case avif
  case jpeg2000 = "jpeg_2000"
  case jpegXL = "jpeg_xl"
  case jpegLS = "jpeg_ls"
  case jpegXR = "jpeg_xr"
  case gif
  case animatedWebP = "animated_webp"
  case cameraRaw = "camera_raw"
  case photoshop = "psd"
  case gimp = "xcf"
  case icon = "ico"
  case netpbm
  case openEXR = "exr"
  case radiance = "hdr"
  case dds
  case dicom
  case fits
  case qoi
  case pdf
  case postScript = "postscript"
  case svg
  case html
  case video
  case zip
  case gzip
  /// What a repository keeps in place of a large file that was not fetched.
  case gitLFSPointer = "git_lfs_pointer"
  /// What macOS leaves beside a file on a foreign disk.
  case appleDouble = "apple_double"

  /// What bytes begin as, if it is one of these.
  init?(_ bytes: [UInt8]) {
    let reader = ByteReader(bytes)
    if let found = Self.signatures.first(where: { reader.has($0.text, at: $0.offset) }) {
      self = found.format
    } else if let found = Self.binary.first(where: { bytes.starts(with: $0.start) }) {
      self = found.format
    } else if let found = Self.container(reader) ?? Self.text(bytes) {
      self = found
    } else {
      return nil
    }
  }

  private static let signatures: [(format: ForeignFormat, text: StaticString, offset: Int)] = [
    (.gif, "GIF87a", 0), (.gif, "GIF89a", 0), (.photoshop, "8BPS\0", 0), (.gimp, "gimp xcf", 0), (.dds, "DDS ", 0),
    (.radiance, "#?RADIANCE", 0), (.radiance, "#?RGBE", 0), (.fits, "SIMPLE  =", 0), (.dicom, "DICM", 128),
    (.qoi, "qoif", 0), (.pdf, "%PDF-", 0), (.postScript, "%!PS", 0), (.cameraRaw, "FUJIFILMCCD-RAW", 0),
    (.cameraRaw, "IIRO", 0), (.cameraRaw, "IIRS", 0), (.cameraRaw, "MMOR", 0), (.cameraRaw, "IIU\0", 0),
    (.cameraRaw, "FOVb", 0), (.cameraRaw, "\0MRM", 0), (.zip, "PK\u{3}\u{4}", 0),
    (.video, "AVI ", 8), (.gitLFSPointer, "version https://git-lfs", 0),
  ]

  private static let binary: [(format: ForeignFormat, start: [UInt8])] = [
    (.jpeg2000, [0xff, 0x4f, 0xff, 0x51]), (.jpegXL, [0xff, 0x0a]), (.jpegXR, [0x49, 0x49, 0xbc, 0x01]),
    (.openEXR, [0x76, 0x2f, 0x31, 0x01]), (.icon, [0, 0, 1, 0]), (.icon, [0, 0, 2, 0]), (.gzip, [0x1f, 0x8b, 8]),
    (.video, [0x1a, 0x45, 0xdf, 0xa3]), (.appleDouble, [0, 5, 0x16, 7]),
  ]

  /// Boxes (ISO/IEC 14496-12): JPEG 2000 and JPEG XL by their first box, others by the brands in it.
  private static func container(_ reader: ByteReader) -> ForeignFormat? {
    if reader.has("jP  ", at: 4) { return .jpeg2000 }
    if reader.has("JXL ", at: 4) { return .jpegXL }
    guard reader.has("ftyp", at: 4) else { return nil }
    var big = reader
    big.isBigEndian = true
    let end = min(big.number(0, 4) ?? 0, 256)
    let brands = [8] + Array(stride(from: 16, to: max(end - 3, 16), by: 4))
    func isAny(_ names: StaticString...) -> Bool { brands.contains { at in names.contains { reader.has($0, at: at) } } }
    if isAny("avif", "avis") { return .avif }
    if isAny("heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs") || reader.has("mif1", at: 8) {
      return .heic
    }
    if reader.has("crx ", at: 8) { return .cameraRaw }
    return .video
  }

  /// Text: a drawing, a page that stands for a picture, or a simple bitmap.
  private static func text(_ bytes: [UInt8]) -> ForeignFormat? {
    if bytes.count > 2, bytes[0] == 0x50, (0x31...0x37).contains(bytes[1]), [9, 10, 13, 32].contains(bytes[2]) {
      return .netpbm
    }
    let start = bytes.prefix(4_096).drop { [0xef, 0xbb, 0xbf, 9, 10, 13, 32].contains($0) }
    guard start.first == 0x3c else { return nil }
    let text = String(decoding: start, as: UTF8.self).lowercased()
    if text.contains("<svg") { return .svg }
    return text.hasPrefix("<!doctype html") || text.hasPrefix("<html") ? .html : nil
  }
}
