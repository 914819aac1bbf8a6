import Columnar
import Testing

/// Values whose bytes are stored as streams, bytes of fixed length, and levels packed as they used to be.
@Suite struct ByteStreamTests {
  /// The bytes of numbers, stream by stream.
  private func split(_ values: [[UInt8]]) -> [UInt8] {
    (0..<(values.first?.count ?? 0)).flatMap { byte in values.map { $0[byte] } }
  }

  private func bytes(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * ($0 % 8))) }
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 63, 64, 65, 1000])
  func readsEveryWidth(count: Int) throws {
    let numbers = (0..<count).map { UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15 }
    func column(_ physical: RawParquet.Physical, _ width: Int) throws -> ColumnValues {
      try RawParquet(
        physical: physical, length: width, encoding: .byteStreamSplit, count: count,
        page: split(numbers.map { bytes($0, width) })
      ).read().values
    }
    #expect(try column(.int32, 4) == .int32(numbers.map { Int32(truncatingIfNeeded: $0) }))
    #expect(try column(.int64, 8) == .int64(numbers.map { Int64(bitPattern: $0) }))
    guard case .float(let floats) = try column(.float, 4), case .double(let doubles) = try column(.double, 8) else {
      Issue.record("neither float nor double")
      return
    }
    #expect(floats.map(\.bitPattern) == numbers.map { UInt32(truncatingIfNeeded: $0) })
    #expect(doubles.map(\.bitPattern) == numbers)
    for width in [1, 2, 3, 5, 7, 12, 16, 33] {
      #expect(try column(.fixed, width) == .fixed(numbers.flatMap { bytes($0, width) }, width: width))
    }
  }

  @Test func refusesStreamsThatLie() throws {
    func failure(_ count: Int, _ size: Int, _ physical: RawParquet.Physical) -> ColumnarError.Cause? {
      let page = [UInt8](repeating: 0, count: size)
      return cause {
        _ = try RawParquet(physical: physical, length: 3, encoding: .byteStreamSplit, count: count, page: page).read()
      }
    }
    #expect(failure(3, 8, .float) == .inconsistent(.byteStreams))
    #expect(failure(2, 9, .float) == .inconsistent(.byteStreams))
    #expect(failure(1, 0, .double) == .inconsistent(.byteStreams))
    #expect(failure(2, 4, .fixed) == .inconsistent(.byteStreams))
    #expect(failure(2, 2, .boolean) == .unsupported("encoding BYTE_STREAM_SPLIT of BOOLEAN"))
    #expect(failure(1, 12, .int96) == .unsupported("encoding BYTE_STREAM_SPLIT of INT96"))
    // As in Arrow, there may be more values than the page has.
    #expect(failure(1, 8, .float) == nil)
  }

  @Test func readsLevelsPackedFromTheHighestBit() throws {
    let page: [UInt8] = [0b1010_0000, 0b1000_0000] + [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
    let column = try RawParquet(physical: .int32, encoding: .plain, count: 9, levels: .bitPacked, page: page).read()
    #expect(
      column
        == Column(
          .int32([1, 0, 2, 0, 0, 0, 0, 0, 3]),
          validity: [true, false, true, false, false, false, false, false, true]))
    let short = RawParquet(physical: .int32, encoding: .plain, count: 9, levels: .bitPacked, page: [0])
    #expect(cause { _ = try short.read() } == .inconsistent(.levels))
    let other = RawParquet(physical: .int32, encoding: .plain, count: 1, levels: .plain, page: [0, 0, 0, 0])
    #expect(cause { _ = try other.read() } != nil)
  }

  @Test func readsOldTimesOfTwelveBytes() throws {
    // 12 hours after noon... of the Julian day of 1970-01-01, and a nanosecond before midnight the day before.
    let first: [UInt8] = bytes(43_200_000_000_000, 8) + bytes(2_440_588, 4)
    let second: [UInt8] = bytes(86_399_999_999_999, 8) + bytes(2_440_587, 4)
    let column = try RawParquet(physical: .int96, encoding: .plain, count: 2, page: first + second).read()
    #expect(column == Column(.int64([43_200_000_000_000, -1])))
  }
}
