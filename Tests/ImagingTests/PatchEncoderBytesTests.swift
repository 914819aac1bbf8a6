import Imaging
import Testing

@Suite struct PatchEncoderBytesTests {
  private func encoder(_ shape: Int = 2) throws -> PatchEncoder {
    var maker = TestEncoder(seed: 21)
    return try maker.encoder(PatchEncoderTests.shapes[shape]).encoder
  }

  @Test(arguments: PatchEncoderTests.shapes.indices)
  func readsWhatItWrote(shape: Int) throws {
    let encoder = try encoder(shape)
    let bytes = encoder.serialised()
    let read = try PatchEncoder(serialised: bytes)
    #expect(read == encoder)
    #expect(read.options == PatchEncoderTests.shapes[shape])
    #expect(read.serialised() == bytes)
  }

  @Test func beginsAsDocumented() throws {
    let bytes = try encoder(0).serialised()
    #expect(Array(bytes[..<8]) == Array("WNNWPENC".utf8))
    #expect(
      Array(bytes[8..<36]) == [
        1, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0,
      ])
    // 4 × 2 pairs of weights for 16 + 16 outputs, two floats for each output, one for each of 16 filters.
    #expect(bytes.count == 36 + 8 * 32 * 2 * 2 + 2 * 32 * 4 + 16 * 4)
  }

  @Test func refusesAnyOtherLength() throws {
    let bytes = try encoder(0).serialised()
    for length in bytes.indices {
      #expect(throws: ImagingError.self) { try PatchEncoder(serialised: Array(bytes[..<length])) }
    }
    #expect(
      throws: ImagingError.encoderState(.length(expected: bytes.count, found: bytes.count + 1))
    ) {
      try PatchEncoder(serialised: bytes + [0])
    }
  }

  @Test func refusesAnUnknownVersionAndStrangeBytes() throws {
    var bytes = try encoder(0).serialised()
    bytes[8] = 2
    #expect(throws: ImagingError.encoderState(.version(2))) { try PatchEncoder(serialised: bytes) }
    bytes[0] = 0
    #expect(throws: ImagingError.encoderState(.notAnEncoder)) { try PatchEncoder(serialised: bytes) }
    #expect(throws: ImagingError.encoderState(.notAnEncoder)) { try PatchEncoder(serialised: []) }
  }

  @Test func neverTrapsOnAFlippedBit() throws {
    let encoder = try encoder(0)
    let bytes = encoder.serialised()
    var maker = TestEncoder(seed: 22)
    let image = try maker.image(encoder.options)
    for index in bytes.indices {
      for bit in [0, 5, 7] {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        guard let read = try? PatchEncoder(serialised: damaged) else { continue }
        // Every single flip in a weight breaks the sum to zero.
        #expect(index < 36 || index >= 36 + 1_024)
        #expect(try read.features(image).allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func refusesWeightsThatCouldLeaveThirtyTwoBits() throws {
    var bytes = try encoder(3).serialised()
    // All weights of output 0 to ±32,767: 192 × 32,767 × 255 still fits; a sum that is not zero does not.
    bytes[36] = 0xff
    bytes[37] = 0x7f
    #expect(throws: ImagingError.encoderState(.weights(output: 0))) { try PatchEncoder(serialised: bytes) }
  }

  @Test func refusesNumbersThatAreNone() throws {
    var bytes = try encoder(0).serialised()
    let scales = 36 + 1_024
    for (offset, byte) in zip(0..<4, [0, 0, 0xc0, 0x7f] as [UInt8]) { bytes[scales + offset] = byte }
    #expect(throws: ImagingError.value(.scales, index: 0)) { try PatchEncoder(serialised: bytes) }
  }
}
