import CZlib

/// Files of a ZIP archive, as a wheel is one: APPNOTE.TXT of PKWARE, without encryption, spanning and ZIP64.
package struct WheelArchive {
  private struct Entry {
    let method: Int
    let packed: Int
    let size: Int
    let header: Int
  }

  /// The longest file that is unpacked.
  private static let longest = 1 << 28

  private let bytes: [UInt8]
  private let entries: [(name: String, entry: Entry)]

  /// Reads the archive's directory.
  ///
  /// - Throws: `PretrainedError.archive`.
  package init(_ bytes: [UInt8]) throws(PretrainedError) {
    self.bytes = bytes
    let source = LittleEndian(bytes)
    // The end record is 22 bytes and a comment of at most 65,535.
    guard
      let end = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
        .first(where: { source.number(at: $0, bytes: 4) == 0x0605_4B50 }),
      let count = source.number(at: end + 10, bytes: 2), var place = source.number(at: end + 16, bytes: 4)
    else { throw .archive(problem: "it has no directory") }
    var entries: [(String, Entry)] = []
    for _ in 0..<count {
      guard source.number(at: place, bytes: 4) == 0x0201_4B50, let method = source.number(at: place + 10, bytes: 2),
        let packed = source.number(at: place + 20, bytes: 4), let size = source.number(at: place + 24, bytes: 4),
        let nameLength = source.number(at: place + 28, bytes: 2),
        let extraLength = source.number(at: place + 30, bytes: 2),
        let commentLength = source.number(at: place + 32, bytes: 2),
        let header = source.number(at: place + 42, bytes: 4), let name = source.slice(place + 46, nameLength)
      else { throw .archive(problem: "its directory is damaged") }
      entries.append(
        (String(decoding: name, as: UTF8.self), Entry(method: method, packed: packed, size: size, header: header)))
      place += 46 + nameLength + extraLength + commentLength
    }
    self.entries = entries
  }

  /// The content of the file whose name ends like that.
  ///
  /// - Throws: `PretrainedError.archive` if there is none, or it cannot be unpacked.
  package func file(ending: String) throws(PretrainedError) -> [UInt8] {
    guard let (name, entry) = entries.first(where: { $0.name.hasSuffix(ending) }) else {
      throw .archive(problem: "there is no file …\(ending) in it")
    }
    let source = LittleEndian(bytes)
    guard source.number(at: entry.header, bytes: 4) == 0x0403_4B50,
      let nameLength = source.number(at: entry.header + 26, bytes: 2),
      let extraLength = source.number(at: entry.header + 28, bytes: 2),
      let packed = source.slice(entry.header + 30 + nameLength + extraLength, entry.packed),
      entry.size <= Self.longest
    else { throw .archive(problem: "'\(name)' is damaged") }
    let content: [UInt8]? =
      switch entry.method {
      case 0: Array(packed)
      case 8: Self.inflated(packed, size: entry.size)
      default: nil
      }
    guard let content, content.count == entry.size else { throw .archive(problem: "'\(name)' cannot be unpacked") }
    return content
  }

  /// Raw deflate (RFC 1951).
  private static func inflated(_ packed: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var finished = false
    let content = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      packed.withUnsafeBufferPointer { source in
        var stream = z_stream()
        // No header: the archive has its own.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(size)
        finished = inflate(&stream, Z_FINISH) == Z_STREAM_END
        count = size - Int(stream.avail_out)
      }
    }
    return finished ? content : nil
  }
}
