import Imaging
import Testing

/// When a picture says that it was taken.
@Suite struct CaptureTimeTests {
  private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(value >> (8 * $0) & 255) }
  }

  private static func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) -> [UInt8] {
    number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4)
  }

  /// A JPEG's beginning with an EXIF block: the time of its change, and that of the picture in a directory of its own.
  private static func file(changed: String?, original: String?, claiming count: Int = 20) -> [UInt8] {
    let entries = (changed == nil ? 0 : 1) + (original == nil ? 0 : 1)
    var end = 8 + 2 + 12 * entries + 4
    var first: [UInt8] = []
    var behind: [UInt8] = []
    if let changed {
      first += entry(306, 2, count, end)
      behind += Array(changed.utf8) + [0]
      end += changed.utf8.count + 1
    }
    if let original {
      first += entry(34_665, 4, 1, end)
      behind += number(1, 2) + entry(36_867, 2, count, end + 18) + number(0, 4) + Array(original.utf8) + [0]
    }
    let block = [0x49, 0x49, 42, 0] + number(8, 4) + number(entries, 2) + first + number(0, 4) + behind
    let body = Array("Exif".utf8) + [0, 0] + block
    return [0xff, 0xd8, 0xff, 0xe1] + number(body.count + 2, 2).reversed() + body
  }

  @Test func theTimeOfThePictureGoesBeforeThatOfItsChange() {
    #expect(
      ImageDecoder.captureTime(Self.file(changed: "2026:11:30 17:05:59", original: "2026:11:21 08:00:01"))
        == 1_795_248_001)
    #expect(ImageDecoder.captureTime(Self.file(changed: "2026:11:21 08:00:00", original: nil)) == 1_795_248_000)
  }

  @Test func aClockThatWasNeverSetIsNoTime() {
    #expect(ImageDecoder.captureTime(Self.file(changed: "0000:00:00 00:00:00", original: nil)) == nil)
    #expect(ImageDecoder.captureTime(Self.file(changed: "    :  :     :  :  ", original: nil)) == nil)
    #expect(ImageDecoder.captureTime([0xff, 0xd8, 0xff]) == nil)
    #expect(ImageDecoder.captureTime([]) == nil)
  }

  @Test func anyBytesMayStandForABlock() {
    #expect(
      ImageDecoder.captureTime(Self.file(changed: "2026:11:21 08:00:00", original: nil, claiming: 1 << 30)) == nil)
    var state: UInt64 = 11
    for _ in 0..<2_000 {
      var bytes = Self.file(changed: "2026:11:30 17:05:59", original: "2026:11:21 08:00:01")
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 50)
      }
      _ = ImageDecoder.captureTime(bytes)
    }
  }
}
