import Columnar

/// A file that lies, and what reading it must end in.
package struct MalformedCase: Sendable {
  /// What is wrong with it, in words that make a file's name.
  package let name: String
  /// The file.
  package let bytes: [UInt8]
  /// What the error must say; nil where the file may be read.
  package let cause: ColumnarError.Cause?
  /// The column that the error must name.
  package let column: String?
  /// The page that the error must name.
  package let page: Int?

  /// Makes a case.
  package init(
    _ name: String, _ file: CraftedFile, _ cause: ColumnarError.Cause?, column: String? = "x", page: Int? = nil
  ) {
    self.init(name, file.bytes, cause, column: column, page: page)
  }

  /// Makes a case of the bytes of a file.
  package init(
    _ name: String, _ bytes: [UInt8], _ cause: ColumnarError.Cause?, column: String? = nil, page: Int? = nil
  ) {
    self.name = name
    self.bytes = bytes
    self.cause = cause
    self.column = column
    self.page = page
  }

  /// All of them.
  package static let all = footers + schemas + chunks + pages + levels + dictionaries + encodings + compressions
}
