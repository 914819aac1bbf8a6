import Columnar
import Storage

/// Writes a tar archive, packed by zstd or not: the same files give the same bytes.
final class ArchiveWriter {
  /// What is packed into one frame.
  static let frame = 1 << 22

  private let file: FileWriter
  private let packs: Bool
  private var pending: [UInt8] = []

  /// Begins an archive; a name that ends in `.zst` is packed.
  ///
  /// - Throws: `StorageError`.
  init(_ path: String) throws {
    file = try FileWriter(creating: path)
    packs = path.hasSuffix(".zst")
  }

  /// Adds a file.
  ///
  /// - Throws: `StorageError`, `ColumnarError`.
  func add(_ name: String, _ bytes: [UInt8]) throws {
    try put(Tar.header(name, size: bytes.count))
    try put(Tar.padded(bytes))
  }

  /// Adds a file by its path, part by part.
  ///
  /// - Throws: `StorageError`, `ColumnarError`.
  func add(_ name: String, contentsOf path: String) throws {
    let reader = try FileReader(path)
    try put(Tar.header(name, size: reader.size))
    for offset in stride(from: 0, to: reader.size, by: Self.frame) {
      try put(reader.read(at: offset, count: min(Self.frame, reader.size - offset)))
    }
    try put(Tar.padding(reader.size))
  }

  /// Ends the archive and gives it its name.
  ///
  /// - Returns: Its SHA-256 and size.
  /// - Throws: `StorageError`, `ColumnarError`.
  func finish() throws -> (digest: Digest, size: Int) {
    try put([UInt8](repeating: 0, count: 2 * Tar.block))
    if !pending.isEmpty { try write(pending) }
    return try file.finish()
  }

  /// Gives up: nothing stays.
  func abandon() { file.abandon() }

  private func put(_ bytes: [UInt8]) throws {
    pending += bytes
    while pending.count >= Self.frame {
      try write(Array(pending[..<Self.frame]))
      pending.removeFirst(Self.frame)
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    try file.write(packs ? ZstdFrame.packed(bytes) : bytes)
  }
}
