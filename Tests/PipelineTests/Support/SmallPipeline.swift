import Columnar
import Engine
import Foundation
import Pipeline
import Stages
import Storage
import Testing

/// A small pipeline in a folder of its own, whose stages run in this process.
///
/// Its pictures are four pixels each, in lots of four; its embedder and its model are programs of two lines that copy
/// tables which are made beforehand. So every vector, every probability and every answer is known.
final class SmallPipeline: Sendable {
  /// The folder: `spec.yaml`, `images`, `labels`, `data` and the two programs.
  let path: String

  /// The pictures; those of lot 6 but the last are the monitoring holdout, the first two of lot 7 the calibration set.
  static let images = (0..<32).map { "lot\($0 / 4)/im\($0 < 10 ? "0" : "")\($0).png" }
  /// A picture with the bytes of `images[3]`, and a file that is none.
  static let copy = "lot8/copy.png"
  static let torn = "lot4/torn.png"
  static let classes = ["good", "dent", "scratch"]

  static let spec = """
    winnow: 1
    name: small
    data: data
    random_seed: 5
    classes: [good, dent, scratch]
    negative_class: good
    rare_classes: [scratch]
    pool: {root: images, images: "**/*.png", metadata: metadata.csv, broken_share: 0.1}
    holdout: {monitoring: labels/monitoring.csv}
    calibration: {labels: labels/calibration.csv}
    annotators:
      - {id: ana, senior: true}
      - {id: ben}
      - {id: chi}
    budget: {price_per_vote: 0.10}
    stages:
      seed: {size: 9, by: group}
      embed: {run: [sh, embed.sh], dimensions: 2}
      train: {run: [sh, train.sh]}
      score: {measure: margin, below: 0.3, probabilities: raw}
      cluster: {method: rank, batch: 5, candidates: 2x, shares: {random: 0.2}}
      export: {to: csv, annotators_per_image: 2, calibration_per_session: 1}
      ingest: {tiebreak: none}
      report: {contact_sheet: 20, thumbnail_size: 16}

    """

  /// What an image shows.
  static func truth(_ image: String) -> String {
    classes[(images.firstIndex(of: image == copy ? images[3] : image) ?? 0) % 3]
  }

  /// A wrong answer about an image.
  static func wrong(_ image: String) -> String {
    classes[((classes.firstIndex(of: truth(image)) ?? 0) + 1) % 3]
  }

  /// How far the model's first class is before its second, of which each value stands for two or three images.
  static func margin(_ image: String) -> Float {
    Float((images.firstIndex(of: image) ?? 3) % 12 + 1) / 26
  }

  /// Makes the folder, by default with a file that is no picture; nothing has been run.
  init(torn: Bool = true) throws {
    path = TestFolders.new()
    let picture = try #require(Data(base64Encoded: Self.picture))
    for image in Self.images { try write(Array(picture) + Array(image.utf8), to: "images/\(image)") }
    try write(Array(picture) + Array(Self.images[3].utf8), to: "images/\(Self.copy)")
    if torn { try write("no picture", to: "images/\(Self.torn)") }
    let all = Self.images + [Self.copy] + (torn ? [Self.torn] : [])
    try write(
      "image,group,line\n" + all.map { "\($0),\($0.prefix(4)),\($0.prefix(4) < "lot4" ? "a" : "b")\n" }.joined(),
      to: "images/metadata.csv")
    try write(Self.csv(all), to: "truth.csv")
    try write(Self.csv(Array(Self.images[24...26])), to: "labels/monitoring.csv")
    try write(Self.csv(Array(Self.images[28...29])), to: "labels/calibration.csv")
    try write(Self.spec, to: "spec.yaml")
    try write(Self.copying("embeddings") + (torn ? Self.copying("broken") : ""), to: "embed.sh")
    try write(Self.copying("predictions"), to: "train.sh")
    try writeVectors()
    try writePredictions()
    _ = try TableIO.write(
      Table(schema: Tables.broken, columns: [.strings([Self.torn]), .strings(["no_picture"])]),
      to: "\(path)/broken.parquet")
  }

  /// Copies another one as it stands.
  init(copying other: SmallPipeline) throws {
    path = TestFolders.new()
    try FileManager.default.copyItem(atPath: other.path, toPath: path)
  }

  private static let picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADElEQVR4nGNg+A+EAAYAAf+T0eSJAAAAAElFTkSuQmCC"

  /// A file `image,label` of what images show.
  static func csv(_ images: [String]) -> String {
    "image,label\n" + images.map { "\($0),\(truth($0))\n" }.joined()
  }

  /// A line of a program: the table of this name goes where the request wants it.
  private static func copying(_ output: String) -> String {
    #"cp "$(dirname "$0")/\#(output).parquet" "$(sed -n 's/.*"\#(output)" : "\(.*\)".*/\1/p' "$WINNOW_REQUEST")""#
      + "\n"
  }

  // MARK: Files

