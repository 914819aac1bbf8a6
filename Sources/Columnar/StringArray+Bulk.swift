extension StringArray {
  /// The texts at `indices`, which exist.
  package func gather(_ indices: [Int]) -> StringArray {
    var packed: [UInt8] = []
    var begin = [0]
    begin.reserveCapacity(indices.count + 1)
    packed.reserveCapacity(indices.reduce(0) { $0 + offsets[$1 + 1] - offsets[$1] })
    for index in indices {
      packed += bytes[offsets[index]..<offsets[index + 1]]
      begin.append(packed.count)
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
