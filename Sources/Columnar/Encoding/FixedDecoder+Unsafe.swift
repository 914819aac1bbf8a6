/// Decodes values of a fixed width into memory that is laid out for all of a chunk.
///
/// The width is in bytes; truth values take one byte each when decoded.
struct FixedDecoder {
  private let width: Int
  private let isBoolean: Bool
  private var dictionary: [UInt8]?
  private var dictionaryCount = 0

  /// Prepares for values of `physical` type.
  init(_ physical: PhysicalType, width: Int) {
    self.width = width
    isBoolean = physical == .boolean
  }

  /// Takes the values of the dictionary page.
  mutating func setDictionary(_ source: UnsafeRawBufferPointer, _ count: Int) throws(ColumnarError) {
    guard !isBoolean, count <= source.count / width else { throw ColumnarError(.inconsistent(.dictionary)) }
    dictionary = Array(source[..<(count * width)])
    dictionaryCount = count
  }

  /// Decodes a page into `target`, which is `page.count` values large.
  func decode(_ page: DataPage, into target: UnsafeMutableRawBufferPointer) throws(ColumnarError) {
    switch page.encoding {
    case .plain where isBoolean:
      guard (page.count + 7) / 8 <= page.bytes.count else { throw ColumnarError(.inconsistent(.plainValues)) }
      HybridDecoder.unpack(page.bytes, bitWidth: 1, into: target.assumingMemoryBound(to: UInt8.self))
    case .rle where isBoolean: try decodeRuns(page, into: target)
    case .plain:
      guard page.count <= page.bytes.count / width else { throw ColumnarError(.inconsistent(.plainValues)) }
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: page.bytes[..<(page.count * width)]))
    case .rleDictionary, .plainDictionary: try decodeIndices(page, into: target)
    default: throw ColumnarError(.unsupported("encoding \(page.encoding.name)"))
    }
  }

  private func decodeRuns(_ page: DataPage, into target: UnsafeMutableRawBufferPointer) throws(ColumnarError) {
    guard page.count > 0 else { return }
    guard page.bytes.count >= 4 else { throw ColumnarError(.inconsistent(.runs)) }
    let length = Int(UInt32(littleEndian: page.bytes.loadUnaligned(as: UInt32.self)))
    guard length <= page.bytes.count - 4 else { throw ColumnarError(.inconsistent(.runs)) }
    try HybridDecoder.decode(
      UnsafeRawBufferPointer(rebasing: page.bytes[4..<4 + length]), bitWidth: 1,
      into: target.assumingMemoryBound(to: UInt8.self))
  }

  private func decodeIndices(
    _ page: DataPage, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) {
    guard let dictionary, !isBoolean else { throw ColumnarError(.inconsistent(.dictionary)) }
    let indices = try DictionaryIndices.decode(page, dictionaryCount: dictionaryCount)
    dictionary.withUnsafeBytes { values in
      indices.withUnsafeBufferPointer { indices in
        switch width {
        case 4:
          for (row, index) in indices.enumerated() {
            let value = values.loadUnaligned(fromByteOffset: Int(index) * 4, as: UInt32.self)
            target.storeBytes(of: value, toByteOffset: row * 4, as: UInt32.self)
          }
        case 8:
          for (row, index) in indices.enumerated() {
            let value = values.loadUnaligned(fromByteOffset: Int(index) * 8, as: UInt64.self)
            target.storeBytes(of: value, toByteOffset: row * 8, as: UInt64.self)
          }
        default:
          for (row, index) in indices.enumerated() {
            let from = UnsafeRawBufferPointer(
              rebasing: values[Int(index) * width..<Int(index) * width + width])
            UnsafeMutableRawBufferPointer(rebasing: target[row * width..<row * width + width])
              .copyMemory(from: from)
          }
        }
      }
    }
  }
}

/// The indices of a page that refers to a dictionary.
enum DictionaryIndices {
  /// Decodes a page's indices; none leads beyond the dictionary.
  static func decode(_ page: DataPage, dictionaryCount: Int) throws(ColumnarError) -> [UInt32] {
    guard page.count > 0 else { return [] }
    guard let bitWidth = page.bytes.first else { throw ColumnarError(.inconsistent(.dictionaryIndex)) }
    var failure: ColumnarError?
    var highest: UInt32 = 0
    let indices = [UInt32](unsafeUninitializedCapacity: page.count) { buffer, count in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<page.count])
      do throws(ColumnarError) {
        try HybridDecoder.decode(
          UnsafeRawBufferPointer(rebasing: page.bytes[1...]), bitWidth: Int(bitWidth), into: target)
      } catch {
        failure = error
        return
      }
      for index in target { highest = max(highest, index) }
      count = page.count
    }
    if let failure { throw failure }
    guard Int(highest) < dictionaryCount else { throw ColumnarError(.inconsistent(.dictionaryIndex)) }
    return indices
  }
}
