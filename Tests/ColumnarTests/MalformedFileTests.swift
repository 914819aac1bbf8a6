import Columnar
import Foundation
import Storage
import Testing

/// Damaged and lying files: an error, never a trap; in files of ours every damage is found.
@Suite struct MalformedFileTests {
  /// Reads all that can be read.
  private func readAll(_ path: String) throws {
    let reader = try TableReader(path: path, memoryLimit: 1 << 24, threads: 1)
    for group in 0..<reader.rowGroups {
      _ = try reader.read(rowGroup: group, columns: reader.schema.columns.map(\.name))
      for column in reader.schema.columns { _ = try reader.pageBounds(ofRowGroup: group, column: column.name) }
    }
    // By way of the page index, if there is one.
    if reader.rowCount > 0 { _ = try reader.read(rows: [0], as: reader.schema) }
  }

  private func ours(_ folder: TemporaryFolder) throws -> [UInt8] {
    let schema = TableSchema(
      "t", key: ["id"], "",
      columns: [
        ColumnSchema("id", .string), ColumnSchema("kind", .string), ColumnSchema("x", .float, nullable: true),
        ColumnSchema("l", .list(.int32)),
      ])
    let rows = 40
    let table = try Table(
      schema: schema,
      columns: [
        .strings((10..<10 + rows).map { "\($0)" }), .strings((0..<rows).map { "k\($0 % 2)" }),
        .optionalFloats((0..<rows).map { $0 % 3 == 0 ? nil : Float($0) }),
        .int32Lists(values: (0..<Int32(rows * 2)).map { $0 }, offsets: (0...rows).map { $0 * 2 }),
      ])
    let path = folder.file("whole.parquet")
    try TableIO.write(table, to: path)
    return try Files.read(path)
  }

  /// Writes `bytes` and hands the descriptor on, so that single bytes can be changed in place.
  private func scratch(_ folder: TemporaryFolder, _ bytes: [UInt8]) throws -> (
    path: String, descriptor: Int32
  ) {
    let path = folder.file("scratch.parquet")
    try Files.writeAtomically(bytes, to: path)
    let descriptor = open(path, O_RDWR)
    try #require(descriptor >= 0)
    return (path, descriptor)
  }

  private func poke(_ descriptor: Int32, _ offset: Int, _ byte: UInt8) {
    _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, off_t(offset)) }
  }

  @Test func everyFlippedBitOfOursIsFound() throws {
    let folder = try TemporaryFolder()
    let bytes = try ours(folder)
    let (path, descriptor) = try scratch(folder, bytes)
    defer { close(descriptor) }
    try readAll(path)
    var silent: [String] = []
    for offset in bytes.indices {
      for bit in 0..<8 {
        poke(descriptor, offset, bytes[offset] ^ UInt8(1 << bit))
        if (try? readAll(path)) != nil { silent.append("\(offset).\(bit)") }
      }
      poke(descriptor, offset, bytes[offset])
    }
    #expect(silent.isEmpty)
  }

  @Test func everyTruncationIsFound() throws {
    let folder = try TemporaryFolder()
    for bytes in [try ours(folder), try Files.read(fixture("small.parquet"))] {
      for count in 0..<bytes.count {
        let path = folder.file("short.parquet")
        try Data(bytes[..<count]).write(to: URL(filePath: path))
        #expect((try? readAll(path)) == nil, "\(count) bytes")
      }
    }
  }

  @Test(arguments: ["small.parquet", "null_element.parquet", "times.parquet"])
  func noFlippedBitOfAForeignFileTraps(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Files.read(fixture(name))
    let (path, descriptor) = try scratch(folder, bytes)
    defer { close(descriptor) }
    for offset in bytes.indices {
      for bit in 0..<8 {
        poke(descriptor, offset, bytes[offset] ^ UInt8(1 << bit))
        try? readAll(path)
      }
      poke(descriptor, offset, bytes[offset])
    }
  }

  @Test func noByteOfAForeignFileTraps() throws {
    let folder = try TemporaryFolder()
    let bytes = try Files.read(fixture("small.parquet"))
    let (path, descriptor) = try scratch(folder, bytes)
    defer { close(descriptor) }
    for offset in bytes.indices {
      for value: UInt8 in [0x00, 0x7F, 0x80, 0xFF, bytes[offset] &+ 1, bytes[offset] &- 1] {
        poke(descriptor, offset, value)
        try? readAll(path)
      }
      poke(descriptor, offset, bytes[offset])
    }
  }

  @Test func saysWhatIsNotParquet() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.parquet")
    for bytes in [[], Array("hello".utf8), [UInt8](repeating: 0, count: 100)] {
      try Files.writeAtomically(bytes, to: path)
      #expect(throws: ColumnarError(.notParquet, file: path)) { try TableReader(path: path) }
    }
    try Files.writeAtomically(Array("PAR1\u{1}\u{2}\u{3}\u{4}\u{7f}\u{7f}\u{7f}\u{7f}PAR1".utf8), to: path)
    #expect(throws: ColumnarError(.inconsistent(.footerLength), file: path)) { try TableReader(path: path) }
    #expect(throws: StorageError.notAFile(path: folder.path)) { try TableReader(path: folder.path) }
    #expect(throws: StorageError.missing(path: folder.file("no"))) {
      try TableReader(path: folder.file("no"))
    }
  }

  @Test func memoryIsLimited() throws {
    let path = fixture("all_pyarrow.parquet")
    let reader = try TableReader(path: path, memoryLimit: 1000)
    #expect(throws: ColumnarError.self) { try reader.read(rowGroup: 0, columns: ["f64"]) }
  }

  @Test func damageNamesColumnAndPage() throws {
    let folder = try TemporaryFolder()
    var bytes = try ours(folder)
    let path = folder.file("scratch.parquet")
    // The first page's body: after the magic and a header of some 20 bytes.
    bytes[40] ^= 1
    try Files.writeAtomically(bytes, to: path)
    #expect(throws: ColumnarError(.pageChecksum, file: path, column: "id", rowGroup: 0, page: 0)) {
      try readAll(path)
    }
  }
}
