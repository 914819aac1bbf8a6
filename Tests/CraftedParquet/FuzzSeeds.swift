/// Inputs that the fuzzers begin with: one for every way of storing values that can be read.
package enum FuzzSeeds {
  /// For `PageInput`: eight rows of every type in every encoding, as version 1 and 2, in every shape and codec.
  package static let pages: [[UInt8]] = {
    var seeds: [[UInt8]] = []
    for type in UInt8(0)..<8 {
      for encoding: UInt8 in [0, 3, 5, 6, 7, 8, 9] {
        for shape in UInt8(0)..<4 {
          for version in UInt8(0)..<2 { seeds.append(page(type, encoding, shape, version, codec: 0, meaning: 0)) }
        }
        seeds.append(page(type, encoding, 0, 0, codec: 3, meaning: 0))
        for meaning in UInt8(1)..<32 where encoding == 0 {
          seeds.append(page(type, encoding, 1, 0, codec: 0, meaning: meaning))
        }
      }
    }
    return seeds
  }()

  /// For `FooterInput`: the files that lie.
  package static let footers: [[UInt8]] = MalformedCase.all.compactMap {
    $0.bytes.count < 20_000 ? FooterInput.input(of: $0.bytes) : nil
  }

  private static func page(
    _ type: UInt8, _ encoding: UInt8, _ shape: UInt8, _ version: UInt8, codec: UInt8, meaning: UInt8
  ) -> [UInt8] {
    let head: [UInt8] = [type | shape << 3, codec | meaning << 3, 4, 8, 0, 8, 0, 0]
    // Eight lists of one element each: all begin a row, all are there.
    let repetitions: [UInt8] = shape < 2 ? [] : [16, 0]
    let definitions: [UInt8] = shape == 0 ? [] : [16, [0, 1, 3, 5][Int(shape)]]
    var values = body(type, encoding)
    if codec == 3 {
      let header = values.count << 3 | 1
      values = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38, UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), 0] + values
    }
    var pages: [UInt8] = []
    if encoding == 8 {
      let plain = body(type, 0)
      pages += [2, 0, 8, 0] + short(plain.count) + short(plain.count) + plain
    }
    if version == 0 {
      let levels = [repetitions, definitions].filter { !$0.isEmpty }.flatMap(CraftedPage.prefixed)
      let all = levels + values
      let unpacked = codec == 3 ? body(type, encoding).count : all.count
      pages += [codec == 3 ? 0x40 : 0, encoding, 8, 0] + short(unpacked) + short(all.count) + all
    } else {
      let all = repetitions + definitions + values
      pages +=
        [1, encoding, 8, 0] + short(all.count) + short(all.count) + [0, 0]
        + [UInt8(definitions.count), UInt8(repetitions.count)] + all
    }
    return head + pages
  }

  private static func body(_ type: UInt8, _ encoding: UInt8) -> [UInt8] {
    let delta: [UInt8] = [0x80, 1, 4, 8, 4] + [2, 3, 0, 0, 0] + (0..<12).map { $0 &* 37 }
    let zeros: [UInt8] = [0x80, 1, 4, 8, 0, 0, 0, 0, 0, 0]
    switch encoding {
    case 0 where type == 6: return (UInt8(0)..<8).flatMap { [1, 0, 0, 0, 0x61 + $0] as [UInt8] }
    case 0 where type == 0: return [0xA5]
    case 0: return (0..<8 * [1, 4, 8, 12, 4, 8, 0, 4][Int(type)]).map { UInt8(truncatingIfNeeded: $0) }
    case 3: return [2, 0, 0, 0, 3, 0xA5]
    case 5: return delta
    case 6: return [0x80, 1, 4, 8, 2] + [0, 0, 0, 0, 0] + Array("abcdefgh".utf8)
    case 7: return zeros + [0x80, 1, 4, 8, 2] + [0, 0, 0, 0, 0] + Array("abcdefgh".utf8)
    case 8: return [3, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010]
    default: return (0..<8 * [1, 4, 8, 12, 4, 8, 1, 4][Int(type)]).map { UInt8(truncatingIfNeeded: $0) }
    }
  }

  private static func short(_ count: Int) -> [UInt8] { [UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF)] }
}
