import Imaging
import Testing

@Suite struct ScalingTests {
  private func grey(_ width: Int, _ height: Int, _ pixels: [UInt8]) throws -> Raster {
    try Raster(width: width, height: height, channels: 1, pixels: pixels)
  }

  @Test func averagesTheAreaOfEachPixel() throws {
    let image = try grey(4, 2, [10, 20, 30, 40, 50, 60, 70, 81])
    // (10 + 20 + 50 + 60) / 4 = 35; (30 + 40 + 70 + 81) / 4 = 55.25.
    #expect(try image.scaled(toWidth: 2, height: 1).pixels == [35, 55])
    #expect(try image.scaled(toWidth: 4, height: 1).pixels == [30, 40, 50, 61])
    #expect(try image.scaled(toWidth: 1, height: 1).pixels == [45])
  }

  @Test func sharesPixelsThatLieAcrossABorder() throws {
    // Each new pixel covers one and a half: (10 + 20 / 2) / 1.5 = 13.33, (20 / 2 + 40) / 1.5 = 33.33.
    #expect(try grey(3, 1, [10, 20, 40]).scaled(toWidth: 2, height: 1).pixels == [13, 33])
    #expect(try grey(1, 3, [10, 20, 40]).scaled(toWidth: 1, height: 2).pixels == [13, 33])
    // 5 to 3: (3·0 + 2·100) / 5 = 40, (100 + 3·50 + 200) / 5 = 90, (2·200 + 3·250) / 5 = 230.
    #expect(try grey(5, 1, [0, 100, 50, 200, 250]).scaled(toWidth: 3, height: 1).pixels == [40, 90, 230])
  }

  @Test func interpolatesBetweenPixelCentres() throws {
    // Centres at −1/4, 1/4, 3/4, 5/4: 0, 25, 75, 100.
    #expect(try grey(2, 1, [0, 100]).scaled(toWidth: 4, height: 1).pixels == [0, 25, 75, 100])
    // Centres at −1/6, 1/2, 7/6: 10, 20.5 (rounded up), 31.
    #expect(try grey(2, 1, [10, 31]).scaled(toWidth: 3, height: 1).pixels == [10, 21, 31])
    let square = try grey(2, 2, [0, 100, 200, 60]).scaled(toWidth: 4, height: 4).pixels
    #expect(Array(square[..<4]) == [0, 25, 75, 100])
    // Row 1 is 3/4 of the upper and 1/4 of the lower line.
    #expect(Array(square[4..<8]) == [50, 60, 80, 90])
    #expect(Array(square[12...]) == [200, 165, 95, 60])
  }

  @Test func mayGrowOneAxisAndShrinkTheOther() throws {
    let image = try grey(2, 2, [0, 100, 50, 150])
    #expect(try image.scaled(toWidth: 4, height: 1).pixels == [25, 50, 100, 125])
  }

  @Test func keepsChannelsApart() throws {
    let image = try Raster(width: 2, height: 1, channels: 3, pixels: [0, 100, 200, 10, 120, 230])
    #expect(try image.scaled(toWidth: 1, height: 1).pixels == [5, 110, 215])
    #expect(
      try image.scaled(toWidth: 4, height: 1).pixels == [0, 100, 200, 3, 105, 208, 8, 115, 223, 10, 120, 230])
  }

  @Test func keepsAnEvenAreaEven() throws {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let image = try grey(7, 5, [UInt8](repeating: value, count: 35))
      for (width, height) in [(1, 1), (3, 4), (7, 9), (96, 2), (13, 11)] {
        let scaled = try image.scaled(toWidth: width, height: height)
        #expect(scaled.pixels.allSatisfy { $0 == value })
      }
    }
  }

  @Test func agreesWithAveragingDoneByCounting() throws {
    // Each old pixel is repeated until both sizes divide; then whole pixels are averaged.
    var state: UInt32 = 5
    let pixels = (0..<7 * 11).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let image = try grey(7, 11, pixels)
    let scaled = try image.scaled(toWidth: 3, height: 4)
    for y in 0..<4 {
      for x in 0..<3 {
        var sum = 0
        for fineY in y * 11..<(y + 1) * 11 {
          for fineX in x * 7..<(x + 1) * 7 { sum += Int(pixels[fineY / 4 * 7 + fineX / 3]) }
        }
        #expect(Int(scaled.pixels[y * 3 + x]) == (2 * sum + 77) / 154)
      }
    }
  }

  @Test func fitsAThumbnailInItsProportions() throws {
    let image = try Raster(width: 30, height: 7, channels: 3, pixels: [UInt8](repeating: 9, count: 630))
    let thumbnail = try image.fitted(within: 10)
    #expect(thumbnail.width == 10)
    #expect(thumbnail.height == 2)
    #expect(try image.fitted(within: 30) == image)
    #expect(try grey(1, 900, [UInt8](repeating: 1, count: 900)).fitted(within: 5).width == 1)
  }

  @Test func dividesLikeADivision() {
    for divisor: UInt64 in [1, 2, 3, 7, 9_216, 65_536, 1_000_003, (1 << 28) - 1, 1 << 28, 1 << 40] {
      let mean = MeanDivisor(divisor)
      for value in 0...255 as ClosedRange<UInt64> {
        for rest in [0, 1, divisor / 2, divisor - 1] where value < 255 || rest == 0 {
          #expect(
            UInt64(mean.mean(value * divisor + rest)) == (value * divisor + rest + divisor / 2) / divisor)
        }
      }
    }
  }

  @Test func leavesTheSameSizeAlone() throws {
    let image = try grey(2, 2, [1, 2, 3, 4])
    #expect(try image.scaled(toWidth: 2, height: 2) == image)
  }

  @Test func refusesSizesOutsideTheLimits() throws {
    let image = try grey(1, 1, [1])
    for (width, height) in [(0, 1), (1, -4), (16_385, 1)] {
      #expect(throws: ImagingError.scaleSize(width: width, height: height, limit: 16_384)) {
        try image.scaled(toWidth: width, height: height)
      }
    }
  }
}
