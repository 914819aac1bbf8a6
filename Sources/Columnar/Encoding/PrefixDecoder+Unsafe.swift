/// Decodes bytes that are stored as what they share with the value before and what comes behind that.
///
/// https://parquet.apache.org/docs/file-format/data-pages/encodings/#delta-strings-delta_byte_array--7. The first value of a
/// page shares nothing. Few stored bytes can mean many, and so the sum is known before anything is allocated.
enum PrefixDecoder {
  /// The lengths of a page's values, checked, and where the bytes that are not shared begin.
  private struct Lengths {
    let prefixes: [UInt32]
    let suffixes: [UInt32]
    let size: Int
    let begin: Int

    init(_ source: UnsafeRawBufferPointer, count: Int) throws(ColumnarError) {
      let (prefixes, _, first) = try DeltaDecoder.lengths(source, count: count)
      let rest = UnsafeRawBufferPointer(rebasing: source[first...])
      let (suffixes, stored, second) = try DeltaDecoder.lengths(rest, count: count)
      guard stored <= rest.count - second else { throw ColumnarError(.inconsistent(.plainValues)) }
      var size = 0
      var last = 0
      for index in 0..<count {
        let prefix = Int(prefixes[index])
        guard prefix <= last else { throw ColumnarError(.inconsistent(.prefixes)) }
        last = prefix + Int(suffixes[index])
        // Each is below 2^32 and there are fewer than 2^31, so that this cannot overflow.
        size += last
      }
      self.prefixes = prefixes
      self.suffixes = suffixes
      self.size = size
      begin = first + second
    }
  }

  /// Decodes a page of bytes of any length.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - limit: How many bytes its values may take together.
  /// - Returns: `page.count` values.
  /// - Throws: `ColumnarError` with causes `inconsistent`, `tooLarge`.
  static func decode(_ page: DataPage, limit: Int) throws(ColumnarError) -> StringArray {
    guard page.count > 0 else { return StringArray() }
    let lengths = try Lengths(page.bytes, count: page.count)
    guard lengths.size <= limit else { throw ColumnarError(.tooLarge(bytes: lengths.size, limit: limit)) }
    let bytes = [UInt8](unsafeUninitializedCapacity: lengths.size) { buffer, made in
      fill(UnsafeMutableRawBufferPointer(buffer), page.bytes, lengths)
      made = lengths.size
    }
    var end = 0
    var offsets: [Int] = [0]
    offsets.reserveCapacity(page.count + 1)
    for index in 0..<page.count {
      end += Int(lengths.prefixes[index]) + Int(lengths.suffixes[index])
      offsets.append(end)
    }
    return StringArray(bytes: bytes, offsets: offsets)
  }

  /// Decodes values that are all `width` bytes long into `target`, which is `count` of them large.
  ///
  /// - Throws: `ColumnarError` with cause `inconsistent`.
  static func decode(
    _ source: UnsafeRawBufferPointer, count: Int, width: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) {
    guard count > 0 else { return }
    let lengths = try Lengths(source, count: count)
    for index in 0..<count where Int(lengths.prefixes[index]) + Int(lengths.suffixes[index]) != width {
      throw ColumnarError(.inconsistent(.plainValues))
    }
    fill(target, source, lengths)
  }

  /// Writes the values one behind the other; all lengths are checked and `target` is as large as they are, or larger.
  private static func fill(
    _ target: UnsafeMutableRawBufferPointer, _ source: UnsafeRawBufferPointer, _ lengths: Lengths
  ) {
    guard let to = target.baseAddress, let from = source.baseAddress else { return }
    var position = lengths.begin
    var last = 0
    var filled = 0
    for index in lengths.prefixes.indices {
      let prefix = Int(lengths.prefixes[index])
      let suffix = Int(lengths.suffixes[index])
      (to + filled).copyMemory(from: to + last, byteCount: prefix)
      (to + filled + prefix).copyMemory(from: from + position, byteCount: suffix)
      last = filled
      filled += prefix + suffix
      position += suffix
    }
  }
}
