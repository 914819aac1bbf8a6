/// The marker segments of a JPEG before its image data (ITU-T T.81, B.1), seen from outside.
struct JPEGMarkers: Sequence, IteratorProtocol {
  /// A segment: its marker and its bytes behind the length.
  struct Segment {
    let marker: UInt8
    let body: Range<Int>
  }

  private let bytes: [UInt8]
  private var position = 2
  /// What ended the list early, if anything did.
  private(set) var fault: ImagingError?
  private var isAtEnd = false

  /// Walks the segments of a file or of a beginning of it.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next segment, of which not all need be there; nil behind the last before the image data, which is the last
  /// that is given.
  ///
  /// As libjpeg does it, bytes between segments are passed over.
  mutating func next() -> Segment? {
    while fault == nil, !isAtEnd {
      while position < bytes.count, bytes[position] != 0xff { position += 1 }
      while position < bytes.count, bytes[position] == 0xff { position += 1 }
      guard position + 2 < bytes.count else { return stop(.truncated(.jpeg)) }
      let marker = bytes[position]
      switch marker {
      case 0x00, 0x01, 0xd0...0xd7:
        position += 1
        continue
      case 0xd8, 0xd9: return stop(.damaged(.jpeg, cause: "no frame header before the end"))
      default: break
      }
      let length = Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
      guard length >= 2 else { return stop(.damaged(.jpeg, cause: "marker segment shorter than its length")) }
      let body = (position + 3)..<(position + 1 + length)
      position = body.upperBound
      isAtEnd = marker == 0xda
      return Segment(marker: marker, body: body)
    }
    return nil
  }

  private mutating func stop(_ error: ImagingError) -> Segment? {
    fault = error
    return nil
  }

  /// Where the EXIF block lies, behind its name; nil where there is none.
  static func exif(_ bytes: [UInt8]) -> Range<Int>? {
    for segment in JPEGMarkers(bytes) where segment.marker == 0xe1 {
      let range = segment.body.clamped(to: bytes.indices)
      if ByteReader(bytes, range).has("Exif\0\0") { return (range.lowerBound + 6)..<range.upperBound }
    }
    return nil
  }

  /// The size in the frame header (B.2.2).
  static func size(_ bytes: [UInt8]) throws(ImagingError) -> (width: Int, height: Int) {
    var markers = JPEGMarkers(bytes)
    while let segment = markers.next() {
      switch segment.marker {
      case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
        let reader = ByteReader(bytes, segment.body)
        guard reader.count >= 5 else { throw .truncated(.jpeg) }
        func number(_ offset: Int) -> Int { bytes[offset..<offset + 2].reduce(0) { $0 << 8 | Int($1) } }
        return (number(segment.body.lowerBound + 3), number(segment.body.lowerBound + 1))
      case 0xf7: throw .foreign(.jpegLS)
      case 0xda: throw .damaged(.jpeg, cause: "no frame header before the image data")
      default: break
      }
    }
    throw markers.fault ?? .truncated(.jpeg)
  }
}
