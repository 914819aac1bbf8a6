import Columnar
import Engine
import Foundation
import Imaging
import Stages
import Storage
import Testing

/// What the pool stage makes of a folder of pictures, iteration by iteration.
@Suite struct PoolStageTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Writes a picture that differs from others by its grey.
  @discardableResult
  private func picture(_ name: String, _ grey: UInt8) throws -> Digest {
    let raster = try Raster(width: 3, height: 2, channels: 1, pixels: [grey, 0, 0, 0, 0, 0])
    let bytes = try PNGWriter.encode(raster)
    try bench.folder.write(bytes, to: "pool/\(name)")
    return Digest(of: bytes)
  }

  private func write(_ text: String, _ name: String) throws { try bench.folder.write(Array(text.utf8), to: name) }

  /// A column of the pool by image.
  private func pool<Value>(_ iteration: Int = 0, _ column: (Table) throws -> [Value]) throws -> [String: Value] {
    let table = try bench.table(Catalogue.Pool.images, iteration)
    return Dictionary(uniqueKeysWithValues: zip(try table.strings("image_id").strings, try column(table)))
  }

  @Test func whatAHoldoutImageHadIsHeldOutAfterItIsGone() async throws {
    try picture("a.png", 1)
    try picture("b.png", 2)
    try picture("c.png", 3)
    try picture("d.png", 4)
    try write("image,group\na.png,one\nb.png,two\nc.png,one\nd.png,three\n", "pool/metadata.csv")
    try write("image,label\na.png,dent\nb.png,clean\n", "monitoring.csv")
    let setup = try bench.setup(["holdout": "{monitoring: monitoring.csv}"])
    try await bench.run([PoolStage(setup, threads: 2), GivenStage.seal])
    #expect(
      try pool { try $0.strings("role").strings }
        == ["a.png": "monitoring", "b.png": "monitoring", "c.png": "withheld", "d.png": "pool"])

    unlinkFile("\(bench.folder.path)/pool/a.png")
    try picture("e.png", 1)
    try await bench.run([PoolStage(setup, threads: 2)], 1)
    #expect(
      try pool(1) { try $0.strings("role").strings }
        == ["b.png": "monitoring", "c.png": "withheld", "d.png": "pool", "e.png": "withheld"])
    let vanished = try bench.table(Catalogue.Pool.vanished, 1)
    #expect(try vanished.strings("image_id").strings == ["a.png"])
    #expect(try vanished.strings("set").strings == ["monitoring"] && vanished.strings("reason").strings == ["gone"])
    let joins = try bench.table(Catalogue.Pool.joins, 1)
    #expect(try joins.strings("purpose").strings == ["holdout.monitoring", "pool.metadata"])
    #expect(try joins.int64s("matched") == [1, 3] && joins.int64s("absent") == [1, 1])
    #expect(try bench.table(Catalogue.Pool.knownLabels, 1).strings("image_id").strings == ["b.png"])
  }

  @Test func ofEqualBytesTheLabelledImageStandsForTheOthers() async throws {
    try picture("a.png", 7)
    let bytes = try picture("b.png", 7)
    try picture("c.png", 7)
    try picture("d.png", 8)
    let setup = try bench.setup(["pool": #"{root: pool, images: "*.png"}"#])
    let labels = try GivenStage.labels([LabelRow(image: "b.png", digest: bytes, label: "dent")])
    try await bench.run([PoolStage(setup, threads: 1), labels, GivenStage.seal])
    #expect(
      try pool { try $0.optionalStrings("duplicate_of") }
        == ["a.png": nil, "b.png": "a.png", "c.png": "a.png", "d.png": nil])
    try await bench.run([PoolStage(setup, threads: 1)], 1)
    #expect(
      try pool(1) { try $0.optionalStrings("duplicate_of") }
        == ["a.png": "b.png", "b.png": nil, "c.png": "b.png", "d.png": nil])
    #expect(bench.messages("pool") == ["4 images read, 2 of them exact copies of others, none broken"])
  }

  @Test func aFileIsReadAgainUnlessItIsOlderThanItsReading() async throws {
    let file = "\(bench.folder.path)/pool/a.png"
    func overwrite(_ date: Double) throws {
      // In place: the same inode, the same length, the same time.
      let handle = try #require(FileHandle(forUpdatingAtPath: file))
      let end = try handle.seekToEnd()
      try handle.seek(toOffset: end - 1)
      let last = try #require(try handle.readToEnd()?.first)
      try handle.seek(toOffset: end - 1)
      try handle.write(contentsOf: Data([last &+ 1]))
      try handle.close()
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: date)], ofItemAtPath: file)
    }
    func digest(rehash: Bool = false) async throws -> Digest? {
      let setup = try bench.setup(["pool": #"{root: pool, images: "*.png"}"#], rehash: rehash)
      try await bench.run([PoolStage(setup, threads: 1)])
      return try bench.table(Catalogue.Pool.images).digests("sha256").first
    }
    try picture("a.png", 1)
    // Written in the second in which it was read, or later: it may have been written since.
    try overwrite(4_000_000_000)
    let first = try await digest()
    try overwrite(4_000_000_000)
    let second = try await digest()
    #expect(first != second)
    #expect(try second == Digest(of: Files.read(file)))
    // Long before: it is what it was, as far as a file's status can tell.
    try overwrite(1_000_000_000)
    let third = try await digest()
    #expect(third != second)
    try overwrite(1_000_000_000)
    #expect(try await digest() == third)
    #expect(try await digest(rehash: true) == Digest(of: try Files.read(file)))
  }

  @Test func anImageThatCannotBeReadIsNamedAndTooManyAreRefused() async throws {
    try picture("a.png", 1)
    try picture("c.png", 3)
    try write("no picture", "pool/b.png")
    func setup(_ share: Double, _ embed: String) throws -> StageSetup {
      try bench.setup(
        ["pool": #"{root: pool, images: "*.png", broken_share: \#(share)}"#], stages: ["embed": "{run: \(embed)}"])
    }
    let builtIn = "[winnow, hook, patch-embed]"
    try await bench.run([PoolStage(setup(0.34, builtIn), threads: 1)])
    #expect(try pool { try $0.int32s("width") } == ["a.png": 3, "c.png": 3])
    let broken = try bench.table(Catalogue.Pool.broken)
    #expect(try broken.strings("image_id").strings == ["b.png"])
    #expect(try broken.strings("reason").strings == ["not_an_image"])
    let strict = try setup(0.33, builtIn)
    await #expect(
      throws: DataError.tooManyBroken(
        stage: "pool", broken: 1, total: 3, share: 0.33, first: "b.png", reason: "not_an_image")
    ) { try await bench.run([PoolStage(strict, threads: 1)]) }
    // A program of one's own may see what the built-in decoder cannot.
    try await bench.run([PoolStage(setup(0, "[sh, embed.sh]"), threads: 1)])
    #expect(try pool { try $0.int32s("width") } == ["a.png": 3, "b.png": 0, "c.png": 3])
    #expect(try bench.table(Catalogue.Pool.broken).rowCount == 0)
    #expect(try bench.table(Catalogue.Pool.undecodable).strings("image_id").strings == ["b.png"])
  }
}
