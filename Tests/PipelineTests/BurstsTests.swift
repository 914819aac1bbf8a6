import Pipeline
import Testing

/// Pictures taken one after the other.
@Suite struct BurstsTests {
  @Test func picturesWithinSecondsAreOneBurst() throws {
    let images = (0..<9).map { "\($0).jpg" }
    let times: [Int64?] = [100, 102, 105, 200, 201, 900, nil, 203, 1_000]
    let groups = try #require(Bursts.byTime(images, times))
    #expect(
      groups == ["burst-0001", "burst-0001", "burst-0001", "burst-0002", "burst-0002", "", "", "burst-0002", ""])
  }

  @Test func oneBurstOrNoneSaysNothing() {
    let images = (0..<6).map { "\($0).jpg" }
    #expect(Bursts.byTime(images, [1, 2, 3, 4, 5, 6]) == nil)
    #expect(Bursts.byTime(images, [0, 100, 200, 300, 400, 500]) == nil)
    #expect(Bursts.byTime(images, Array(repeating: nil, count: 6)) == nil)
  }

  @Test func theOrderOfTheImagesChangesNothing() throws {
    let images = ["b.jpg", "a.jpg", "d.jpg", "c.jpg"]
    let groups = try #require(Bursts.byTime(images, [1, 1, 50, 50]))
    #expect(groups == ["burst-0001", "burst-0001", "burst-0002", "burst-0002"])
  }
}