  func write(_ bytes: [UInt8], to name: String) throws {
    try Files.createDirectory(Files.parent(of: "\(path)/\(name)"))
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> String { String(decoding: try Files.read("\(path)/\(name)"), as: UTF8.self) }

  func has(_ name: String) -> Bool { Files.exists("\(path)/\(name)") }

  func remove(_ name: String) throws { try Files.remove("\(path)/\(name)") }

  /// Replaces a text of the spec.
  func edit(_ old: String, _ new: String) throws {
    let text = try read("spec.yaml")
    try #require(text.contains(old))
    try write(text.replacing(old, with: new), to: "spec.yaml")
  }

  /// All columns of a table below `data/iterations`.
  func table(_ name: String) throws -> Table {
    let reader = try TableReader(path: "\(path)/data/iterations/\(name).parquet")
    return try reader.read(as: reader.schema)
  }

  /// Vectors on the unit circle, for every picture that is decoded.
  private func writeVectors() throws {
    let values = Self.images.indices.flatMap { index -> [Float] in
      let angle = Float(index) / 32 * 2 * Float.pi
      return [cos(angle), sin(angle)]
    }
    try Self.write(Self.images, "embedding", values, each: 2, to: "\(path)/embeddings.parquet")
  }

  /// Predictions, of which the first class is the truth but for one image of the holdout; the model is least certain of
  /// the image `least`; by default about all images.
  func writePredictions(least: String? = nil, shift: Float = 0, of asked: [String]? = nil) throws {
    let ids = asked ?? Self.images + [Self.copy]
    let values = ids.flatMap { image -> [Float] in
      let margin = (image == least ? 0.001 : Self.margin(image)) + shift
      let first = image == Self.images[26] ? 0 : Self.classes.firstIndex(of: Self.truth(image)) ?? 0
      return Self.classes.indices.map { $0 == first ? (1 + 2 * margin) / 3 : (1 - margin) / 3 }
    }
    try Self.write(ids, "probabilities", values, each: 3, to: "\(path)/predictions.parquet")
  }

  private static func write(_ ids: [String], _ column: String, _ values: [Float], each: Int, to path: String) throws {
    let schema = TableSchema(
      "made", key: [], "", columns: [ColumnSchema("image_id", .string), ColumnSchema(column, .list(.float))])
    _ = try TableIO.write(
      Table(schema: schema, columns: [.strings(ids), .floatLists(values: values, each: each)]), to: path)
  }

  // MARK: Running

  /// The pipeline as the command line would open it.
  func project(data: String? = nil) throws -> Project {
    try Project(
      specPath: "\(path)/spec.yaml", data: data, threads: 2, rehash: false, executable: TestFolders.supervisor)
  }

  func directory() throws -> DataDirectory { try DataDirectory.open("\(path)/data") }

  @discardableResult
  func run(_ number: Int, _ extent: Executor.Extent = .all) async throws -> RunSummary {
    try await project().executor(number, progress: SilentProgress()).executor.run(extent)
  }

  /// Runs an iteration to its seal, everybody answering with the truth.
  func complete(_ number: Int) async throws {
    for _ in 0...2 {
      guard let waiting = try await run(number).waiting else { return }
      try answer(number, round: waiting.round) { Self.truth($1) }
    }
    Issue.record("iteration \(number) did not come to its seal")
  }

  /// The lines of the forms of a round: task, image and annotator.
  func asked(_ iteration: Int, round: Int) throws -> [(task: String, image: String, annotator: String)] {
    let export = "\(path)/data/\(Self.folder(iteration))/export-\(round)"
    let folder = "\(export)/csv"
    // People see names that say nothing; the tables know.
    let batch = try TableIO.read("\(export)/batch.parquet", schema: Tables.batch)
    let images = Dictionary(
      uniqueKeysWithValues: zip(try batch.strings("task_id").strings, try batch.strings("image_id").strings))
    return try Files.list(folder).filter { $0.hasSuffix(".csv") }.flatMap { name in
      String(decoding: try Files.read("\(folder)/\(name)"), as: UTF8.self).split(whereSeparator: \.isNewline)
        .dropFirst()
        .map { line in
          let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          return (cells[0], images[cells[0]] ?? cells[1], cells[2])
        }
    }
  }

  /// Puts answers to a round into the inbox, a file a person; no label leaves the line out.
  func answer(
    _ iteration: Int, round: Int, file: String = "round", _ label: (_ annotator: String, _ image: String) -> String?
  ) throws {
    let lines = try asked(iteration, round: round)
    for person in Set(lines.map(\.annotator)).sorted() {
      let rows = lines.filter { $0.annotator == person }.compactMap { line in
        label(person, line.image).map { "\(line.task),\(person),\($0)\n" }
      }
      guard !rows.isEmpty else { continue }
      try write(
        "task_id,annotator,label\n" + rows.joined(),
        to: "data/inbox/\(DataDirectory.iterationName(iteration))/\(person)-\(file)-\(round).csv")
    }
  }

  private static func folder(_ iteration: Int) -> String { "iterations/\(DataDirectory.iterationName(iteration))" }
}
