import Columnar
import Stages
import Texts

/// What is wrong with the files given to a pick.
package enum PickError: Error, Sendable, Equatable {
  case tooFew(asked: Int, available: Int)
  /// A row of a file is none that can be worked with.
  case row(option: String, place: ErrorPlace, image: String, DataError.HookRow)
  /// An image stands twice in a file.
  case repeated(option: String, image: String, first: ErrorPlace, second: ErrorPlace)
  /// No id of a file is one of the images.
  case nothingFits(PickJoin)
  case noEmbedding(image: String)
  /// The measure looks at columns that the predictions do not have.
  case measureInputMissing(measure: String, columns: [String])
  /// The measure looks at labelled images, and there are none that are known.
  case noLabelled(measure: String)

  /// An image stands in two rows of a file.
  static func twice(
    _ option: String, _ parts: TableParts, _ ids: StringArray, _ rows: (first: Int, second: Int)
  ) -> PickError {
    .repeated(
      option: option, image: ids[rows.second], first: ErrorPlace(parts, row: rows.first),
      second: ErrorPlace(parts, row: rows.second))
  }
}

extension ErrorPlace {
  /// The file of a row and the number that it has there, in a folder those of its part; `row` counts from 0 over all.
  init(_ parts: TableParts, row: Int) {
    let place = parts.place(ofRow: row)
    self.init(file: place.file, row: place.row + 1)
  }
}
