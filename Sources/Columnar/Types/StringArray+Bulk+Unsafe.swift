extension StringArray {
  /// The texts at `indices`, which exist.
  package func gather(_ indices: [Int]) -> StringArray {
    var begin = [0]
    begin.reserveCapacity(indices.count + 1)
    var size = 0
    for index in indices {
      size += offsets[index + 1] - offsets[index]
      begin.append(size)
    }
    let packed = bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: size) { target, count in
        for index in indices {
          let text = UnsafeBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]])
          _ = UnsafeMutableBufferPointer(rebasing: target[count..<count + text.count]).initialize(from: text)
          count += text.count
        }
      }
    }
    return StringArray(bytes: packed, offsets: begin)
  }

  /// The texts `range`, which exist.
  package func slice(_ range: Range<Int>) -> StringArray {
    let base = offsets[range.lowerBound]
    return StringArray(
      bytes: Array(bytes[base..<offsets[range.upperBound]]),
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - base })
  }

  /// The index of a text, by binary search over texts that ascend by their bytes; nil if it is not there.
  ///
  /// Complexity: O(log n).
  package func firstIndexInSorted(of text: String) -> Int? {
    var low = 0
    var high = count
    let wanted = Array(text.utf8)
    while low < high {
      let middle = (low + high) / 2
      if utf8(middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < count && utf8(low).elementsEqual(wanted) ? low : nil
  }
}
