import Labelling

/// What is wrong with data that came from outside: images, files of labels, what a hook wrote, what people returned.
package enum DataError: Error, Sendable, Equatable {
  /// A line of a text file.
  package struct Place: Sendable, Equatable {
    package let file: String
    /// From 1; the header is line 1.
    package let line: Int
    /// Makes a place.
    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// What is wrong with a row that a hook wrote.
  package enum HookRow: Sendable, Equatable {
    case classCount(expected: Int, found: Int)
    case dimensions(expected: Int, found: Int)
    case notFinite(position: Int)
    case outOfRange(position: Int, value: Double)
    case sum(Double)
    /// A committee of another size than that of the first row, or of no member.
    case memberCount(expected: Int, found: Int)
    /// What is wrong with what a member says, counted from 1.
    indirect case member(Int, HookRow)
    /// A length of a gradient that is none.
    case gradientNorm(Double)
    case unknownImage
    case repeatedImage
  }

  /// What is wrong with the id of an image.
  package enum BadID: Sendable, Equatable { case empty, notUTF8, controlCharacter, absolute, parentFolder, tooLong }

  /// What is wrong with a value of a table of the user's.
  package enum TableValue: Sendable, Equatable { case negative, noTime, noAddress }

  case folderMissing(path: String, purpose: String)
  case fileMissing(path: String, purpose: String)
  /// No file of the pool's folder is taken; `leftAside` says of pictures there why.
  case noImages(root: String, patterns: [String], leftAside: [String])
  case badImageID(String, BadID)
  case tooManyBroken(stage: String, broken: Int, total: Int, share: Double, first: String, reason: String)
  case columnMissing(file: String, column: String, found: [String])
  case unknownClass(Place, value: String, nearest: String?)
  /// A column that would be overlooked for how it is written.
  case columnMisspelt(file: String, found: String, meant: String)
  /// A file with a header and no row.
  case noRows(file: String)
  /// No row of a file fits an image; `image` is one of those that could have had one.
  case nothingJoins(FileJoin, image: String)
  /// Images that a file must have a row for and has not: the first of them, and out of how many.
  case rowsMissing(FileJoin, images: [String])
  /// Most images with a known label have no row in the metadata, which declares groups.
  case groupsUnknown(FileJoin, labels: Int, without: Int, first: String)
  /// More than one thing is wrong: the first of them, in the order of the file.
  indirect case several([DataError], of: Int, JoinDiagnosis?)
  case imageNotInPool(Place, image: String, nearest: String?)
  case repeatedImage(Place, image: String, firstLine: Int)
  case inTwoSets(image: String, sets: [String])
  /// A value of `pool.table`; rows from 1, in the order of the file.
  case badTableValue(file: String, row: Int, image: String, column: String, value: String, TableValue)
  case badAddress(Place, image: String, value: String)
  case badTimestamp(Place, column: String, value: String)
  case unknownStratum(column: String, value: String, known: [String], diagnosis: JoinDiagnosis?)
  case metadataColumnMissing(column: String, known: [String])
  case hookTable(stage: String, file: String, problem: String)
  case hookRow(stage: String, file: String, row: Int, image: String, HookRow)
  case hookMissesImages(stage: String, file: String, missing: Int, asked: Int, first: String)
  case temperedMissing(program: String)
  /// An image that one table of an iteration has is not in another.
  case imageMissing(image: String, file: String)
  /// The measure looks at a column that the hook does not write.
  case measureInputMissing(measure: String, program: String, columns: [String])
  /// The pool was scored by another measure.
  case measureNotScored(measure: String, scored: String)
  case poolTooSmall(stage: String, asked: Int, available: Int)
  /// A correction that waits names a class that the spec does not have (any more).
  case correctedToUnknownClass(image: String, value: String, author: String)
  /// No label is left to train on; `why` says what became of those that there were.
  case noLabels(iteration: Int, why: [String])
  case overBudget(spent: Double, worstCase: Double, total: Double, currency: String)
  /// People have too few places for the votes that are to be routed to them.
  case routingImpossible(missing: Int, votes: Int, people: Int)
}

extension DataError {
  /// How many of the things that are wrong are reported.
  private static let reported = 20

  /// All that is wrong as one error: the only thing, or the first of them and their number.
  ///
  /// - Returns: Nil where nothing is wrong.
  static func all(_ errors: [DataError], diagnosis: JoinDiagnosis? = nil) -> DataError? {
    guard errors.count > 1 || diagnosis != nil else { return errors.first }
    return errors.isEmpty ? nil : .several(Array(errors.prefix(reported)), of: errors.count, diagnosis)
  }
}
