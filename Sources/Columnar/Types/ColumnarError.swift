/// Why a table could not be read, written or made, and where.
package struct ColumnarError: Error, Equatable, Sendable {
  /// The file, nil for a table in memory.
  package var file: String?
  /// The column's name.
  package var column: String?
  /// The row group's number, from 0.
  package var rowGroup: Int?
  /// The page's number in the column chunk, from 0.
  package var page: Int?
  /// The row's number in the table, from 0.
  package var row: Int?
  /// The program that wrote the file, as it calls itself; known where the file is sound and cannot be read here.
  package var writer: String?
  /// What is wrong.
  package let cause: Cause

  /// Makes an error.
  package init(
    _ cause: Cause, file: String? = nil, column: String? = nil, rowGroup: Int? = nil, page: Int? = nil,
    row: Int? = nil, writer: String? = nil
  ) {
    self.cause = cause
    self.writer = writer
    self.file = file
    self.column = column
    self.rowGroup = rowGroup
    self.page = page
    self.row = row
  }

  /// What can be wrong.
  package enum Cause: Equatable, Sendable {
    // A table in memory.

    /// The table has no such column.
    case noSuchColumn
    /// The number of columns is not the schema's.
    case columnCount(expected: Int, found: Int)
    /// The values are of another type.
    case type(expected: String, found: String)
    /// The column has another number of rows than the table.
    case length(expected: Int, found: Int)
    /// A row lacks a value where one must be.
    case null
    /// An element of a list is null.
    case nullElement
    /// The offsets of lists or texts do not ascend within the values.
    case offsets
    /// The row's key comes before the key of the row before.
    case keyDescends
    /// The row has the same key as the row before.
    case keyRepeats
    /// A row that was asked for is not there.
    case noSuchRow(rows: Int)

    // A file.

    /// The file does not begin and end with `PAR1`, or is too short.
    case notParquet
    /// The footer, or the file's data, is encrypted.
    case encrypted
    /// The table belongs to another schema or version than its reader asks for.
    case schema(expected: String, found: String)
    /// The digest of the footer does not hold: the file is damaged.
    case footerDigest
    /// The check sum of a page does not hold: the file is damaged.
    case pageChecksum
    /// Two things in the file that say the same do not agree, or one that says where something is leads nowhere.
    case inconsistent(Part)
    /// The thrift encoding of the footer or a page header is broken.
    case thrift(Thrift)
    /// The compressed bytes of a page are broken.
    case compression(codec: String)
    /// A number does not fit the type that is asked for.
    case outOfRange
    /// A time of 12 bytes lies before or after what nanoseconds since 1970 in 64 bits can say.
    case int96OutOfRange
    /// A text is not UTF-8.
    case notUTF8
    /// More memory than allowed would be needed; both in bytes.
    case tooLarge(bytes: Int, limit: Int)
    /// A codec that is not read here, by the name that the specification gives it (`LZ4_RAW`).
    case codec(String)
    /// A column that holds more than values and lists of them (`struct`, `map`, `list of struct`).
    case structure(String)
    /// Something else of the format that is not read here; the name says what (`encoding BIT_PACKED of DOUBLE`).
    case unsupported(String)

    // A folder of files.

    /// The folder holds no file that could be a part of a table.
    case noParts
    /// The folder holds another one, whose name is given.
    case nestedParts(String)
    /// A column has another type than in the part that comes first.
    case partDiffers(first: String, expected: String, found: String)

    /// The parts of a file that can contradict each other.
    package enum Part: Equatable, Sendable {
      case footerLength
      case schemaTree
      case rowGroups
      case rowCount
      case columnChunk
      case pageHeader
      case pageSize
      case pageValues
      case pageIndex
      case dictionary
      case dictionaryIndex
      case levels
      case plainValues
      case runs
      case deltas
      case prefixes
      case byteStreams
    }

    /// What can be broken in thrift.
    package enum Thrift: Equatable, Sendable {
      case endOfInput
      case number
      case type
      case depth
      case size
      case missingField
    }
  }

  /// The same error with the places filled in that it does not name itself.
  package func at(
    file: String? = nil, column: String? = nil, rowGroup: Int? = nil, page: Int? = nil, row: Int? = nil,
    writer: String? = nil
  ) -> ColumnarError {
    var error = self
    if case .codec = cause { error.writer = self.writer ?? writer }
    error.file = self.file ?? file
    error.column = self.column ?? column
    error.rowGroup = self.rowGroup ?? rowGroup
    error.page = self.page ?? page
    error.row = self.row ?? row
    return error
  }
}
