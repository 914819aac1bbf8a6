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
