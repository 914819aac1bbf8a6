/// Decodes texts into packed form; each is checked to be UTF-8.
struct TextDecoder {
  private var dictionary = StringArray()
  private var hasDictionary = false
  private let limit: Int
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int] = [0]

  /// Prepares for texts that take no more than `limit` bytes together.
  init(limit: Int) {
    self.limit = limit
  }

  /// Takes the values of the dictionary page.
  mutating func setDictionary(_ source: UnsafeRawBufferPointer, _ count: Int) throws(ColumnarError) {
    var bytes: [UInt8] = []
    var offsets = [0]
    try Self.decodePlain(source, count, &bytes, &offsets)
    dictionary = StringArray(bytes: bytes, offsets: offsets)
    hasDictionary = true
  }

  /// Adds a page's texts.
  mutating func decode(_ page: DataPage) throws(ColumnarError) {
    switch page.encoding {
    case .plain: try Self.decodePlain(page.bytes, page.count, &bytes, &offsets)
    case .rleDictionary, .plainDictionary:
      guard hasDictionary else { throw ColumnarError(.inconsistent(.dictionary)) }
      try append(DictionaryIndices.decode(page, dictionaryCount: dictionary.count))
    default: throw ColumnarError(.unsupported("encoding \(page.encoding.name)"))
    }
    guard bytes.count <= limit else { throw ColumnarError(.tooLarge(bytes: bytes.count, limit: limit)) }
  }

  private mutating func append(_ indices: [UInt32]) throws(ColumnarError) {
    var size = bytes.count
    offsets.reserveCapacity(offsets.count + indices.count)
    dictionary.offsets.withUnsafeBufferPointer { from in
      for index in indices {
        size += from[Int(index) + 1] - from[Int(index)]
        offsets.append(size)
      }
    }
    guard size <= limit else { throw ColumnarError(.tooLarge(bytes: size, limit: limit)) }
    Self.reserve(&bytes, size - bytes.count)
    dictionary.bytes.withUnsafeBufferPointer { text in
      dictionary.offsets.withUnsafeBufferPointer { from in
        for index in indices {
          bytes.append(
            contentsOf: UnsafeBufferPointer(rebasing: text[from[Int(index)]..<from[Int(index) + 1]]))
        }
      }
    }
  }

  private static func decodePlain(
    _ source: UnsafeRawBufferPointer, _ count: Int, _ bytes: inout [UInt8], _ offsets: inout [Int]
  ) throws(ColumnarError) {
    guard count <= source.count / 4 else { throw ColumnarError(.inconsistent(.plainValues)) }
    let firstByte = bytes.count
    let firstOffset = offsets.count
    reserve(&bytes, source.count - 4 * count)
    offsets.reserveCapacity(offsets.count + count)
    var position = 0
    for _ in 0..<count {
      guard source.count - position >= 4 else { throw ColumnarError(.inconsistent(.plainValues)) }
      let length = Int(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
      position += 4
      guard length <= source.count - position else { throw ColumnarError(.inconsistent(.plainValues)) }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: source[position..<position + length]))
      offsets.append(bytes.count)
      position += length
    }
    let isValid = bytes.withUnsafeBytes { all in
      let added = UnsafeRawBufferPointer(rebasing: all[firstByte...])
      guard UTF8Validation.isValid(added) else { return false }
      for index in firstOffset - 1..<offsets.count - 1 {
        let begin = offsets[index] - firstByte
        if begin < added.count, added[begin] & 0xC0 == 0x80 { return false }
      }
      return true
    }
    guard isValid else { throw ColumnarError(.notUTF8) }
  }

  /// Makes room for more without giving up growing by factors.
  private static func reserve(_ bytes: inout [UInt8], _ more: Int) {
    let needed = bytes.count + more
    if needed > bytes.capacity { bytes.reserveCapacity(max(needed, bytes.capacity + bytes.capacity / 2)) }
  }
}
