extension Unicode.Scalar {
  /// Whether the scalar has no place in a text file: controls, the separators that only some programs take
  /// for line ends, marks that reverse the reading direction, and the non-characters of the basic plane.
  package var isUnfitForText: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    case 0xFDD0...0xFDEF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
