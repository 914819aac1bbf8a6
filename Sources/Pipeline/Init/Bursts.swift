import Texts

/// Pictures that were taken one after the other of one thing: found by their names or by their times.
///
/// Such pictures belong on one side of a holdout, or the model is asked what it was told. Pure: names and times in, groups
/// out.
package enum Bursts {
  /// The group of each image by its name: all before a trailing counter, as `r0004` of `r0004-012.png`.
  ///
  /// - Returns: Nil where the names do not fall into groups: where there are few or large ones, or most hold one image.
  static func byName(_ images: [String]) -> [String]? {
    let groups = images.map(stem)
    guard let (count, largest) = sizes(of: groups), count * 2 <= images.count else { return nil }
    // Hundreds of pictures with one beginning are a camera's, or a class's, and no burst.
    let folders = Set(images.lazy.map { folder($0).exact }).count
    return images.count <= 50 * count && largest * (images.count < 100 ? 2 : 10) <= images.count && count > 2 * folders
      ? groups : nil
  }

  /// The group of each image by its folder.
  static func byFolder(_ images: [String]) -> [String]? {
    let groups = images.map(folder)
    guard let (count, largest) = sizes(of: groups) else { return nil }
    return count * 2 <= images.count && largest * 2 <= images.count && !groups.contains("") ? groups : nil
  }

  /// The longest pause within a burst, in seconds.
  static let pause: Int64 = 3

  /// The group of each image by when it was taken.
  ///
  /// - Parameters:
  ///   - images: Ids.
  ///   - times: Seconds; nil where it is not known.
  /// - Returns: `burst-0001` and so on for images within ``pause`` seconds of the one before, an empty text for images
  ///   alone or without a time; nil where less than a tenth of the images are in one.
  package static func byTime(_ images: [String], _ times: [Int64?]) -> [String]? {
    let known = images.indices.filter { times[$0] != nil }
    let order = known.sorted { a, b in
      let (one, other) = (times[a] ?? 0, times[b] ?? 0)
      return one == other ? images[a].exact < images[b].exact : one < other
    }
    var groups = Array(repeating: "", count: images.count)
    var members: [Int] = []
    var number = 0
    var inBursts = 0
    func close() {
      if members.count > 1 {
        number += 1
        inBursts += members.count
        let digits = String(number)
        let name = "burst-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        for image in members { groups[image] = name }
      }
      members = []
    }
    for image in order {
      if let last = members.last, (times[image] ?? 0) - (times[last] ?? 0) > pause { close() }
      members.append(image)
    }
    close()
    return inBursts * 10 >= images.count && number > 1 ? groups : nil
  }

  /// What stands before the trailing counter of a name, with its folder; the whole name where there is none.
  private static func stem(_ image: String) -> String {
    var bytes = Array(image.utf8)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    if let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > start { bytes.removeSubrange(dot...) }
    let whole = bytes
    while let last = bytes.last, bytes.count > start, isDigit(last) { bytes.removeLast() }
    guard bytes.count < whole.count else { return String(decoding: whole, as: UTF8.self) }
    while let last = bytes.last, bytes.count > start, separators.contains(last) { bytes.removeLast() }
    return bytes.count > start ? String(decoding: bytes, as: UTF8.self) : String(decoding: whole, as: UTF8.self)
  }

  private static let separators = Array("-_ .(#".utf8)

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func folder(_ image: String) -> String {
    image.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(image[..<$0]) } ?? ""
  }

  /// How many groups there are and how large the largest is; nil where there are fewer than five.
  private static func sizes(of groups: [String]) -> (count: Int, largest: Int)? {
    var counts: [ExactText: Int] = [:]
    for group in groups { counts[group.exact, default: 0] += 1 }
    return counts.count >= 5 ? (counts.count, counts.values.max() ?? 0) : nil
  }
}
