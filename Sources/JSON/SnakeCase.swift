/// Names of properties as keys: `lateFrom` as `late_from`.
package enum SnakeCase {
  /// The key of a property.
  ///
  /// Words begin at capitals; several capitals in a row are one word up to the last, which begins the next if a small letter
  /// follows: `specSHA256` is `spec_sha256`, `myURLProperty` is `my_url_property`. Digits belong to the word before them.
  package static func key(_ name: String) -> String {
    let letters = Array(name.utf8)
    func isCapital(_ index: Int) -> Bool { (0x41...0x5A).contains(letters[index]) }
    func isSmall(_ index: Int) -> Bool { (0x61...0x7A).contains(letters[index]) }
    var starts: Set<Int> = []
    var from = 1
    while let capital = (from..<max(from, letters.count)).first(where: isCapital) {
      starts.insert(capital)
      guard let small = (capital..<letters.count).first(where: isSmall) else { break }
      if small > capital + 1 { starts.insert(small - 1) }
      from = small + 1
    }
    var key: [UInt8] = []
    for (index, letter) in letters.enumerated() {
      if starts.contains(index) { key.append(UInt8(ascii: "_")) }
      key.append(isCapital(index) ? letter + 32 : letter)
    }
    return String(decoding: key, as: UTF8.self)
  }
}
