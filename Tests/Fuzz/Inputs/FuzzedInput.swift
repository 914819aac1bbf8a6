import CraftedParquet
import Engine
import Foundation
import Imaging
import JSON
import Labelling
import Spec
import Storage

/// What a fuzzer feeds: a reader of bytes that anybody may have written, and what must hold whatever they are.
///
/// An error is fine. A trap, a hang, a gibibyte of memory, or a promise that does not hold is not.
package enum FuzzedInput: String, CaseIterable, Sendable {
  /// A Parquet file's footer.
  case footer
  /// The pages of a Parquet column.
  case page
  /// A YAML spec.
  case spec
  /// A manifest, and the log of runs.
  case manifest
  /// Any file of JSON.
  case json
  /// A labelling server's export, and an import file of ours.
  case annotations
  /// A form that came back, and a table of metadata.
  case csv
  /// A picture.
  case image

  /// Reads bytes and traps where a promise is broken.
  ///
  /// - Parameters:
  ///   - bytes: Anything.
  ///   - scratch: A file for readers that want one.
  /// - Throws: `CocoaError` if the scratch file cannot be written.
  package func check(_ bytes: [UInt8], scratch: ScratchFile) throws {
    switch self {
    case .footer:
      try scratch.replace(with: FooterInput.file(bytes))
      _ = Reading.everything(scratch.path)
    case .page:
      try scratch.replace(with: PageInput.file(bytes).bytes)
      _ = Reading.everything(scratch.path)
    case .spec: Self.spec(bytes)
    case .manifest: try Self.manifest(bytes, scratch)
    case .json: Self.json(bytes)
    case .annotations: Self.annotations(bytes)
    case .csv: Self.csv(bytes)
    case .image: Self.image(bytes)
    }
  }

  /// What is decoded has the size of its header, and no more pixels than allowed.
  private static func image(_ bytes: [UInt8]) {
    let header = try? ImageDecoder.header(bytes)
    if let header { precondition(Int32(exactly: header.width) != nil && Int32(exactly: header.height) != nil) }
    for colour in [false, true] {
      guard let raster = try? ImageDecoder.decode(bytes, colour: colour, maximumPixels: 100_000) else { continue }
      precondition(raster.width == header?.width && raster.height == header?.height, "another size than its header's")
      precondition(raster.pixels.count <= 300_000, "more pixels than allowed")
    }
  }

  /// A spec is read or has a mistake that can be determined; what is read is the same when its resolved text is read again.
  private static func spec(_ bytes: [UInt8]) {
    do {
      let loaded = try SpecReader.read(bytes, file: "spec.yaml")
      let again = try? SpecReader.read(Array(loaded.resolvedYAML.utf8), file: "spec.yaml")
      precondition(again?.spec == loaded.spec, "the resolved spec says something else")
    } catch {
      precondition(!error.diagnostics.isEmpty, "refused without a word")
      for mistake in error.diagnostics { precondition(!mistake.rendered.isEmpty, "a mistake without a text") }
    }
  }

  /// A manifest is read as it was written; the digests in it are checked first, so its content is fuzzed without them too.
  private static func manifest(_ bytes: [UInt8], _ scratch: ScratchFile) throws {
    _ = RunLog.read(bytes)
    try scratch.replace(with: bytes)
    _ = try? ManifestFile.read(Manifest.self, from: scratch.path)
    guard let manifest = try? CodedJSON.read(Manifest.self, from: bytes) else { return }
    try scratch.replace(with: try ManifestFile.encode(manifest))
    let again = try ManifestFile.read(Manifest.self, from: scratch.path)
    precondition(again == manifest, "the manifest reads back as another")
  }

  /// Whatever is read is written and read again as what has the same compact text.
  private static func json(_ bytes: [UInt8]) {
    do {
      let value = try JSONValue(bytes)
      for form in [JSONForm.compact, .pretty, JSONForm(.brief, escapes: [.slashes, .numbered, .terminal])] {
        let again = try? JSONValue(form.bytes(value))
        // A whole `Double` reads back as a whole number: one text, one number.
        precondition(again.map(JSONForm.compact.bytes) == JSONForm.compact.bytes(value), "the text is another")
      }
    } catch {
      precondition(error.position.offset <= bytes.count && error.position.line >= 1, "a place outside the text")
      precondition(!error.message.isEmpty, "refused without a word")
    }
  }

  /// Every row of an export ends in exactly one table.
  private static func annotations(_ bytes: [UInt8]) {
    _ = try? LabelStudio.readPayload(bytes, file: "tasks.json")
    if let file = try? ReturnedFile(bytes, name: "answers") { sort(file.rows) }
    guard let rows = try? LabelStudio.parse(bytes, file: "export.json") else { return }
    sort(rows)
  }

  /// A table reads back as it was written; every line of a form ends in exactly one table.
  private static func csv(_ bytes: [UInt8]) {
    if let table = try? CSVTable(bytes, file: "metadata.csv") {
      let written = CSVTable.encode(header: table.header, rows: table.rows.map(\.fields))
      let again = try? CSVTable(written, file: "metadata.csv")
      let same = again?.header == table.header && again?.rows.map(\.fields) == table.rows.map(\.fields)
      precondition(same, "the table reads back as another")
    }
    _ = try? CSVFormat.readPayload(bytes, file: "form.csv")
    if let rows = try? CSVFormat.parse(bytes, file: "form.csv") { sort(rows) }
  }

  private static func sort(_ rows: [ReturnedRow]) {
    let accounts = [AnnotatorAccount(id: "ana", senior: true, users: [AccountName(.labelStudio, "1")])]
    guard let intake = try? Intake(tasks: [], annotators: accounts, classes: ["normal", "scratch"]) else { return }
    let result = intake.sort(rows)
    let sorted = result.votes.count + result.calibration.count + result.rejected.count
    precondition(sorted == rows.count, "rows were lost")
  }
}
