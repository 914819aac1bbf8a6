import Stages
import Storage
import Testing

/// The built-in embedder: pools of any size, and no bytes but those of the pool.
@Suite struct PatchEmbedHookTests {
  @Test(arguments: [1, 2, 3, 7, 40])
  func fewPicturesAreEmbedded(count: Int) throws {
    let pictures = try Photographs.varied(count)
    try pictures.fit(dimensions: 32)
    let (vectors, broken) = try pictures.embed(dimensions: 32)
    #expect(vectors.count == count && broken.isEmpty)
    #expect(vectors.values.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isFinite) })
    // Pictures that differ are distinguished.
    #expect(Set(vectors.values).count == count)
  }

  @Test func picturesOfNothingAreEmbedded() throws {
    let pictures = try Photographs(3) { picture, _, _ in picture * 100 }
    try pictures.fit()
    let (vectors, broken) = try pictures.embed()
    #expect(broken.isEmpty)
    #expect(vectors.count == 3 && vectors.values.allSatisfy { $0 == [Float](repeating: 0, count: 12) })
  }

  @Test func whereNoPictureCanBeReadNothingIsFitted() throws {
    let pictures = try Photographs.varied(2)
    for picture in 0..<2 { try Files.writeAtomically([1, 2, 3], to: pictures.path(picture)) }
    #expect(throws: EmbedderError.tooFewImages(images: 0, dimensions: 4, features: 64)) { try pictures.fit() }
  }

  @Test func aPictureWithOtherBytesHasNoVector() throws {
    let pictures = try Photographs.varied(9)
    try pictures.fit()
    let before = try pictures.embed()
    try pictures.overwrite(4, with: 7)
    let (vectors, broken) = try pictures.embed()
    #expect(broken == [pictures.ids[4]: "changed"])
    #expect(vectors == before.vectors.filter { $0.key != pictures.ids[4] })
  }

  @Test func nothingIsLearnedFromAPictureWithOtherBytes() throws {
    let pictures = try Photographs.varied(110)
    let without = try pictures.fit(Array(0..<109))
    let with = try pictures.fit()
    #expect(with != without)
    try pictures.overwrite(109, with: 3)
    #expect(try pictures.fit() == without)
  }

  @Test func whatWasComputedToFitIsNotComputedAgain() throws {
    let pictures = try Photographs.varied(20)
    try pictures.fit()
    let plain = try pictures.embed()
    let folder = pictures.file("checkpoint")
    try Files.createDirectory(folder)
    try pictures.fit(Array(0..<12), checkpoint: folder)
    try pictures.fit(checkpoint: folder)
    #expect(try pictures.embed(checkpoint: folder).vectors == plain.vectors)
    // The file is not even opened; without the folder it is missed.
    try Files.remove(pictures.path(5))
    #expect(try pictures.embed(checkpoint: folder).vectors == plain.vectors)
    #expect(try pictures.embed().broken == [pictures.ids[5]: "missing_file"])
    // What lies there and cannot be read is passed over.
    for name in try Files.list(folder) { try Files.writeAtomically([0], to: "\(folder)/\(name)") }
    #expect(try pictures.embed(checkpoint: folder).broken.count == 1)
  }

  @Test func anotherSeedLearnsOtherFiltersAndTheSameLearnsTheSame() throws {
    let pictures = try Photographs.varied(9)
    let states = try [UInt64(3), 4, 3].map { seed in
      pictures.seed = seed
      return try pictures.fit()
    }
    #expect(states[0] == states[2] && states[0][0] != states[1][0])
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let pictures = try Photographs.varied(25)
    let fits = try [1, 2, 4].map { try pictures.fit(dimensions: 30, threads: $0) }
    #expect(fits[0] == fits[1] && fits[1] == fits[2])
    let embeds = try [1, 2, 4].map { try pictures.embed(dimensions: 30, threads: $0).vectors }
    #expect(embeds[0] == embeds[1] && embeds[1] == embeds[2])
  }
}
