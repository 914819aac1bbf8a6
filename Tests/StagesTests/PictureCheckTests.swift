import Spec
import Stages
import Testing

@Suite struct PictureCheckTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func check(pool: String, embed: String = "{dimensions: 8}") throws -> PictureCheck {
    let text = """
      winnow: 1
      name: n
      data: data
      classes: [a, b]
      pool: {root: ., \(pool)}
      annotators: [{id: ana, senior: true}]
      stages: {embed: \(embed)}

      """
    let spec = try SpecReader.read(Array(text.utf8), file: "spec.yaml").spec
    return try PictureCheck(
      StageSetup(spec: spec, baseDirectory: folder.path), addresses: ImageAddresses(path: "\(folder.path)/none"),
      threads: 2)
  }

  @Test func whatIsAbsentIsBrokenAndNoReasonToStop() throws {
    try folder.write(Array("text".utf8), to: "text.png")
    try folder.write([], to: "empty.png")
    var check = try check(pool: "table: t.parquet")
    let lost = try check.lost(among: ["absent.png", "text.png", "empty.png"])
    #expect(lost.map(\.reason) == ["missing_file", "not_an_image", "empty_file"])
    #expect(!check.isWithoutFiles)
  }

  @Test func oneIsLookedAtOnce() throws {
    try folder.write(Self.pixel, to: "a.png")
    var check = try check(pool: "images: \"*.png\"")
    #expect(try check.lost(among: ["a.png"]).isEmpty)
    unlinkFile("\(folder.path)/a.png")
    #expect(try check.lost(among: ["a.png"]).isEmpty)
    #expect(try check.lost(among: ["a.png", "b.png"]).map(\.id) == ["b.png"])
  }

  @Test func anEmbedderOfOnesOwnIsNotJudgedByTheBuiltInDecoder() throws {
    try folder.write(Array("text".utf8), to: "text.png")
    var folder = try check(pool: "images: \"*.png\"", embed: "{run: [mine]}")
    #expect(try folder.lost(among: ["text.png"]).isEmpty)
    var table = try check(pool: "table: t.parquet", embed: "{run: [mine]}")
    #expect(try table.lost(among: ["text.png", "absent.png"]).map(\.id) == ["absent.png"])
    #expect(!table.isWithoutFiles)
  }

  @Test func aPoolWithoutFilesIsTakenOnTrust() throws {
    var check = try check(pool: "table: t.parquet", embed: "{run: [mine]}")
    #expect(try check.lost(among: ["a.png", "b.png"]).isEmpty)
    #expect(check.isWithoutFiles)
  }

  /// A grey picture of one pixel.
  private static let pixel: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
    8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0, 0, 0,
    2, 0, 1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]
}
