import Engine
import Labelling
import Spec
import Stages
import Storage
import Texts

/// Takes a person's correction of labels that are wrong; it enters the next iteration, and nothing sealed is edited.
package struct Correcting: Sendable {
  /// What somebody asks for.
  package struct Request: Sendable {
    package let image: String
    package let label: String
    package let author: String
    package let reason: String

    /// Makes a request.
    package init(image: String, label: String, author: String, reason: String) {
      self.image = image
      self.label = label
      self.author = author
      self.reason = reason
    }
  }

  private let directory: DataDirectory

  /// Opens a data directory.
  package init(_ directory: DataDirectory) { self.directory = directory }

  /// Reads requests from a file `image,label`, optionally with `author` and `reason`.
  ///
  /// - Throws: `DataError.columnMissing`, `LabellingError`, `StorageError`.
  package static func requests(_ path: String, author: String?, reason: String?) throws -> [Request] {
    let file = try CSVFile(path: path)
    let image = try file.column("image")
    let label = try file.column("label")
    func text(_ column: String, _ given: String?) throws -> (CSVTable.Row) -> String {
      let index = try given == nil ? file.column(column) : file.header.firstIndex(of: column)
      return { row in index.map { row.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 } ?? given ?? "" }
    }
    let who = try text("author", author)
    let why = try text("reason", reason)
    return file.rows.map {
      Request(image: $0.fields[image], label: $0.fields[label], author: who($0), reason: why($0))
    }
  }

  /// Keeps corrections; all of them or none.
  ///
  /// The caller holds the directory's lock.
  ///
  /// - Returns: The corrections, and the iteration that they enter.
  /// - Throws: `CorrectionError`, `EngineError.damaged`, `StorageError`.
  package func keep(_ requests: [Request]) throws -> (corrections: [Correction], enters: Int) {
    let manifests = try sealed()
    guard let last = manifests.last else { throw CorrectionError.nothingSealed }
    let spec = try Self.spec(Iteration(directory, last.iteration))
    let labelled = try LabelledImages(directory, manifests)
    let book = CorrectionFolder(directory)
    var number = try book.entries().last?.correction.number ?? 0
    let time = Timestamp.text(Timestamp.now(), digits: 0)
    let known = Set(spec.classes.map(ExactText.init))
    try Self.check(requests, labelled: labelled)
    let corrections = try requests.map { request -> Correction in
      guard known.contains(ExactText(request.label)) || request.label == "cannot_tell" else {
        throw CorrectionError.unknownClass(
          request.label, image: request.image, nearest: NearestWord.find(request.label, among: spec.classes))
      }
      guard let picture = try labelled.picture(called: request.image), let entry = picture.decision else {
        throw CorrectionError.noLabel(
          image: request.image, nearest: NearestWord.find(request.image, among: labelled.names))
      }
      for (name, text) in [("author", request.author), ("reason", request.reason)] {
        let isBlank = text.allSatisfy(\.isWhitespace)
        guard !isBlank, text.utf8.count <= 4096 else { throw CorrectionError.unusable(name, image: request.image) }
      }
      number += 1
      return Correction(
        image: request.image, sha256: picture.digest?.hex, label: request.label, author: request.author,
        reason: request.reason, number: number, supersedes: .init(label: entry.label, iteration: entry.iteration),
        time: time)
    }
    try book.append(corrections)
    return (corrections, try enters(after: last.iteration))
  }

  /// Refuses corrections of images that have no label, all at once.
  private static func check(_ requests: [Request], labelled: LabelledImages) throws {
    let without = try requests.filter { try labelled.picture(called: $0.image)?.decision == nil }.map(\.image)
    guard without.count > 1 else { return }
    throw CorrectionError.noLabels(
      images: without, of: requests.count, JoinDiagnosis(of: without, among: labelled.names))
  }

  /// The sealed manifests from the first iteration on.
  private func sealed() throws -> [Manifest] {
    var manifests: [Manifest] = []
    while let manifest = try Iteration(directory, manifests.count).manifest(), manifest.sealed != nil {
      manifests.append(manifest)
    }
    return manifests
  }

  /// The iteration whose batch is not out yet.
  private func enters(after last: Int) throws -> Int {
    let next = Iteration(directory, last + 1)
    return Files.isDirectory("\(next.path)/\(StageName.export(1))") ? last + 2 : last + 1
  }

  private static func spec(_ iteration: Iteration) throws -> PipelineSpec {
    try SpecReader.read(Files.read(iteration.specPath, limit: 2 << 20), file: iteration.specPath).spec
  }
}
