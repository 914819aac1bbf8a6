import CTurboJPEG

/// JPEG by libjpeg-turbo: accurate DCT, every warning an error.
enum JPEGDecoder {
  /// The library, by how it decodes.
  static let version = "turbojpeg-" + JPEGProbe.digest

  /// The library stops at the first sign of damage (or else it goes on in grey), and refuses a file of more than
  /// 500 scans, which costs seconds without showing anything.
  private static let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS

  static func decode(
    _ bytes: [UInt8], colour: Bool, maximumPixels: Int
  ) throws(ImagingError) -> Raster {
    guard let handle = tjInitDecompress() else { throw .outOfMemory }
    defer { tjDestroy(handle) }
    var width: Int32 = 0
    var height: Int32 = 0
    var subsampling: Int32 = 0
    var space: Int32 = 0
    let size = UInt(bytes.count)
    let header = bytes.withUnsafeBufferPointer {
      tjDecompressHeader3(handle, $0.baseAddress, size, &width, &height, &subsampling, &space)
    }
    guard header == 0 else { throw error(handle) }
    guard width > 0, height > 0 else { throw .damaged(.jpeg, cause: "size \(width) × \(height)") }
    guard space != TJCS_CMYK.rawValue, space != TJCS_YCCK.rawValue else {
      throw .unsupported(.jpeg, cause: "CMYK")
    }
    let plane = Int(width) * Int(height)
    guard plane <= maximumPixels else {
      throw .tooManyPixels(width: Int(width), height: Int(height), limit: maximumPixels)
    }
    let channels = colour ? 3 : 1
    var result: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: plane * channels) { target, count in
      // The library fills every row or reports a failure; the result is thrown away then.
      result = bytes.withUnsafeBufferPointer {
        tjDecompress2(
          handle, $0.baseAddress, size, target.baseAddress, width, width * Int32(channels), height,
          Int32((colour ? TJPF_RGB : TJPF_GRAY).rawValue), flags)
      }
      count = result == 0 ? plane * channels : 0
    }
    guard result == 0 else { throw error(handle) }
    return Raster(unchecked: pixels, width: Int(width), height: Int(height), channels: channels)
  }

  private static func error(_ handle: tjhandle) -> ImagingError {
    let message = tjGetErrorStr2(handle).map { String(cString: $0) } ?? ""
    if message.contains("Premature end") { return .truncated(.jpeg) }
    if message.contains("Unsupported") { return .unsupported(.jpeg, cause: message) }
    return .damaged(.jpeg, cause: message)
  }
}
