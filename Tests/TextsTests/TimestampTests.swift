import Testing
import Texts

@Suite struct TimestampTests {
  @Test func readsWhatThePlatformsWrite() {
    #expect(Timestamp.parse("1970-01-01T00:00:00Z") == 0)
    #expect(Timestamp.parse("2026-11-20T23:54:45.603937Z") == 1_795_218_885_603_937)
    #expect(Timestamp.parse("2026-11-20T23:54:45.603937") == 1_795_218_885_603_937)
    #expect(Timestamp.parse("2026-11-21T01:24:45.603937+01:30") == 1_795_218_885_603_937)
    #expect(Timestamp.parse("2026-11-20T18:54:45.603937-05:00") == 1_795_218_885_603_937)
    #expect(Timestamp.parse("2026-11-20 23:54") == 1_795_218_840_000_000)
    #expect(Timestamp.parse("2026-11-20T23:54:45.5Z") == 1_795_218_885_500_000)
    #expect(Timestamp.parse("2026-11-20T23:54:45.123456789Z") == 1_795_218_885_123_456)
    #expect(Timestamp.parse("1969-12-31T23:59:59.999999Z") == -1)
  }

  @Test(arguments: [
    "", "2026", "2026-11-20", "2026-11-20T", "2026-11-20T24:00:00Z", "2026-11-20T23:60:00Z",
    "2026-11-20T23:59:60Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-11-00T00:00:00Z", "0000-01-01T00:00:00Z",
    "2026-11-20T23:54:45.Z", "2026-11-20T23:54:45.1234567890Z", "2026-11-20T23:54:45ZZ",
    "2026-11-20T23:54:45+1:00", "2026-11-20T23:54:45+24:00", "2026-11-20T23:54:45+01", "2026-11-20t23:54:45Z",
    " 2026-11-20T23:54:45Z", "2026-11-20T23:54:45Z ", "+026-11-20T23:54:45Z", "２０26-11-20T23:54:45Z",
    "20.11.2026 23:54",
  ])
  func refusesTimesThatDoNotExist(_ text: String) {
    #expect(Timestamp.parse(text) == nil)
  }

  @Test func leapDaysExist() throws {
    for text in ["2024-02-29T12:00:00.000000Z", "2000-02-29T00:00:00.000000Z"] {
      let time = try #require(Timestamp.parse(text))
      #expect(Timestamp.format(time) == text)
    }
  }

  @Test func whatIsWrittenReadsBack() throws {
    var time: Int64 = -62_135_596_800_000_000  // 0001-01-01
    let last: Int64 = 253_402_300_799_999_999  // 9999-12-31
    #expect(Timestamp.format(time) == "0001-01-01T00:00:00.000000Z")
    #expect(Timestamp.format(last) == "9999-12-31T23:59:59.999999Z")
    #expect(Timestamp.format(last + 1) == nil)
    #expect(Timestamp.format(time - 1) == nil)
    #expect(Timestamp.format(.min) == nil)
    #expect(Timestamp.format(.max) == nil)
    while time < last {
      let text = try #require(Timestamp.format(time))
      #expect(Timestamp.parse(text) == time)
      time += 12_345_678_901_234_567
    }
  }

  @Test func everyDayFollowsTheOneBefore() {
    var expected = Timestamp.daysSince1970(year: 1999, month: 12, day: 31)
    for (year, lengths) in [
      (2000, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
      (2001, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
    ] {
      for (month, length) in lengths.enumerated() {
        for day in 1...length {
          expected += 1
          #expect(Timestamp.daysSince1970(year: year, month: month + 1, day: day) == expected)
        }
      }
    }
  }

  @Test func writesAsManyDigitsOfASecondAsAreAskedFor() {
    let time: Int64 = 1_795_218_885_603_937
    #expect(Timestamp.text(time, digits: 0) == "2026-11-20T23:54:45Z")
    #expect(Timestamp.text(time, digits: 3) == "2026-11-20T23:54:45.603Z")
    #expect(Timestamp.text(time, digits: 6) == "2026-11-20T23:54:45.603937Z")
    // What is dropped is dropped towards the past.
    #expect(Timestamp.text(-1, digits: 0) == "1969-12-31T23:59:59Z")
    #expect(Timestamp.text(-1, digits: 3) == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp.parse(Timestamp.text(Timestamp.now(), digits: 6)) != nil)
  }
}
