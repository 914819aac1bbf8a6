import CZstd

/// The compression library that tables are written with.
package enum CompressionLibrary {
  /// The version of libzstd, `1.5.4` for one: under the same one the bytes of tables are the same.
  package static var zstdVersion: String { String(cString: ZSTD_versionString()) }
}
