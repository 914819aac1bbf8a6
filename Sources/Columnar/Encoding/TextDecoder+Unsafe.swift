/// Decodes texts, or bytes of any length, into packed form; each text is checked to be UTF-8.
struct TextDecoder {
  private let limit: Int
  private let isText: Bool
  private var dictionary: StringArray?
  private var decoded = StringArray()

  /// The bytes of the pages so far.
  var bytes: [UInt8] { decoded.bytes }
  /// Where each text begins, and the end of the last.
  var offsets: [Int] { decoded.offsets }

  /// Prepares for texts that take no more than `limit` bytes together.
  init(limit: Int, isText: Bool = true) {
    self.limit = limit
    self.isText = isText
  }

  /// Takes the values of the dictionary page.
  mutating func setDictionary(_ source: UnsafeRawBufferPointer, _ count: Int) throws(ColumnarError) {
    dictionary = try Self.plain(source, count: count, isText: isText)
  }

  /// Adds a page's texts.
  mutating func decode(_ page: DataPage) throws(ColumnarError) {
    let room = limit - decoded.bytes.count
    let more = try Self.decode(page, dictionary: dictionary, limit: room, isText: isText)
    if decoded.count == 0 { decoded = more } else { decoded.append(contentsOf: more) }
  }

  /// Decodes a page by itself.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - dictionary: The chunk's dictionary as `plain` decodes it, nil if it has none.
  ///   - limit: How many bytes the page's texts may take together.
  ///   - isText: Whether they must be UTF-8.
  /// - Returns: `page.count` texts.
  /// - Throws: `ColumnarError` if the page's bytes are not what its encoding says, or with causes `notUTF8`, `tooLarge`,
  ///   `unsupported`.
  static func decode(
    _ page: DataPage, dictionary: StringArray?, limit: Int, isText: Bool = true
  ) throws(ColumnarError) -> StringArray {
    switch page.encoding {
    case .plain:
      // What is decoded is smaller than the page.
      guard page.bytes.count - 4 * page.count <= limit || page.count > page.bytes.count / 4 else {
        throw ColumnarError(.tooLarge(bytes: page.bytes.count, limit: limit))
      }
      return try plain(page.bytes, count: page.count, isText: isText)
    case .rleDictionary, .plainDictionary:
      guard let dictionary else { throw ColumnarError(.inconsistent(.dictionary)) }
      return try gather(
        dictionary, DictionaryIndices.decode(page, dictionaryCount: dictionary.count), limit: limit)
    case .deltaLengthByteArray: return try checked(lengthsFirst(page, limit: limit), isText)
    case .deltaByteArray: return try checked(PrefixDecoder.decode(page, limit: limit), isText)
    default: throw ColumnarError(.unsupported("encoding \(page.encoding.name) of BYTE_ARRAY"))
    }
  }

  /// Decodes texts that each have their length before them, as in a dictionary page.
  ///
  /// - Throws: `ColumnarError` with causes `inconsistent(.plainValues)`, `notUTF8`.
  static func plain(
    _ source: UnsafeRawBufferPointer, count: Int, isText: Bool = true
  ) throws(ColumnarError) -> StringArray {
    guard count <= source.count / 4 else { throw ColumnarError(.inconsistent(.plainValues)) }
    guard count > 0, let from = source.baseAddress else { return StringArray() }
    let end = source.count
    var position = 0
    var isFine = true
    var offsets: [Int] = []
    let bytes = [UInt8](unsafeUninitializedCapacity: end - 4 * count) { buffer, initialized in
      let room = buffer.count
      guard let to = UnsafeMutableRawPointer(buffer.baseAddress) else {
        // No room, no bytes: all texts are empty or the lengths lie.
        isFine = (0..<count).allSatisfy { from.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) == 0 }
        offsets = [Int](repeating: 0, count: count + 1)
        return
      }
      var filled = 0
      offsets = [Int](unsafeUninitializedCapacity: count + 1) { offsets, made in
        offsets[0] = 0
        for index in 0..<count {
          guard end - position >= 4 else { break }
          let length = Int(UInt32(littleEndian: from.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
          position += 4
          guard length <= end - position, length <= room - filled else { break }
          // Ids are short: two words are copied faster than a call takes, as long as both sides have them.
          if length <= 16, end - position >= 16, room - filled >= 16 {
            let words = (from + position).loadUnaligned(as: SIMD2<UInt64>.self)
            (to + filled).storeBytes(of: words, as: SIMD2<UInt64>.self)
          } else {
            (to + filled).copyMemory(from: from + position, byteCount: length)
          }
          position += length
          filled += length
          offsets[index + 1] = filled
          made = index + 2
        }
      }
      isFine = offsets.count == count + 1
      initialized = filled
    }
    guard isFine else { throw ColumnarError(.inconsistent(.plainValues)) }
    return try checked(StringArray(bytes: bytes, offsets: offsets), isText)
  }

  /// The texts of the dictionary that `indices` lead to, which exist.
  private static func gather(
    _ dictionary: StringArray, _ indices: [UInt32], limit: Int
  ) throws(ColumnarError) -> StringArray {
    var size = 0
    let offsets = [Int](unsafeUninitializedCapacity: indices.count + 1) { offsets, made in
      offsets[0] = 0
      dictionary.offsets.withUnsafeBufferPointer { from in
        for (row, index) in indices.enumerated() {
          size += from[Int(index) + 1] - from[Int(index)]
          offsets[row + 1] = size
        }
      }
      made = indices.count + 1
    }
    guard size <= limit else { throw ColumnarError(.tooLarge(bytes: size, limit: limit)) }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, made in
      made = size
      guard let to = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      dictionary.bytes.withUnsafeBytes { text in
        guard let text = text.baseAddress else { return }
        dictionary.offsets.withUnsafeBufferPointer { from in
          for (row, index) in indices.enumerated() {
            let begin = from[Int(index)]
            (to + offsets[row]).copyMemory(from: text + begin, byteCount: from[Int(index) + 1] - begin)
          }
        }
      }
    }
    return StringArray(bytes: bytes, offsets: offsets)
  }

  /// Texts whose lengths stand before all of them.
  private static func lengthsFirst(_ page: DataPage, limit: Int) throws(ColumnarError) -> StringArray {
    let (lengths, size, used) = try DeltaDecoder.lengths(page.bytes, count: page.count)
    guard size <= page.bytes.count - used else { throw ColumnarError(.inconsistent(.plainValues)) }
    guard size <= limit else { throw ColumnarError(.tooLarge(bytes: size, limit: limit)) }
    let bytes = Array(page.bytes[used..<used + size])
    return StringArray(bytes: bytes, offsets: StringArray.offsets(lengths))
  }

  private static func checked(_ texts: StringArray, _ isText: Bool) throws(ColumnarError) -> StringArray {
    guard !isText || UTF8Validation.isValid(texts) else { throw ColumnarError(.notUTF8) }
    return texts
  }
}

extension StringArray {
  /// Where texts of these lengths begin, and the end of the last.
  static func offsets(_ lengths: [UInt32]) -> [Int] {
    var end = 0
    var offsets: [Int] = [0]
    offsets.reserveCapacity(lengths.count + 1)
    for length in lengths {
      end += Int(length)
      offsets.append(end)
    }
    return offsets
  }
}
