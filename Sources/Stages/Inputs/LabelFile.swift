import Labelling
import Spec
import Storage
import Texts

/// A file of known labels: `image,label`.
package enum LabelFile {
  /// A row of it.
  package struct Row: Sendable {
    package let image: String
    package let label: String
    package let place: DataError.Place
  }

  /// Reads a file of known labels and checks every class.
  ///
  /// - Throws: `DataError` naming every line that is wrong; `StorageError` if the file cannot be read.
  package static func read(_ path: String, classes: [String], purpose: String) throws -> [Row] {
    guard Files.exists(path) else { throw DataError.fileMissing(path: path, purpose: purpose) }
    let file = try CSVFile(path: path)
    let image = try file.column("image")
    let label = try file.column("label")
    var lines: [ExactText: Int] = [:]
    var errors: [DataError] = []
    let known = Set(classes.map(\.exact))
    let rows = file.rows.map { row in
      let fields = row.fields
      let place = DataError.Place(file: path, line: row.line)
      if let first = lines[fields[image].exact] {
        errors.append(.repeatedImage(place, image: fields[image], firstLine: first))
      } else {
        lines[fields[image].exact] = row.line
      }
      if !known.contains(fields[label].exact) {
        errors.append(
          .unknownClass(
            place, value: fields[label],
            nearest: errors.count < 20 ? NearestWord.find(fields[label], among: classes) : nil))
      }
      return Row(image: fields[image], label: fields[label], place: place)
    }
    if let error = DataError.all(errors) { throw error }
    return rows
  }
}

extension FileJoin {
  /// Joins a file of known labels to images.
  ///
  /// - Throws: What `isAbsent` throws.
  package static func join(
    _ labels: [LabelFile.Row], purpose: String, file: String, images: ImageIDs,
    isAbsent: ([String]) throws -> Set<ExactText> = { _ in [] }
  ) rethrows -> Rows {
    try join(
      purpose: purpose, file: file, rows: labels.map { Row(line: $0.place.line, image: $0.image) }, images: images,
      isAbsent: isAbsent)
  }
}
