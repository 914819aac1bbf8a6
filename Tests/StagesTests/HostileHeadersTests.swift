import Columnar
import Engine
import Foundation
import Imaging
import Spec
import Stages
import Storage
import Testing

/// Headers of every format that lie, through all that the pool does with them.
@Suite struct HostileHeadersTests {
  private let folder = "/tmp/winnow-headers-\(UInt64.random(in: 0 ... .max))"

  private func setup(limit: Double = 100) throws -> StageSetup {
    let text = """
      winnow: 1
      name: headers
      data: data
      classes: [a, b]
      pool: {root: pool, images: "*", broken_share: 1, megapixel_limit: \(limit)}
      annotators: [{id: ana, senior: true}]
      """
    return StageSetup(spec: try SpecReader.read(Array(text.utf8), file: "spec.yaml").spec, baseDirectory: folder)
  }

  /// Plans and runs the stage, and gives the two tables: sizes by image, and reasons by image.
  private func pool(_ setup: StageSetup) async throws -> (sizes: [String: [Int32]], broken: [String: String]) {
    let directory = try DataDirectory.create("\(folder)/data", pipeline: "headers")
    let scope = try IterationScope(
      directory: directory, iteration: 0, earlier: [],
      manifest: JSONDecoder().decode(Manifest.self, from: Data(Self.manifest.utf8)))
    let stage = PoolStage(setup, threads: 2)
    _ = try stage.externalInputs(scope)
    // Again, from the cache.
    _ = try PoolStage(setup, threads: 2).externalInputs(scope)
    let output = "\(folder)/out"
    try? FileManager.default.removeItem(atPath: output)
    try Files.createDirectory(output)
    try await stage.run(
      StageContext(
        scope: scope, stage: "pool", output: output, scratch: output, threads: 2,
        hooks: HookRunner(executable: "/bin/false"), progress: SilentProgress()))
    var sizes: [String: [Int32]] = [:]
    var broken: [String: String] = [:]
    // A table without a row has another name.
    if Files.exists("\(output)/pool.parquet") {
      let table = try TableIO.read("\(output)/pool.parquet", schema: Tables.pool)
      let (ids, widths, heights) =
        (try table.strings("image_id").strings, try table.int32s("width"), try table.int32s("height"))
      for row in ids.indices { sizes[ids[row]] = [widths[row], heights[row]] }
    }
    if Files.exists("\(output)/broken.parquet") {
      let table = try TableIO.read("\(output)/broken.parquet", schema: Tables.broken)
      let (ids, reasons) = (try table.strings("image_id").strings, try table.strings("reason").strings)
      for row in ids.indices { broken[ids[row]] = reasons[row] }
    }
    return (sizes, broken)
  }

  private static let manifest = """
    {"winnow":1,"pipeline":"headers","iteration":0,"tool":"1","libzstd":"1","spec_sha256":"","spec_chain_sha256":"",\
    "stages":[]}
    """

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Files.createDirectory("\(folder)/pool")
    try Data(bytes).write(to: URL(filePath: "\(folder)/pool/\(name)"))
  }

  private static func number(_ value: UInt32, _ count: Int, bigEndian: Bool) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    return bigEndian ? bytes.reversed() : bytes
  }

  /// The beginning of a file of each format that claims a size.
  private static func headers(_ width: UInt32, _ height: UInt32) -> [(String, [UInt8])] {
    func big(_ value: UInt32, _ count: Int = 4) -> [UInt8] { number(value, count, bigEndian: true) }
    func little(_ value: UInt32, _ count: Int = 4) -> [UInt8] { number(value, count, bigEndian: false) }
    let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0]
    let bmp = Array("BM".utf8) + little(0, 12) + little(40) + little(width) + little(height) + [1, 0, 24, 0]
    func tag(_ tag: UInt32, _ value: UInt32) -> [UInt8] { little(tag, 2) + little(4, 2) + little(1) + little(value) }
    let tiff = Array("II*\0".utf8) + little(8) + little(2, 2) + tag(256, width) + tag(257, height) + little(0)
    let bigTIFF: [UInt8] =
      Array("II+\0".utf8) + [8, 0, 0, 0] + little(16) + little(0) + little(2) + little(0)
      + little(256, 2) + little(16, 2) + little(1) + little(0) + little(width) + little(width)
      + little(257, 2) + little(16, 2) + little(1) + little(0) + little(height) + little(height)
    let webp =
      Array("RIFF".utf8) + little(22) + Array("WEBPVP8X".utf8) + little(10) + [0, 0, 0, 0]
      + little(width &- 1, 3) + little(height &- 1, 3)
    return [
      ("png", png + big(width) + big(height) + [8, 0, 0, 0, 0]), ("jpg", jpeg), ("bmp", bmp + little(0, 28)),
      ("tif", tiff), ("big.tif", bigTIFF), ("webp", webp + Array("VP8L".utf8) + little(4) + [0x2f, 0, 0, 0]),
    ]
  }

  @Test func everySizeIsInTheTableOrTheImageIsBroken() async throws {
    defer { unlinkFile(folder) }
    let sides: [UInt32] = [0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]
    var count = 0
    for width in sides {
      for height in [1, 0xffff, 0x7fff_ffff, 0x8000_0001, 0xffff_ffff] as [UInt32] {
        for (name, bytes) in Self.headers(width, height) {
          try write(bytes, "\(width)-\(height).\(name)")
          count += 1
        }
      }
    }
    let (sizes, broken) = try await pool(setup(limit: 1))
    #expect(sizes.count + broken.count == count)
    #expect(sizes["2-1.png"] == [2, 1] && sizes["32767-1.tif"] == [32_767, 1] && sizes["2-1.bmp"] == [2, 1])
    #expect(broken["2147483648-1.png"] == "damaged" && broken["4294967295-1.tif"] == "damaged")
    #expect(broken["2147483647-2147483647.png"] == "too_many_pixels" && broken["65535-65535.jpg"] == "too_many_pixels")
    #expect(broken["4294967295-4294967295.big.tif"] == "damaged")
    // From the top: the height is negative.
    #expect(sizes["2-4294967295.bmp"] == [2, 1])
  }

  @Test func damagedHeadersCostAnErrorAtTheMost() async throws {
    defer { unlinkFile(folder) }
    var state: UInt64 = 11
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var count = 0
    for round in 0..<60 {
      for (name, bytes) in Self.headers(UInt32(1 + round), 5) {
        var damaged = bytes
        for _ in 0...random(3) { damaged[random(damaged.count)] = UInt8(random(256)) }
        try write(round % 5 == 0 ? Array(damaged.prefix(random(damaged.count))) : damaged, "\(round).\(name)")
        count += 1
      }
    }
    let (sizes, broken) = try await pool(setup())
    #expect(sizes.count + broken.count == count)
    #expect(sizes.values.allSatisfy { $0.allSatisfy { $0 > 0 } })
  }

  /// The limit is looked at anew, whatever the cache remembers.
  @Test func aPictureLargerThanTheLimitIsNamedAndStopsNothing() async throws {
    defer { unlinkFile(folder) }
    for (name, bytes) in Self.headers(2_000, 1_000) where name == "png" || name == "tif" {
      try write(bytes, "large.\(name)")
    }
    let most = try await pool(setup(limit: 2))
    #expect(most.sizes.keys.sorted() == ["large.png", "large.tif"] && most.broken.isEmpty)
    let less = try await pool(setup(limit: 1.999999))
    #expect(less.sizes.isEmpty)
    #expect(less.broken == ["large.png": "too_many_pixels", "large.tif": "too_many_pixels"])
  }
}
