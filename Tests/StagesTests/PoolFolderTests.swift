import Stages
import Testing

@Suite struct PoolFolderTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    for name in [
      "a.png", "b.JPG", "sub/c.jpeg", "d.heic", "raw.CR2", "raw2.CR2", "notes.txt", ".e.png", ".thumbs/f.png",
      "sub/._b.JPG",
    ] { try folder.write(Self.png, to: name) }
    try folder.write(Self.png, to: "noending")
    try folder.write(Array("text".utf8), to: "LICENSE")
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "odd.dat")
    try folder.write([], to: "nothing")
  }

  private func taken(_ patterns: [String]) throws -> PoolFolder {
    try PoolFolder(root: folder.path, patterns: patterns, data: nil, threads: 2)
  }

  private func aside(_ found: PoolFolder) -> [String] {
    found.leftAside.map { "\($0.reason.rawValue) \($0.ending) \($0.files) \($0.first)" }
  }

  @Test func withoutAPatternEveryPictureIsTakenByItsEndingOrItsFirstBytes() throws {
    let found = try taken([])
    #expect(found.files == ["a.png", "b.JPG", "d.heic", "noending", "odd.dat", "sub/c.jpeg"])
    #expect(
      aside(found) == [
        "hidden JPG 1 sub/._b.JPG", "hidden png 1 .e.png", "hidden_folder  1 .thumbs", "not_by_default CR2 2 raw.CR2",
      ])
  }

  @Test func aPatternTakesWhatFitsAndTheRestIsCountedByEnding() throws {
    let found = try taken(["*.jpg"])
    #expect(found.files == ["b.JPG"])
    #expect(
      aside(found) == [
        "hidden JPG 1 sub/._b.JPG", "hidden png 1 .e.png", "hidden_folder  1 .thumbs", "no_pattern CR2 2 raw.CR2",
        "no_pattern heic 1 d.heic", "no_pattern jpeg 1 sub/c.jpeg", "no_pattern png 1 a.png",
      ])
    #expect(try taken(["**/*.{jpeg,cr2}", "a*"]).files == ["a.png", "raw.CR2", "raw2.CR2", "sub/c.jpeg"])
    #expect(try taken(["LIC*", "notes.txt"]).files == ["LICENSE", "notes.txt"])
  }

  @Test func hiddenNamesAreTakenWhereAPatternBeginsWithADot() throws {
    let found = try taken([".thumbs/*.png", ".*.png"])
    #expect(found.files == [".e.png", ".thumbs/f.png"])
    #expect(!aside(found).contains { $0.hasPrefix("hidden_folder") })
  }

  @Test func linksAreFollowedAndThoseThatLeadNowhereAreNamedWhereTheyWouldBeTaken() throws {
    try folder.write(Self.png, to: "elsewhere/1")
    try folder.link("l.png", to: "elsewhere/1")
    try folder.link("gone.png", to: "elsewhere/2")
    try folder.link("gone.txt", to: "elsewhere/2")
    try folder.link("device.png", to: "/dev/null")
    let found = try taken([])
    #expect(found.files.contains("l.png"))
    #expect(found.noFiles.map(\.id) == ["device.png", "gone.png"])
    #expect(found.noFiles.map(\.reason) == ["not_a_file", "dangling_link"])
    #expect(try taken(["a.png"]).noFiles.isEmpty)
  }
}
