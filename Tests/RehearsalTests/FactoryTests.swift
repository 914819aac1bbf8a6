import Imaging
import Rehearsal
import Synchronization
import Testing

@Suite struct FactoryTests {
  /// Everything that the factory hands over, by path.
  private func files(_ factory: Factory, threads: Int) throws -> [String: [UInt8]] {
    let files = Mutex<[String: [UInt8]]>([:])
    try factory.write(threads: threads) { path, bytes in files.withLock { $0[path] = bytes } }
    return files.withLock { $0 }
  }

  private func text(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test func givesTheSameBytesWhateverTheThreads() throws {
    let factory = try Factory(FactoryOptions(count: 120))
    let one = try files(factory, threads: 1)
    #expect(one.count == 122)
    #expect(try files(factory, threads: 2) == one)
    #expect(try files(factory, threads: 4) == one)
    for index in [0, 50, 119] { #expect(try factory.png(index) == one[factory.images[index].path]) }
  }

  @Test func anotherSeedGivesOtherImages() throws {
    let one = try Factory(FactoryOptions(count: 50, randomSeed: 1))
    let other = try Factory(FactoryOptions(count: 50, randomSeed: 2))
    #expect(try one.raster(0) != other.raster(0))
  }

  /// Pinned: a change here means that every rehearsal's numbers change.
  @Test func drawsWhatItAlwaysDrew() throws {
    let raster = try Factory(FactoryOptions(count: 50, randomSeed: 7)).raster(3)
    let digest = raster.pixels.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    #expect(digest == 6_705_315_451_978_036_673)
  }

  @Test(arguments: [1, 2, 20_261_120] as [UInt64])
  func sixInAHundredHaveADefect(seed: UInt64) throws {
    let images = try Factory(FactoryOptions(randomSeed: seed)).images
    #expect(images.count == 6_000)
    let counts = Dictionary(grouping: images, by: \.label).mapValues(\.count)
    #expect(counts.keys.sorted() == Factory.classes.sorted())
    #expect(counts["normal"] == 5_640)
    let defects = DefectKind.allCases.compactMap { counts[$0.rawValue] }
    #expect(defects == defects.sorted(by: >))
    #expect(defects.min() == 21)
  }

  @Test(arguments: [50, 51, 99, 333, 1_000])
  func everyClassOccursInEverySize(count: Int) throws {
    let images = try Factory(FactoryOptions(count: count, randomSeed: UInt64(count))).images
    #expect(images.count == count)
    #expect(Set(images.map(\.label)) == Set(Factory.classes))
  }

  @Test func defectsClusterInRuns() throws {
    let images = try Factory().images
    let runs = Dictionary(grouping: images, by: \.group).values
    let shares = runs.map { run in Double(run.count { $0.label != "normal" }) / Double(run.count) }
    #expect(shares.allSatisfy { $0 <= 0.5 })
    let clean = shares.count { $0 == 0 }
    let bad = shares.count { $0 > 0.15 }
    #expect(clean > runs.count / 4)
    #expect(bad > runs.count / 20)
    // So that a rare class can be in the holdouts and in the pool, by whole runs.
    for kind in ["micro_crack", "contamination"] {
      #expect(runs.count { $0.contains { $0.label == kind } } >= 9)
    }
  }

  @Test func allImagesDiffer() throws {
    let factory = try Factory(FactoryOptions(count: 200))
    let files = try files(factory, threads: 2)
    #expect(Set(files.values).count == files.count)
  }

  @Test func decodesAsGreySquares() throws {
    let factory = try Factory(FactoryOptions(count: 50, side: 64))
    for index in [0, 25, 49] {
      let raster = try ImageDecoder.decode(factory.png(index), colour: false)
      #expect(try raster == factory.raster(index))
      #expect(raster.width == 64 && raster.height == 64 && raster.channels == 1)
    }
  }

  /// Every defect is drawn, where it can be seen: some pixels differ plainly from the same frame without it.
  @Test func everyDefectShows() throws {
    let factory = try Factory(FactoryOptions(count: 900))
    for (index, image) in factory.images.enumerated() {
      guard image.label != "normal" else { continue }
      let with = try factory.raster(index)
      let without = try factory.raster(index, defect: false)
      let changes = zip(with.pixels, without.pixels).map { abs(Int($0) - Int($1)) }
      #expect(changes.count { $0 >= 18 } >= 16, "\(image.path): \(image.label)")
      // And nothing but the defect differs.
      #expect(changes.count { $0 > 0 } < changes.count / 2, "\(image.path): \(image.label)")
    }
  }

  @Test func soundImagesHaveNoDefect() throws {
    let factory = try Factory(FactoryOptions(count: 50))
    let index = try #require(factory.images.firstIndex { $0.label == "normal" })
    #expect(try factory.raster(index) == factory.raster(index, defect: false))
  }

  @Test func framesOfARunAreAlike() throws {
    let factory = try Factory(FactoryOptions(count: 100))
    func distance(_ a: Int, _ b: Int) throws -> Double {
      let one = try factory.raster(a, defect: false).pixels
      let other = try factory.raster(b, defect: false).pixels
      let sum = zip(one, other).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      return Double(sum) / Double(one.count)
    }
    let second = try #require(factory.images.firstIndex { $0.group != factory.images[0].group })
    #expect(try distance(0, 1) * 1.5 < distance(0, second))
  }

  @Test func metadataIsSane() throws {
    let factory = try Factory(FactoryOptions(count: 2_000))
    let rows = text(factory.metadataCSV())
    #expect(rows.first == "image,group,captured_at,line,camera")
    #expect(rows.count == 2_001)
    var lastOfLine: [Substring: Substring] = [:]
    for row in rows.dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      try #require(fields.count == 5)
      #expect(fields[0].hasPrefix("images/\(fields[1])-") && fields[0].hasSuffix(".png"))
      #expect(fields[2].utf8.count == 20 && fields[2].hasPrefix("2026-03-") && fields[2].hasSuffix("Z"))
      #expect(fields[4].hasPrefix(fields[3]))
      // One line takes one image after the other.
      #expect((lastOfLine[fields[3]] ?? "") < fields[2])
      lastOfLine[fields[3]] = fields[2]
    }
    #expect(lastOfLine.count == 4)
    #expect(rows[1].hasPrefix("images/r0001-001.png,r0001,2026-03-02T"))
    let groups = Dictionary(grouping: factory.images, by: \.group)
    #expect(groups.values.allSatisfy { Set($0.map(\.camera)).count == 1 })
  }

  @Test func truthNamesEveryImageOnce() throws {
    let factory = try Factory(FactoryOptions(count: 300))
    let rows = text(factory.truthCSV())
    #expect(rows.first == "image,label")
    #expect(Array(rows.dropFirst()) == factory.images.map { "\($0.path),\($0.label)" })
    #expect(Set(factory.images.map(\.path)).count == 300)
  }

  @Test func refusesWhatItCannotDraw() {
    #expect(throws: FactoryError.count(49, allowed: 50...10_000_000)) {
      try Factory(FactoryOptions(count: 49))
    }
    #expect(throws: FactoryError.side(8, allowed: 32...512)) {
      try Factory(FactoryOptions(side: 8))
    }
  }

  @Test func stopsWhereWritingFails() throws {
    struct Full: Error {}
    let factory = try Factory(FactoryOptions(count: 50))
    #expect(throws: Full.self) {
      try factory.write(threads: 2) { path, _ in if path.hasSuffix("7.png") { throw Full() } }
    }
  }
}
