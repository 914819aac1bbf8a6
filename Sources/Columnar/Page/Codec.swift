import CZstd

/// How a chunk's pages are compressed, by the number that the format gives it.
enum Codec: Int32 {
  case uncompressed = 0
  case snappy = 1
  case gzip = 2
  case zstd = 6

  /// The codec of a chunk.
  ///
  /// - Throws: `ColumnarError` with cause `codec` that names it.
  init(number: Int32) throws(ColumnarError) {
    if let known = Codec(rawValue: number) {
      self = known
      return
    }
    throw ColumnarError(.codec(Self.name(number: number)))
  }

  /// The name that the specification gives to any codec, or its number.
  static func name(number: Int32) -> String {
    let others: [Int32: String] = [3: "LZO", 4: "BROTLI", 5: "LZ4", 7: "LZ4_RAW"]
    return Codec(rawValue: number)?.name ?? others[number] ?? "codec \(number)"
  }

  /// The name that the specification gives it.
  var name: String {
    switch self {
    case .uncompressed: "UNCOMPRESSED"
    case .snappy: "SNAPPY"
    case .gzip: "GZIP"
    case .zstd: "ZSTD"
    }
  }
}

/// The compression library that tables are written with.
package enum CompressionLibrary {
  /// The version of libzstd, `1.5.4` for one: under the same one the bytes of tables are the same.
  package static var zstdVersion: String { String(cString: ZSTD_versionString()) }
}
