/// Decodes values of a fixed width into memory that is laid out for all of a chunk.
///
/// The width is in bytes; truth values take one byte each when decoded, INT96 twelve. Decoding a page changes nothing, so
/// that the pages of a chunk may be decoded at the same time.
struct FixedDecoder {
  private let physical: PhysicalType
  private let width: Int
  private var dictionary: [UInt8]?
  private var dictionaryCount = 0

  /// Prepares for values of `physical` type.
  init(_ physical: PhysicalType, width: Int) {
    self.physical = physical
    self.width = width
  }

  /// Takes the values of the dictionary page.
  mutating func setDictionary(_ source: UnsafeRawBufferPointer, _ count: Int) throws(ColumnarError) {
    guard physical != .boolean, count <= source.count / width else { throw ColumnarError(.inconsistent(.dictionary)) }
    dictionary = Array(source[..<(count * width)])
    dictionaryCount = count
  }

  /// Decodes a page into `target`, which is `page.count` values large; no page depends on another.
  ///
  /// - Throws: `ColumnarError` if the page's bytes are not what its encoding says, or with cause `unsupported` if the type
  ///   cannot be encoded so.
  func decode(_ page: DataPage, into target: UnsafeMutableRawBufferPointer) throws(ColumnarError) {
    switch (page.encoding, physical) {
    case (.plain, .boolean):
      guard (page.count + 7) / 8 <= page.bytes.count else { throw ColumnarError(.inconsistent(.plainValues)) }
      BitUnpacker.unpack(page.bytes, bitWidth: 1, into: Self.values(target, UInt8.self))
    case (.rle, .boolean): try decodeRuns(page, into: target)
    case (.plain, _):
      guard page.count <= page.bytes.count / width else { throw ColumnarError(.inconsistent(.plainValues)) }
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: page.bytes[..<(page.count * width)]))
    case (.rleDictionary, _), (.plainDictionary, _): try decodeIndices(page, into: target)
    case (.deltaBinaryPacked, .int32): try DeltaDecoder.decode(page.bytes, into: Self.values(target, UInt32.self))
    case (.deltaBinaryPacked, .int64): try DeltaDecoder.decode(page.bytes, into: Self.values(target, UInt64.self))
    case (.byteStreamSplit, .float), (.byteStreamSplit, .double), (.byteStreamSplit, .int32),
      (.byteStreamSplit, .int64), (.byteStreamSplit, .fixedLengthByteArray):
      try ByteStreamSplit.decode(page.bytes, width: width, into: target)
    case (.deltaByteArray, .fixedLengthByteArray):
      try PrefixDecoder.decode(page.bytes, count: page.count, width: width, into: target)
    default: throw ColumnarError(.unsupported("encoding \(page.encoding.name) of \(physical.name)"))
    }
  }

  /// The memory of an array as values of another type of whole numbers; the target is aligned for them.
  private static func values<Value: FixedWidthInteger>(
    _ target: UnsafeMutableRawBufferPointer, _ type: Value.Type
  ) -> UnsafeMutableBufferPointer<Value> {
    target.bindMemory(to: type)
  }

  private func decodeRuns(_ page: DataPage, into target: UnsafeMutableRawBufferPointer) throws(ColumnarError) {
    guard page.count > 0 else { return }
    guard page.bytes.count >= 4 else { throw ColumnarError(.inconsistent(.runs)) }
    let length = Int(UInt32(littleEndian: page.bytes.loadUnaligned(as: UInt32.self)))
    guard length <= page.bytes.count - 4 else { throw ColumnarError(.inconsistent(.runs)) }
    try HybridDecoder.decode(
      UnsafeRawBufferPointer(rebasing: page.bytes[4..<4 + length]), bitWidth: 1,
      into: Self.values(target, UInt8.self))
  }

  private func decodeIndices(
    _ page: DataPage, into target: UnsafeMutableRawBufferPointer
  ) throws(ColumnarError) {
    guard let dictionary, physical != .boolean else { throw ColumnarError(.inconsistent(.dictionary)) }
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
