import CPictures

/// JPEG by libjpeg: accurate DCT, smooth chroma, four inks as Adobe writes them.
///
/// What the library calls a warning is read, as every viewer does. But where data are missing, the library would show grey
/// for them, and that is an error.
enum JPEGDecoder {
  /// The library, by how it decodes.
  static let version = "jpeg-" + JPEGProbe.digest

  static func decode(_ bytes: [UInt8], colour: Bool, size: ImageSize) throws(ImagingError) -> Raster {
    guard let jpeg = cp_jpeg_create() else { throw .outOfMemory }
    defer { cp_jpeg_destroy(jpeg) }
    // The library keeps the address, so everything that reads happens inside.
    let outcome: Result<Raster, ImagingError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(ImagingError) {
        return .success(try decode(jpeg, buffer, colour: colour, size: size))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func decode(
    _ jpeg: OpaquePointer, _ bytes: UnsafeBufferPointer<UInt8>, colour: Bool, size: ImageSize
  ) throws(ImagingError) -> Raster {
    var found = cp_jpeg_size()
    try check(cp_jpeg_open(jpeg, bytes.baseAddress, bytes.count, colour ? 1 : 0, &found), jpeg)
    try size.check(Int(found.width), Int(found.height), .jpeg)
    let count = size.pixels * Int(found.channels)
    var status: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      // The library fills every row or reports a failure; the result is thrown away then.
      status = cp_jpeg_read(jpeg, target.baseAddress)
      filled = status == 0 ? count : 0
    }
    try check(status, jpeg)
    let channels = colour ? 3 : 1
    return Raster(
      unchecked: found.channels == 4 ? Channels.inks(pixels, inverted: true, to: channels) : pixels,
      width: size.width, height: size.height, channels: channels)
  }

  private static func check(_ status: Int32, _ jpeg: OpaquePointer) throws(ImagingError) {
    guard status != 0 else { return }
    throw ImagingError(status: status, .jpeg, message: cp_jpeg_message(jpeg))
  }
}

extension ImagingError {
  /// What a call into one of the C decoders came to.
  init(status: Int32, _ format: ImageFormat, message: UnsafePointer<CChar>?) {
    let cause = message.map { String(cString: $0) } ?? ""
    self =
      switch Int(status) {
      case CP_TRUNCATED: .truncated(format)
      case CP_UNSUPPORTED: .unsupported(format, cause: cause)
      case CP_MEMORY: .outOfMemory
      default: .damaged(format, cause: cause)
      }
  }
}
