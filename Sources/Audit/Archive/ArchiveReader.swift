import Columnar
import Storage
import Texts

/// Unpacks what `ArchiveWriter` wrote.
///
/// Nothing of it is believed: names that lead elsewhere, links and devices are refused.
package struct ArchiveReader {
  private let reader: FileReader
  private var offset = 0
  private var pending: [UInt8] = []
  private var taken = 0
  private let packed: Bool

  /// Opens an archive.
  ///
  /// - Throws: `StorageError`.
  package init(_ path: String) throws {
    reader = try FileReader(path)
    packed = try reader.size >= 4 && reader.read(at: 0, count: 4) == [0x28, 0xB5, 0x2F, 0xFD]
  }

  /// Writes its files below an empty folder.
  ///
  /// - Returns: The names of the files.
  /// - Throws: `ArchiveError`, `StorageError`.
  package mutating func unpack(into folder: String) throws -> [String] {
    var names: [String] = []
    var long: [UInt8]?
    while let entry = try Tar.entry(take(Tar.block)) {
      if entry.type == UInt8(ascii: "x") {
        guard entry.size <= 1 << 16 else { throw ArchiveError.damaged }
        long = Tar.path(try take(entry.size))
        _ = try take(Tar.padding(entry.size).count)
        continue
      }
      let bytes = long ?? entry.name
      long = nil
      guard entry.type == UInt8(ascii: "0"), let name = UTF8Form.text(bytes) else {
        throw ArchiveError.damaged
      }
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), !bytes.contains(0) else {
        throw ArchiveError.name(name)
      }
      let path = "\(folder)/\(name)"
      guard !Files.exists(path) else { throw ArchiveError.name(name) }
      try Files.createDirectory(Files.parent(of: path))
      let writer = try FileWriter(creating: path, durable: false)
      var left = entry.size
      while left > 0 {
        let part = try take(min(left, 1 << 20))
        try writer.write(part)
        left -= part.count
      }
      _ = try writer.finish()
      _ = try take(Tar.padding(entry.size).count)
      names.append(name)
    }
    return names
  }

  /// The next bytes of the archive.
  private mutating func take(_ count: Int) throws -> [UInt8] {
    while pending.count - taken < count {
      if taken > 0 {
        pending.removeFirst(taken)
        taken = 0
      }
      let step = min(packed ? 1 << 23 : 1 << 20, reader.size - offset)
      guard step > 0 else { throw ArchiveError.damaged }
      let bytes = try reader.read(at: offset, count: step)
      if packed {
        guard let frame = try? ZstdFrame.unpacked(bytes) else {
          throw offset == 0 ? ArchiveError.packing : ArchiveError.damaged
        }
        pending += frame.content
        offset += frame.size
      } else {
        pending += bytes
        offset += step
      }
    }
    defer { taken += count }
    return Array(pending[taken..<taken + count])
  }
}
