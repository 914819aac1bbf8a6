import Texts

/// A field of a CSV file and where it begins.
struct CSVField {
  let text: String
  let offset: Int
}

/// A line as a table has it; one line of the file unless a field in quotation marks holds line breaks.
struct CSVRecord {
  let fields: [CSVField]
  let offset: Int
}

/// Writes comma-separated values (RFC 4180).
enum CSVWriter {
  /// Writes one record with its line end.
  static func append(_ fields: [String], to bytes: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      // A line without a character is no record, and a mark of byte order at the beginning of a file is no part of a field.
      let needsQuotes =
        field.isEmpty && fields.count == 1 || field.utf8.starts(with: [0xEF, 0xBB, 0xBF])
        || field.utf8.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x2C || $0 == 0x3B }
      guard needsQuotes else {
        bytes += Array(field.utf8)
        continue
      }
      bytes.append(0x22)
      for byte in field.utf8 {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    }
    bytes += [0x0D, 0x0A]
  }
}

/// Reads comma-separated values (RFC 4180) strictly, one record after the other.
///
/// The separator is the first of `,`, `;` and tab outside quotation marks in the first line, since
/// spreadsheets of some countries write the second; a line `sep=;` before the header names it. Lines end in
/// LF or CR LF, or all in CR alone; lines without a character are left out.
struct CSVReader {
  let bytes: [UInt8]
  private let file: String
  private let limits: LabellingLimits
  private var index = 0
  private var separator = UInt8(ascii: ",")

  init(bytes: [UInt8], file: String, limits: LabellingLimits) throws {
    guard bytes.count <= limits.fileBytes else {
      throw LabellingError.tooLarge(file: file, bytes: bytes.count, limit: limits.fileBytes)
    }
    // Old spreadsheets end lines in CR alone.
    self.bytes = bytes.contains(0x0A) ? bytes : bytes.map { $0 == 0x0D ? 0x0A : $0 }
    self.file = file
    self.limits = limits
    if let problem = ForeignFile.problem(bytes) { throw failure(problem, at: 0) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    findSeparator()
  }

  /// The next record, or nil at the end.
  mutating func next() throws -> CSVRecord? {
    while atLineEnd { skipLineEnd() }
    return index < bytes.count ? try record() : nil
  }

  /// An error of this file at byte `offset`.
  func failure(_ problem: FileProblem, at offset: Int) -> LabellingError {
    .malformed(file: file, position: TextPosition(offset: offset, in: bytes), problem: problem)
  }

  private mutating func findSeparator() {
    if skipSeparatorLine() { return }
    var quoted = false
    for byte in bytes[index...] {
      switch byte {
      case 0x22: quoted.toggle()
      case 0x2C where !quoted, 0x3B where !quoted, 0x09 where !quoted:
        separator = byte
        return
      case 0x0A where !quoted: return
      default: continue
      }
    }
  }

  /// Takes the separator from a first line `sep=;`, as Excel reads and writes it.
  private mutating func skipSeparatorLine() -> Bool {
    let start = index
    guard bytes[start...].starts(with: Array("sep=".utf8)), start + 5 < bytes.count else { return false }
    index = start + 5
    guard [0x2C, 0x3B, 0x09].contains(bytes[start + 4]), atLineEnd else {
      index = start
      return false
    }
    separator = bytes[start + 4]
    return true
  }

  private var atLineEnd: Bool {
    index < bytes.count
      && (bytes[index] == 0x0A || bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A)
  }

  private mutating func skipLineEnd() {
    index += bytes[index] == 0x0D ? 2 : 1
  }

  private mutating func record() throws -> CSVRecord {
    let start = index
    var fields: [CSVField] = []
    while true {
      guard fields.count < limits.columns else {
        throw failure(.tooManyValues(limit: limits.columns), at: index)
      }
      fields.append(try index < bytes.count && bytes[index] == 0x22 ? quotedField() : plainField())
      if index >= bytes.count { break }
      if bytes[index] == separator {
        index += 1
        continue
      }
      skipLineEnd()
      break
    }
    return CSVRecord(fields: fields, offset: start)
  }

  private mutating func plainField() throws -> CSVField {
    let start = index
    while index < bytes.count, bytes[index] != separator, !atLineEnd {
      if bytes[index] == 0x22 { throw failure(.strayQuote, at: index) }
      index += 1
    }
    return try field(Array(bytes[start..<index]), start)
  }

  private mutating func quotedField() throws -> CSVField {
    let start = index
    var text: [UInt8] = []
    index += 1
    while true {
      guard index < bytes.count else { throw failure(.unterminatedQuote, at: start) }
      if bytes[index] != 0x22 {
        text.append(bytes[index])
        index += 1
      } else if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
        text.append(0x22)
        index += 2
      } else {
        index += 1
        break
      }
    }
    guard index >= bytes.count || bytes[index] == separator || atLineEnd else {
      throw failure(.strayQuote, at: index)
    }
    return try field(text, start)
  }

  private func field(_ text: [UInt8], _ start: Int) throws -> CSVField {
    guard let string = UTF8Form.text(text) else { throw failure(.invalidUTF8, at: start) }
    return CSVField(text: string, offset: start)
  }
}
