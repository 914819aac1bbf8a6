import Report

/// Takes pictures out of a report's contact sheet, leaving every other byte as it is.
enum ReportEraser {
  /// The page without the pictures of some images.
  ///
  /// - Returns: Nil if it shows none of them.
  static func erased(_ bytes: [UInt8], images: [String]) -> [UInt8]? {
    let names = images.map { Array("<bdi>\(HTML(escaping: $0).text)</bdi>".utf8) }
    let opening = Array("<figure>".utf8)
    let closing = Array("</figure>".utf8)
    let picture = Array("<img ".utf8)
    let mark = Array("<span class=\"noimg\">erased</span>".utf8)
    var result: [UInt8] = []
    var position = 0
    var found = false
    while let start = find(opening, in: bytes, from: position), let end = find(closing, in: bytes, from: start) {
      result += bytes[position..<start]
      let figure = Array(bytes[start..<end])
      if names.contains(where: { find($0, in: figure, from: 0) != nil }),
        let image = find(picture, in: figure, from: 0),
        let close = figure[image...].firstIndex(of: UInt8(ascii: ">"))
      {
        result += figure[..<image] + mark + figure[(close + 1)...]
        found = true
      } else {
        result += figure
      }
      position = end
    }
    return found ? result + bytes[position...] : nil
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var position = start
    while position <= bytes.count - needle.count {
      guard let next = bytes[position...(bytes.count - needle.count)].firstIndex(of: first) else { return nil }
      if bytes[next..<next + needle.count].elementsEqual(needle) { return next }
      position = next + 1
    }
    return nil
  }
}
