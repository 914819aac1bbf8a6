import Columnar
import Testing

/// Numbers, lengths and prefixes that are stored as packed differences.
@Suite struct DeltaEncodingTests {
  /// A header: 128 values a block, four miniblocks.
  private func header(_ count: Int, first: Int64, block: UInt64 = 128, miniblocks: UInt64 = 4) -> [UInt8] {
    varint(block) + varint(miniblocks) + varint(UInt64(count)) + zigzag(first)
  }

  /// Values side by side, the lowest bit first.
  private func pack(_ values: [UInt64], _ width: Int) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: (values.count * width + 7) / 8)
    for (index, value) in values.enumerated() {
      for bit in 0..<width where value >> UInt64(bit) & 1 == 1 {
        packed[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
      }
    }
    return packed
  }

  private func longs(_ count: Int, _ page: [UInt8]) throws -> [Int64] {
    let column = try RawParquet(physical: .int64, encoding: .deltaBinaryPacked, count: count, page: page).read()
    guard case .int64(let values) = column.values else { return [] }
    return values
  }

  private func failure(
    _ count: Int, _ page: [UInt8], _ physical: RawParquet.Physical = .int64,
    _ encoding: RawParquet.Encoding = .deltaBinaryPacked
  ) -> ColumnarError.Cause? {
    cause { _ = try RawParquet(physical: physical, length: 2, encoding: encoding, count: count, page: page).read() }
  }

  @Test func readsTheExamplesOfTheSpecification() throws {
    // 1 to 5: differences of 1, so that the widths are 0. Then 7, 5, 3, 1, 2, 3, 4, 5 with a least difference of -2.
    #expect(try longs(5, header(5, first: 1) + zigzag(1) + [0, 0, 0, 0]) == [1, 2, 3, 4, 5])
    let packed: [UInt8] = [0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0]
    #expect(try longs(8, header(8, first: 7) + zigzag(-2) + [2, 0, 0, 0] + packed) == [7, 5, 3, 1, 2, 3, 4, 5])
  }

  @Test func readsOneValueAndNone() throws {
    #expect(try longs(1, header(1, first: .min)) == [.min])
    #expect(try longs(0, []) == [])
    let none = try RawParquet(
      physical: .int64, encoding: .deltaBinaryPacked, count: 3, levels: .rle, page: [2, 0, 0, 0, 6, 0]
    ).read()
    #expect(none == Column(.int64([0, 0, 0]), validity: [false, false, false]))
  }

  @Test func differencesWrapAround() throws {
    // From the least to the greatest number is a difference of -1; back again 1.
    let page = header(3, first: .min) + zigzag(-1) + [2, 0, 0, 0] + [0b1000] + [UInt8](repeating: 0, count: 7)
    #expect(try longs(3, page) == [.min, .max, .min])
    let narrow = header(2, first: Int64(Int32.max)) + zigzag(1) + [0, 0, 0, 0]
    let column = try RawParquet(physical: .int32, encoding: .deltaBinaryPacked, count: 2, page: narrow).read()
    #expect(column == Column(.int32([.max, .min])))
  }

  @Test(arguments: [1, 7, 8, 9, 31, 32, 33, 55, 56, 57, 58, 61, 63, 64])
  func readsEveryBitWidth(width: Int) throws {
    // 33 values: the second block has one miniblock of 32 only, behind which nothing more is stored.
    let mask = UInt64.max >> UInt64(64 - width)
    let differences = (0..<64).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 & mask }
    let packed = pack(differences, width)
    let half = packed.count / 2
    let page =
      header(65, first: 5, block: 32, miniblocks: 1) + zigzag(0) + [UInt8(width)] + packed[..<half] + zigzag(0)
      + [UInt8(width)] + packed[half...]
    var expected: [Int64] = [5]
    for difference in differences { expected.append((expected.last ?? 0) &+ Int64(bitPattern: difference)) }
    #expect(try longs(65, page) == expected)
  }

  @Test func differencesOfNarrowNumbersMayTakeABitMore() throws {
    // As DuckDB writes unsigned numbers: 0, 4,294,967,295 and 0 again, from a least difference of −4,294,967,295.
    let page =
      header(3, first: 0, block: 128, miniblocks: 4) + zigzag(-4_294_967_295) + [33, 0, 0, 0]
      + pack([8_589_934_590, 0] + [UInt64](repeating: 0, count: 30), 33)
    let column = try RawParquet(physical: .int32, encoding: .deltaBinaryPacked, count: 3, page: page).read()
    #expect(column == Column(.int32([0, -1, 0])))
  }

  @Test func refusesHeadersThatLie() {
    for (block, miniblocks) in [(0, 4), (128, 0), (128, 3), (64, 4), (1 << 40, 1), (32, 64)] as [(UInt64, UInt64)] {
      let page = header(5, first: 1, block: block, miniblocks: miniblocks) + zigzag(1) + [0, 0, 0, 0]
      #expect(failure(5, page) == .inconsistent(.deltas), "\(block) \(miniblocks)")
    }
    #expect(failure(5, header(4, first: 1) + zigzag(1) + [0, 0, 0, 0]) == .inconsistent(.pageValues))
    #expect(failure(5, header(6, first: 1) + zigzag(1) + [0, 0, 0, 0]) == .inconsistent(.pageValues))
    #expect(failure(1, [UInt8](repeating: 0xFF, count: 30)) == .inconsistent(.deltas))
    #expect(failure(2, []) == .inconsistent(.deltas))
  }

  @Test func refusesBlocksThatLie() {
    #expect(failure(5, header(5, first: 1)) == .inconsistent(.deltas))
    #expect(failure(5, header(5, first: 1) + zigzag(1) + [0, 0, 0]) == .inconsistent(.deltas))
    #expect(failure(5, header(5, first: 1) + zigzag(1) + [1, 0, 0, 0, 0, 0, 0]) == .inconsistent(.deltas))
    let zeros = [UInt8](repeating: 0, count: 400)
    #expect(failure(5, header(5, first: 1) + zigzag(1) + [65, 0, 0, 0] + zeros) == .inconsistent(.deltas))
    #expect(failure(5, header(5, first: 1) + zigzag(1) + [65, 0, 0, 0] + zeros, .int32) == .inconsistent(.deltas))
    // Of miniblocks that hold nothing the width means nothing.
    #expect(failure(5, header(5, first: 1) + zigzag(1) + [0, 99, 99, 99]) == nil)
  }

  @Test func refusesNumbersWhereThereAreNone() {
    let page = header(1, first: 1)
    #expect(failure(1, page, .float) == .unsupported("encoding DELTA_BINARY_PACKED of FLOAT"))
    #expect(failure(1, page, .byteArray) == .unsupported("encoding DELTA_BINARY_PACKED of BYTE_ARRAY"))
  }

  // MARK: Texts

  /// Lengths that are all the same.
  private func lengths(_ count: Int, _ length: Int64) -> [UInt8] {
    header(count, first: length) + (count > 1 ? zigzag(0) + [0, 0, 0, 0] : [])
  }

  private func texts(_ encoding: RawParquet.Encoding, _ count: Int, _ page: [UInt8], limit: Int? = nil) throws
    -> [String]
  {
    let column = try RawParquet(physical: .byteArray, converted: 0, encoding: encoding, count: count, page: page)
      .read(memoryLimit: limit)
    guard case .string(let values) = column.values else { return [] }
    return values.strings
  }

  @Test func readsTextsBehindTheirLengths() throws {
    #expect(try texts(.deltaLengthByteArray, 2, lengths(2, 3) + Array("abcdef".utf8)) == ["abc", "def"])
    #expect(try texts(.deltaLengthByteArray, 0, []) == [])
    #expect(
      failure(2, lengths(2, 3) + [1, 2, 3, 4, 5], .byteArray, .deltaLengthByteArray) == .inconsistent(.plainValues))
    #expect(failure(1, lengths(1, -1), .byteArray, .deltaLengthByteArray) == .inconsistent(.deltas))
    // Together they are UTF-8, each by itself is not.
    let halves = lengths(2, 1) + Array("ü".utf8)
    #expect(cause { _ = try texts(.deltaLengthByteArray, 2, halves) } == .notUTF8)
  }

  @Test func readsTextsThatSharePrefixes() throws {
    // 0, 5, 0, 3 shared; "Hello", " World" behind it, "Moon", "-1" behind "Moo": the example of Arrow's own tests.
    let prefixes = header(4, first: 0) + zigzag(-5) + [4, 0, 0, 0] + [0x0A, 0x08] + [UInt8](repeating: 0, count: 14)
    let suffixes = header(4, first: 5) + zigzag(-2) + [2, 0, 0, 0] + [0b00_0011] + [UInt8](repeating: 0, count: 7)
    let page = prefixes + suffixes + Array("Hello WorldMoon-1".utf8)
    #expect(try texts(.deltaByteArray, 4, page) == ["Hello", "Hello World", "Moon", "Moo-1"])
  }

  @Test func refusesPrefixesThatLie() {
    // The first value shares nothing; the second no more than the first has.
    #expect(failure(1, lengths(1, 1) + lengths(1, 1) + [97], .byteArray, .deltaByteArray) == .inconsistent(.prefixes))
    let second = header(2, first: 0) + zigzag(2) + [0, 0, 0, 0]
    #expect(failure(2, second + lengths(2, 1) + [97, 97], .byteArray, .deltaByteArray) == .inconsistent(.prefixes))
    #expect(
      failure(2, lengths(2, 0) + lengths(2, 2) + [97], .byteArray, .deltaByteArray) == .inconsistent(.plainValues))
    #expect(
      failure(2, lengths(2, 0) + lengths(2, 3) + [UInt8](repeating: 0, count: 6), .fixed, .deltaByteArray)
        == .inconsistent(.plainValues))
    #expect(failure(2, lengths(2, 0) + lengths(2, 2) + [1, 2, 3, 4], .fixed, .deltaByteArray) == nil)
  }

  @Test func prefixesCannotAmplifyBeyondTheLimit() {
    // A text of 1,000 bytes, 9,999 more that share all of it.
    let prefixes =
      header(10_000, first: 0, block: 16_384, miniblocks: 512) + zigzag(0) + [10] + [UInt8](repeating: 0, count: 511)
      + [0xE8, 0x03] + [UInt8](repeating: 0, count: 38)
    // Only the first block has differences.
    let suffixes =
      header(10_000, first: 1000, block: 32, miniblocks: 1) + zigzag(-1000) + [10]
      + pack([0] + [UInt64](repeating: 1000, count: 31), 10) + [UInt8](repeating: 0, count: 2 * 312)
    let page = prefixes + suffixes + [UInt8](repeating: 97, count: 1000)
    guard
      case .tooLarge(10_000_000, let limit)? = cause({
        _ = try texts(.deltaByteArray, 10_000, page, limit: 1 << 20)
      })
    else {
      Issue.record("the texts were not refused")
      return
    }
    #expect(limit <= 1 << 20)
    #expect((try? texts(.deltaByteArray, 10_000, page, limit: 1 << 25))?.count == 10_000)
  }
}
