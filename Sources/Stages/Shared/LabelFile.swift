import Labelling
import Spec
import Storage

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
  /// - Throws: `DataError` naming the line; `StorageError` if the file cannot be read.
  package static func read(_ path: String, classes: [String], purpose: String) throws -> [Row] {
    guard Files.exists(path) else { throw DataError.fileMissing(path: path, purpose: purpose) }
    let file = try CSVFile(path: path)
    let image = try file.column("image")
    let label = try file.column("label")
    var lines: [ExactText: Int] = [:]
    let known = Set(classes.map(\.exact))
    return try file.rows.map { row in
      let fields = row.fields
      let place = DataError.Place(file: path, line: row.line)
      if let first = lines.updateValue(row.line, forKey: fields[image].exact) {
        throw DataError.repeatedImage(place, image: fields[image], firstLine: first)
      }
      guard known.contains(fields[label].exact) else {
        throw DataError.unknownClass(
          place, value: fields[label], nearest: NearestWord.find(fields[label], among: classes))
      }
      return Row(image: fields[image], label: fields[label], place: place)
    }
  }
}
