/// A small picture whose decoded pixels tell one JPEG decoder from another.
///
/// libjpeg-turbo 2 does not say at run time which version is loaded, and the version is not what matters: its inverse
/// transform, its chroma interpolation and its colour conversion are. So these are tried, once.
enum JPEGProbe {
  /// A digest (FNV-1a, 64 bits, in hex) of the picture's pixels, grey and in colour.
  static let digest: String = {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for colour in [false, true] {
      let pixels = try? JPEGDecoder.decode(bytes, colour: colour, size: ImageSize(width: 24, height: 16)).pixels
      for pixel in pixels ?? [] { hash = (hash ^ UInt64(pixel)) &* 0x0000_0100_0000_01b3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }()

  /// A progressive JPEG of 24 × 16 pixels with chroma of half the size.
  private static let bytes: [UInt8] = stride(from: 0, to: hex.count, by: 2).map { index in
    nibble(hex[index]) << 4 | nibble(hex[index + 1])
  }

  private static func nibble(_ character: UInt8) -> UInt8 {
    character < 0x3a ? character - 0x30 : character - 0x57
  }

  private static let hex = Array(
    """
    ffd8ffdb0043000d090a0b0a080d0b0a0b0e0e0d0f13201513121213271c1e17202e2931302e292d2c333a4a3e333646\
    372c2d405741464c4e525352323e5a615a50604a51524fffdb0043010e0e0e131113261515264f352d354f4f4f4f4f4f\
    4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4fffc20011\
    080010001803012200021101031101ffc40017000003010000000000000000000000000000030405ffc4001601010101\
    00000000000000000000000000050304ffda000c03010002100310000001cb7daed3084d40f57fffc400171000030100\
    00000000000000000000000000010212ffda000801010001050250605028140a0fffc400171100030100000000000000\
    00000000000000020321ffda0008010301013f0185c4be1fffc400181100020300000000000000000000000000000402\
    0321ffda0008010201013f01b5b24de9ffc40014100100000000000000000000000000000020ffda0008010100063f02\
    5fffc40017100003010000000000000000000000000000106101ffda0008010100013f211c5e2989ffda000c03010002\
    000300000010b31fffc40017110100030000000000000000000000000000112131ffda0008010301013f10c6d09fffc4\
    00161101010100000000000000000000000000005161ffda0008010201013f10d973ffc4001b10000202030100000000\
    000000000000000001112131415181ffda0008010100013f1089e0e48d095c64b741f52a91e447ffd9
    """.utf8)
}
