import Imaging
import Testing

@Suite struct RasterTests {
  @Test func refusesPixelsThatDoNotFitTheSize() {
    let shapes = [(2, 2, 1, 3), (2, 2, 2, 8), (0, 1, 1, 0), (-1, -1, 1, 1), (2, 1, 3, 7)]
    for (width, height, channels, values) in shapes {
      #expect(
        throws: ImagingError.rasterShape(width: width, height: height, channels: channels, values: values)
      ) {
        _ = try Raster(
          width: width, height: height, channels: channels, pixels: [UInt8](repeating: 0, count: values))
      }
    }
    #expect(throws: ImagingError.self) {
      _ = try Raster(width: .max, height: 2, channels: 1, pixels: [1])
    }
  }
}
