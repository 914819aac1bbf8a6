import Columnar
import Engine
import Labelling
import Stages
import Storage
import Texts

/// What is known of a picture that is to go: its ids, the SHA-256 of its bytes, the tasks that showed it.
struct ErasureSearch {
  /// The image that was named and those with the same bytes, by id.
  let images: [String]
  /// Ascending, in hexadecimal digits.
  let digests: [String]
  private let tasks: Set<ExactText>
  /// The files below `iterations/`, by path below the data directory.
  let files: [String]

  /// Looks a picture up in every pool and every export of a data directory.
  ///
  /// - Throws: `ErasingError.unknownImage`; `ColumnarError`, `StorageError`.
  init(_ directory: DataDirectory, image: String, erasures: Erasures) throws {
    files = try Files.walk(directory.path("iterations")).map { "iterations/\($0)" }
    var digests = Set(erasures.records.filter { $0.images.contains { $0.equalsByBytes(image) } }.flatMap(\.imageSHA256))
    let pools = files.filter { $0.hasSuffix("/\(Catalogue.Pool.images.name)") }
    var names: Set<ExactText> = []
    for pool in pools {
      for (id, digest) in try Self.pool(directory.path(pool)) {
        names.insert(ExactText(id))
        if id.equalsByBytes(image) { digests.insert(digest) }
      }
    }
    var images: Set<ExactText> = []
    for pool in pools {
      for (id, digest) in try Self.pool(directory.path(pool)) where digests.contains(digest) {
        images.insert(ExactText(id))
      }
    }
    let known = erasures.records.flatMap(\.images).contains { $0.equalsByBytes(image) }
    guard known || names.contains(ExactText(image)) else {
      throw ErasingError.unknownImage(image, known: names.map(\.text).sortedByBytes())
    }
    images.insert(ExactText(image))
    self.images = images.sorted().map(\.text)
    self.digests = digests.sorted()
    var tasks: Set<ExactText> = []
    for batch in files where batch.hasSuffix("/\(Catalogue.Export.batch(1).file)") {
      let reader = try TableReader(path: directory.path(batch))
      let table = try reader.read(columns: ["task_id", "image_id"], as: reader.schema)
      let ids = try table.strings("image_id")
      let names = try table.strings("task_id")
      for row in 0..<table.rowCount where images.contains(ExactText(ids[row])) { tasks.insert(ExactText(names[row])) }
    }
    self.tasks = tasks
  }

  private static func pool(_ path: String) throws -> [(String, String)] {
    let reader = try TableReader(path: path)
    let table = try reader.read(columns: ["image_id", "sha256"], as: reader.schema)
    return try Array(zip(table.strings("image_id").strings, table.digests("sha256").map(\.hex)))
  }

  /// Whether a text names one of the tasks, or one of the images, as it is or as an address.
  func isAbout(_ text: String) -> Bool {
    if tasks.contains(ExactText(text)) || tasks.contains(ExactText(FormulaGuard.unprotect(text))) { return true }
    return images.contains { image in
      let address = ImageAddress.make(prefix: "", imageID: image)
      return [image, address].contains { name in
        let plain = FormulaGuard.unprotect(text)
        return plain.equalsByBytes(name) || Array(plain.utf8).suffix(name.utf8.count + 1).elementsEqual("/\(name)".utf8)
          || Array(plain.utf8).suffix(name.utf8.count + 1).elementsEqual("=\(name)".utf8)
      }
    }
  }

  /// Whether a task is one of those that showed it.
  func isTask(_ text: String?) -> Bool { text.map { tasks.contains(ExactText($0)) } ?? false }
}
