import Columnar
import Engine
import Foundation
import Labelling
import Spec
import Stages
import Storage
import Testing

/// Labels of iterations that a build wrote which joined by name: equal pictures were asked about twice.
@Suite struct LabelHistoryTests {
  private static let spec = """
    winnow: 1
    name: old
    data: data
    classes: [normal, scratch, dent]
    pool: {root: pool, images: "*.png"}
    annotators: [{id: ana, senior: true}, {id: ben}, {id: chi}]
    stages:
      seed: {size: 2}
      embed: {run: [winnow, hook, patch-embed]}
      train: {run: [winnow, hook, linear-probe]}
      cluster: {method: kmeans, batch: 2}
      export: {annotators_per_image: 1}

    """

  /// A schema as it was before it had digests of bytes.
  private static func former(_ schema: TableSchema) -> TableSchema {
    TableSchema(
      schema.name, version: 1, key: schema.key.filter { $0 != "sha256" }, schema.meaning,
      columns: schema.columns.filter {
        !["sha256", "guidelines", "suggested", "suggestion_shown", "posterior", "routed"].contains($0.name)
      })
  }

  /// An iteration's tables: the pool, and of one image who said what of it, and what that came to.
  private static func write(
    _ directory: DataDirectory, _ number: Int, pool: [(String, String)], image: String, votes: [(String, String)],
    label: String
  ) throws -> Manifest {
    var stages: [StageRecord] = []
    func write(_ stage: String, _ file: String, _ schema: TableSchema, _ columns: [Column]) throws {
      let folder = "\(directory.iteration(number))/\(stage)"
      try Files.createDirectory(folder)
      let table = try Table(schema: schema, columns: columns)
      _ = try TableIO.write(table, to: "\(folder)/\(file)\(table.rowCount == 0 ? "-empty" : "")")
      let output = OutputRecord(
        path: file, shared: false, size: 1, fileSHA256: "", contentSHA256: "\(number)/\(stage)/\(file)",
        rows: table.rowCount)
      let known = stages.first { $0.name == stage }?.outputs ?? []
      stages.removeAll { $0.name == stage }
      stages.append(StageRecord(name: stage, key: "", components: [], outputs: known + [output]))
    }
    let none = [String?](repeating: nil, count: pool.count)
    try write(
      "pool", "pool.parquet", Tables.pool,
      [
        .strings(pool.map(\.0)), .digests(pool.map { PictureJoinTests.bytes($0.1) }),
        .int64s(pool.map { _ in 1 }), .int32s(pool.map { _ in 1 }), .int32s(pool.map { _ in 1 }),
        .optionalStrings(none), .optionalTimestamps(pool.map { _ in nil }), .optionalStrings(none),
        .optionalStrings(none), .strings(pool.map { _ in "pool" }),
      ])
    let task = "t\(number)"
    try write(
      "export-1", "batch.parquet", Tables.batch,
      [.strings([task]), .strings([image]), .int32s([1]), .strings(["seed"]), .bools([false])])
    let people = votes.map(\.0)
    try write(
      "export-1", "assignments.parquet", former(Tables.assignments),
      [.strings(votes.map { _ in task }), .strings(people), .int32s(votes.map { _ in 1 })])
    let count = votes.count
    let annotations: [Column] = [
      .strings(people), .strings(Array(repeating: image, count: count)),
      .strings(Array(repeating: task, count: count)), .bools(Array(repeating: false, count: count)),
      .strings(Array(repeating: "label", count: count)), .optionalStrings(votes.map(\.1)),
      .optionalStrings(votes.map { _ in nil }), .int32s(Array(repeating: 1, count: count)),
      .optionalTimestamps(votes.map { _ in nil }), .optionalTimestamps(votes.map { _ in nil }),
      .optionalDoubles(votes.map { _ in nil }), .optionalStrings(votes.map { _ in nil }),
      .strings(Array(repeating: "csv", count: count)), .strings(people.map { "\(task)\($0)" }),
      .strings(people), .int64s(votes.indices.map(Int64.init)),
    ]
    try write("ingest-1", "annotations.parquet", former(Tables.annotations), annotations)
    try write(
      "ingest-2", "annotations.parquet", Tables.annotations, Table.empty(Tables.annotations).columns)
    try write(
      "ingest-2", "labels.parquet", former(Tables.labels),
      [
        .strings([image]), .optionalStrings([label]), .doubles([1]), .doubles([1]), .int32s([Int32(count)]),
        .int32s([0]), .strings(["unanimous"]), .int32s([1]),
      ])
    return try manifest(number, stages)
  }

  private static func manifest(_ number: Int, _ stages: [StageRecord]) throws -> Manifest {
    struct Form: Encodable {
      let winnow = 1
      let pipeline = "old"
      let iteration: Int
      let tool = ""
      let libzstd = ""
      let spec_sha256 = ""
      let spec_chain_sha256 = ""
      let stages: [StageRecord]
    }
    return try JSONDecoder().decode(
      Manifest.self, from: JSONEncoder().encode(Form(iteration: number, stages: stages)))
  }

  @Test func votesOnEqualPicturesAreResolvedTogetherAndTheConflictIsNamed() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    defer { try? Files.remove(root) }
    let directory = try DataDirectory.create(root, pipeline: "old")
    let earlier = try [
      // The picture was called a.png, then c.png, while another took its name.
      Self.write(
        directory, 0, pool: [("a.png", "X"), ("b.png", "Y")], image: "a.png", votes: [("ana", "dent")], label: "dent"),
      Self.write(
        directory, 1, pool: [("a.png", "Z"), ("c.png", "X")], image: "c.png",
        votes: [("ben", "scratch"), ("chi", "scratch")], label: "scratch"),
      Self.write(
        directory, 2, pool: [("a.png", "Z"), ("c.png", "X")], image: "a.png", votes: [("ana", "normal")],
        label: "normal"),
    ]
    let spec = try SpecReader.read(Array(Self.spec.utf8), file: "spec.yaml").spec
    let setup = StageSetup(spec: spec, baseDirectory: root)
    let scope = IterationScope(directory: directory, iteration: 3, earlier: earlier, manifest: try Self.manifest(3, []))

    let history = try LabelHistory(setup, scope)
    #expect(history.entries.count == 2)
    let own = try #require(history.entries.first { $0.digest == PictureJoinTests.bytes("Z") })
    #expect(own.imageID == "a.png" && own.label == "normal" && own.conflict.isEmpty)
    let joint = try #require(history.entries.first { $0.digest == PictureJoinTests.bytes("X") })
    #expect(joint.label == "scratch" && joint.decidedBy == "majority" && joint.votes == 3)
    #expect(joint.picture.names == ["c.png", "a.png"])
    #expect(joint.conflict.map { "\($0.imageID) \($0.label ?? "")" } == ["a.png dent", "c.png scratch"])
    // What the votes are resolved by is part of the keys of what reads them, and of nothing else.
    let inputs = try LabelHistory.inputs(setup, scope).map(\.name)
    #expect(inputs.contains("labelled apart/consensus") && inputs.contains("001/ingest-1/annotations.parquet"))
    let before = IterationScope(
      directory: directory, iteration: 1, earlier: [earlier[0]], manifest: try Self.manifest(1, []))
    #expect(try LabelHistory.inputs(setup, before).map(\.name) == ["000/ingest-2/labels.parquet"])
  }
}
