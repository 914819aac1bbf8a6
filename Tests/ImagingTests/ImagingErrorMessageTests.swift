import ErrorChecks
import Imaging
import Testing

/// The message of each error of the module.
@Suite struct ImagingErrorMessageTests {
  private static var checks: ErrorChecks {
    ErrorChecks(
      "Imaging",
      [
        ImagingError.unknownFormat,
        ImagingError.foreign(.heic),
        ImagingError.empty,
        ImagingError.truncated(.png),
        ImagingError.damaged(.jpeg, cause: "bogus \u{1B}marker"),
        ImagingError.unsupported(.tiff, cause: "samples of 32 bits"),
        ImagingError.tooManyPixels(width: 3, height: 2, limit: 5),
        ImagingError.outOfMemory,
        ImagingError.rasterShape(width: 1, height: 1, channels: 3, values: 2),
        ImagingError.scaleSize(width: 0, height: 1, limit: 9),
        ImagingError.channels(expected: 3, found: 1),
        ImagingError.option(.stride, value: 0, allowed: 1...9),
        ImagingError.length(.mean, expected: 2, found: 1),
        ImagingError.value(.norms, index: 3),
        ImagingError.encoderState(.notAnEncoder),
        PNGWriter.Failure.tooLarge(width: 70_000, height: 1, limit: 65_535),
        PNGWriter.Failure.level(12),
        PNGWriter.Failure.encoder(code: 3),
      ])
  }

  @Test func eachHasACodeAndSaysWhatAndWhere() throws {
    #expect(try Self.checks.faults() == [])
  }

  @Test func eachIsReportedAsRecorded() throws {
    #expect(try Self.checks.difference() == nil)
  }
}
