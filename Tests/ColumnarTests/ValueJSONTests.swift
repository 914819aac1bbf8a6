import Columnar
import Testing

/// Values as JSON, which is how `winnow show` prints them.
@Suite struct ValueJSONTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: ColumnType
    let values: ColumnValues
    let json: String
    var testDescription: String { "\(type.name) \(json)" }

    init(_ type: ColumnType, _ values: ColumnValues, _ json: String) {
      self.type = type
      self.values = values
      self.json = json
    }
  }

  static func text(_ text: String, _ json: String) -> Case { Case(.string, .string(StringArray([text])), json) }

  static let numbers: [Case] = [
    Case(.bool, .bool([true]), "true"), Case(.int32, .int32([.min]), "-2147483648"),
    Case(.int64, .int64([.min]), "-9223372036854775808"), Case(.int64, .int64([.max]), "9223372036854775807"),
    Case(.uint32, .int64([4_294_967_295]), "4294967295"), Case(.uint64, .int64([-1]), "18446744073709551615"),
    Case(.uint64, .int64([.min]), "9223372036854775808"), Case(.float, .float([0.1]), "0.1"),
    Case(.float16, .float([0.099975586]), "0.099975586"), Case(.double, .double([0.1]), "0.1"),
    Case(.double, .double([-0.0]), "-0.0"), Case(.double, .double([.leastNonzeroMagnitude]), "5e-324"),
    Case(.double, .double([1e300]), "1e+300"), Case(.float, .float([.nan]), "\"NaN\""),
    Case(.double, .double([.infinity]), "\"Infinity\""), Case(.double, .double([-.infinity]), "\"-Infinity\""),
    Case(.decimal(precision: 9, scale: 3), .int32([-1230]), "\"-1.230\""),
    Case(.decimal(precision: 9, scale: 3), .int32([-1]), "\"-0.001\""),
    Case(.decimal(precision: 18, scale: 0), .int64([.min]), "\"-9223372036854775808\""),
    Case(.decimal(precision: 18, scale: 18), .int64([5]), "\"0.000000000000000005\""),
    Case(
      .decimal(precision: 20, scale: 2), .fixed([0x80] + [UInt8](repeating: 0, count: 8), width: 9),
      "\"-23611832414348226068.48\""),
    Case(.decimal(precision: 38, scale: 0), .fixed([UInt8](repeating: 0xFF, count: 16), width: 16), "\"-1\""),
    Case(.decimal(precision: 38, scale: 1), .fixed([UInt8](repeating: 0, count: 16), width: 16), "\"0.0\""),
    Case(.decimal(precision: 10, scale: 1), .binary(StringArray(bytes: [0x03, 0xE8], offsets: [0, 2])), "\"100.0\""),
  ]

  static let times: [Case] = [
    Case(.date, .int32([0]), "\"1970-01-01\""), Case(.date, .int32([19_782]), "\"2024-02-29\""),
    Case(.date, .int32([-719_528]), "\"0000-01-01\""), Case(.date, .int32([-719_529]), "\"-0001-12-31\""),
    Case(.date, .int32([2_932_896]), "\"9999-12-31\""), Case(.date, .int32([2_932_897]), "\"+10000-01-01\""),
    Case(.date, .int32([.max]), "\"+5881580-07-11\""), Case(.date, .int32([.min]), "\"-5877641-06-23\""),
    Case(.time(.milliseconds), .int32([45_296_001]), "\"12:34:56.001\""),
    Case(.time(.microseconds), .int64([45_296_000_001]), "\"12:34:56.000001\""),
    Case(.time(.nanoseconds), .int64([0]), "\"00:00:00.000000000\""),
    Case(.time(.milliseconds), .int32([-1]), "-1"), Case(.time(.milliseconds), .int32([86_400_000]), "86400000"),
    Case(.timestamp, .int64([-1]), "\"1969-12-31T23:59:59.999999Z\""),
    Case(.foreignTimestamp(.milliseconds, utc: false), .int64([0]), "\"1970-01-01T00:00:00.000\""),
    Case(.foreignTimestamp(.milliseconds, utc: true), .int64([0]), "\"1970-01-01T00:00:00.000Z\""),
    Case(.foreignTimestamp(.nanoseconds, utc: false), .int64([.min]), "\"1677-09-21T00:12:43.145224192\""),
    Case(.foreignTimestamp(.milliseconds, utc: false), .int64([.min]), "\"-292275055-05-16T16:47:04.192\""),
    Case(.foreignTimestamp(.milliseconds, utc: false), .int64([.max]), "\"+292278994-08-17T07:12:55.807\""),
  ]

  static let others: [Case] = [
    text("", "\"\""), text("büchse 😀", "\"büchse 😀\""), text("\"\\/", "\"\\\"\\\\/\""),
    text("\n\r\t\u{8}\u{C}\u{0}\u{1F}", "\"\\n\\r\\t\\b\\f\\u0000\\u001f\""),
    text("\u{7F}\u{80}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009f\u{A0}\""),
    text("\u{2028}\u{2029}\u{202A}\u{202E}", "\"\\u2028\\u2029\\u202a\\u202e\""),
    text("\u{61C}\u{200E}\u{200F}\u{2066}\u{2069}\u{2065}", "\"\\u061c\\u200e\\u200f\\u2066\\u2069\u{2065}\""),
    Case(.binary, .binary(StringArray(bytes: [0, 0xAB, 0xFF], offsets: [0, 3])), "\"00abff\""),
    Case(.fixed(2), .fixed([1, 2], width: 2), "\"0102\""), Case(.null, .int32([0]), "0"),
    Case(.digest, .digest([UInt8](repeating: 0x1F, count: 32)), "\"" + String(repeating: "1f", count: 32) + "\""),
    Case(.uuid, .fixed((0..<16).map { UInt8($0 * 17) }, width: 16), "\"00112233-4455-6677-8899-aabbccddeeff\""),
    Case(.list(.int32), .list(.int32([]), offsets: [0, 0]), "[]"),
    Case(
      .list(.list(.uint64)),
      .list(
        .nullable(
          .list(.nullable(.int64([1, 0, -1]), validity: [true, false, true]), offsets: [0, 2, 2, 3]),
          validity: [true, false, true]), offsets: [0, 3]), "[[1, null], null, [18446744073709551615]]"),
  ]

  @Test(arguments: numbers + times + others) func everyTypeHasItsForm(example: Case) {
    var bytes: [UInt8] = []
    ValueJSON.append(Column(example.values), example.type, row: 0, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == example.json)
  }

  @Test func aRowIsAnObject() {
    var bytes: [UInt8] = []
    let rows = RowJSON([ColumnSchema("a\n", .int32), ColumnSchema("b", .string, nullable: true)])
    rows.append([.int32s([1, 2]), .optionalStrings(["x", nil])], row: 1, to: &bytes)
    RowJSON([]).append([], row: 0, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "{\"a\\n\": 2, \"b\": null}{}")
  }
}
