import Imaging
import Testing

@Suite struct PatchSamplingTests {
  private let options = PatchEncoder.Options(inputSize: 4, patch: 2, stride: 1, filters: 1)

  private func image(_ pixels: [UInt8]) throws -> Raster {
    try Raster(width: 4, height: 4, channels: 1, pixels: pixels)
  }

  @Test func normalisesContrast() throws {
    // Of 10, 20, 10, 20: mean 15, variance 100 / 3.
    let pixels: [UInt8] = [10, 20, 0, 0, 10, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let patch = try PatchEncoder.samplePatches(try image(pixels), keys: [0], options: options)
    let value = Float(5 / (100.0 / 3 + 10).squareRoot())
    #expect(patch == [-value, value, -value, value])
  }

  @Test func makesAnEvenPatchZero() throws {
    let even = try image([UInt8](repeating: 90, count: 16))
    let patches = try PatchEncoder.samplePatches(even, keys: [3, .max], options: options)
    #expect(patches == [Float](repeating: 0, count: 8))
  }

  @Test func drawsEveryPlaceEquallyOften() throws {
    // One bright pixel: it is seen in four of the nine places, each time in another corner.
    var pixels = [UInt8](repeating: 0, count: 16)
    pixels[5] = 255
    let keys = (0..<900).map { UInt64($0) &* (.max / 900) }
    let patches = try PatchEncoder.samplePatches(try image(pixels), keys: keys, options: options)
    for corner in 0..<4 {
      let bright = stride(from: corner, to: patches.count, by: 4).filter { patches[$0] > 0 }.count
      #expect((99...101).contains(bright))
    }
  }

  @Test func takesTheSamePatchForTheSameKey() throws {
    let pixels = try image((0..<16).map { UInt8($0 * $0) })
    let one = try PatchEncoder.samplePatches(pixels, keys: [77 << 50], options: options)
    let two = try PatchEncoder.samplePatches(pixels, keys: [1 << 63, 77 << 50], options: options)
    #expect(Array(two[4...]) == one)
  }
}
