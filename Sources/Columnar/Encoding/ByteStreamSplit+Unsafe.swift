import CKernels

/// Puts values together again whose first bytes are stored one behind the other, then all second bytes, and so on.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#byte-stream-split-byte_stream_split--9
enum ByteStreamSplit {
  /// Decodes the first values of a page.
  ///
  /// - Parameters:
  ///   - source: The streams, `width` of them, all of one length.
  ///   - width: The bytes of a value.
  ///   - target: As many values as are wanted.
  /// - Throws: `ColumnarError` with cause `inconsistent(.byteStreams)` if there are fewer values or the streams differ in
  ///   length.
  static func decode(
    _ source: UnsafeRawBufferPointer, width: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) {
    let stride = source.count / width
    guard source.count % width == 0, target.count % width == 0, target.count / width <= stride else {
      throw ColumnarError(.inconsistent(.byteStreams))
    }
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    // In C: of the same steps on Swift's vectors the compiler makes single bytes, for 4 and 8 bytes a tenth as fast.
    ck_streams_join(
      from.assumingMemoryBound(to: UInt8.self), stride, width, target.count / width,
      to.assumingMemoryBound(to: UInt8.self))
  }
}
