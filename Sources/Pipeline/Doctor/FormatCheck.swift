import Foundation
import Imaging

/// Whether the built-in decoder reads every format, shown on a picture of eight by eight pixels of each.
///
/// The libraries are the system's: one of them may be another than the program was built with.
enum FormatCheck {
  static func findings() -> [DoctorFinding] {
    let broken = samples.compactMap { sample -> String? in
      guard let bytes = Data(base64Encoded: sample.base64) else { return nil }
      do throws(ImagingError) {
        let picture = try ImageDecoder.decode(Array(bytes), colour: true)
        return picture.width == 8 && picture.height == 8 ? nil : "\(sample.format.rawValue): another size than it has"
      } catch {
        return "\(sample.format.rawValue): \(error.message)"
      }
    }
    let names = samples.map { $0.format.rawValue.uppercased() }.joined(separator: ", ")
    return broken.isEmpty
      ? [DoctorFinding(.formats, .good, "\(names) are read")]
      : broken.map {
        DoctorFinding(
          .formats, .wrong, "a sound picture is not read, \($0)", mend: "make setup installs the libraries anew")
      }
  }

  private static let samples: [(format: ImageFormat, base64: String)] = [
    (
      .jpeg,
      """
      /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i\
      Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj\
      Y2NjY2NjY2P/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAXEAEBAQEAAAAAAAAAAAAAAAAABSIx\
      /8QAFQEBAQAAAAAAAAAAAAAAAAAAAgT/xAAbEQACAQUAAAAAAAAAAAAAAAADBAABEhMhMf/aAAwDAQACEQMRAD8AhPhcwAnKyS7s\
      aDZcNNz/2Q==
      """
    ),
    (
      .png,
      """
      iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAGUlEQVR42mNkYGhQYGDARCwMCgxYweCUAABobwJednxjlwAAAABJ\
      RU5ErkJggg==
      """
    ),
    (
      .tiff,
      """
      SUkqAJYAAACAAAAIAQQMgQMwQNAQNQQNgQNwQMACCCRQgRQwRSCIBQRRgRRwRQAECCSQgSQwSRASRQSRgSRwSQAGCCTQgTQwTRAT\
      RQTRgTRwTSFRqVTpAUdQUdgUdwUcAUkQUkgUkwUmORyksCkuCkgCliClkClmCloClqClsCluClgCmiCmkCmmCmoCmqCmsCmuCmwE\
      CgAAAQMAAQAAAAgAAAABAQMAAQAAAAgAAAACAQMAAwAAABQBAAADAQMAAQAAAAUAAAAGAQMAAQAAAAIAAAARAQQAAQAAAAgAAAAV\
      AQMAAQAAAAMAAAAWAQMAAQAAAAgAAAAXAQQAAQAAAI4AAAAcAQMAAQAAAAEAAAAAAAAACAAIAAgA
      """
    ),
    (
      .bmp,
      """
      Qk32AAAAAAAAADYAAAAoAAAACAAAAAgAAAABABgAAAAAAMAAAADEDgAAxA4AAAAAAAAAAAAAgOAAgOAggOBAgOBggOCAgOCggODA\
      gODggMAAgMAggMBAgMBggMCAgMCggMDAgMDggKAAgKAggKBAgKBggKCAgKCggKDAgKDggIAAgIAggIBAgIBggICAgICggIDAgIDg\
      gGAAgGAggGBAgGBggGCAgGCggGDAgGDggEAAgEAggEBAgEBggECAgECggEDAgEDggCAAgCAggCBAgCBggCCAgCCggCDAgCDggAAA\
      gAAggABAgABggACAgACggADAgADg
      """
    ),
    (
      .webp,
      """
      UklGRi4AAABXRUJQVlA4TCIAAAAvB8ABALkyRPQ/dhHR/wBhtlFRzp9zryMYkAGMCaB6oP8A
      """
    ),
  ]
}
