/// Tells by its first bytes that a file is none of comma-separated values in UTF-8, and what it is.
enum ForeignFile {
  /// What the file is; nil where it may be a table in UTF-8.
  static func problem(_ bytes: [UInt8]) -> FileProblem? {
    for (beginning, name) in beginnings where bytes.starts(with: beginning) { return .otherFormat(name) }
    let head = bytes.prefix(256)
    guard head.contains(0) else { return nil }
    // Text of one byte a character in units of two: every other byte is zero.
    let zeros = head.enumerated().filter { $0.element == 0 }
    let sides = Set(zeros.map { $0.offset % 2 })
    return sides.count == 1 && 4 * zeros.count >= head.count ? .otherFormat("UTF-16") : nil
  }

  private static let beginnings: [([UInt8], String)] = [
    ([0xFF, 0xFE, 0x00, 0x00], "UTF-32"), ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
    (Array("PK\u{3}\u{4}".utf8), "a workbook of a spreadsheet (.xlsx, .ods) or a zip file"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old workbook of a spreadsheet (.xls)"), ([0x1F, 0x8B], "gzip"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("PAR1".utf8), "Parquet"),
  ]
}
