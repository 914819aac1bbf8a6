import Imaging
import Testing

@Suite struct TilingTests {
  /// Every pixel is in a tile, no tile leaves the picture, and neighbours overlap by no less than they should.
  @Test(arguments: [(384, 0.25), (100, 0.0), (64, 0.5), (7, 0.3)])
  func tilesCoverTheSide(_ size: Int, _ overlap: Double) {
    let tiling = Tiling(size: size, overlap: overlap)
    for length in [1, size - 1, size, size + 1, 2 * size, 1_200, 1_600, 4_001] {
      let origins = tiling.origins(along: length)
      #expect(origins.first == 0 && origins.last == max(0, length - size), "\(length)")
      for (one, next) in zip(origins, origins.dropFirst()) {
        #expect(next > one && Double(size - (next - one)) >= overlap * Double(size), "\(length): \(origins)")
      }
    }
  }

  @Test func fewestTilesAreTaken() {
    #expect(Tiling(size: 384, overlap: 0.25).origins(along: 1_600) == [0, 243, 486, 729, 972, 1_216])
    #expect(Tiling(size: 384, overlap: 0).origins(along: 768) == [0, 384])
    #expect(Tiling(size: 384, overlap: 0).origins(along: 769) == [0, 192, 385])
  }

  @Test func tilesAreCutRowByRow() throws {
    let picture = try Raster(width: 3, height: 3, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let tiles = Tiling(size: 2, overlap: 0.5).tiles(of: picture)
    #expect(tiles.map(\.pixels) == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]])
    let wide = try Raster(width: 3, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(Tiling(size: 2, overlap: 0).tiles(of: wide).map(\.pixels) == [[1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9]])
    #expect(Array(Tiling(size: 3, overlap: 0.25).tiles(of: picture)) == [picture])
  }
}
