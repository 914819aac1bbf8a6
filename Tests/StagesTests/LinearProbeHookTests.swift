import Columnar
import JSON
import Stages
import Storage
import Testing

/// The built-in model, called as a hook is.
@Suite struct LinearProbeHookTests {
  private let folder: TestFolder
  private let ids = (0..<12).map { "n\($0 + 10).png" }
  private var digests: [Digest] { ids.map(PictureJoinTests.bytes) }
  /// Two classes that overlap a little; an image of each in every group.
  private var vectors: [[Float]] {
    ids.indices.map { [Float($0 % 2) * 1.5 + Float($0 % 5) * 0.4, Float($0 % 3) - Float($0 % 2)] }
  }

  init() throws {
    folder = try TestFolder()
    try Files.createDirectory("\(folder.path)/state")
    try embed(vectors)
    let sorted = digests.indices.sorted { digests[$0] < digests[$1] }
    try write(
      "images", Tables.embeddingIndex,
      [
        .strings(ids), .digests(digests), .strings(ids.map { _ in "part" }),
        .int32s(digests.map { digest in Int32(sorted.firstIndex { digests[$0] == digest } ?? 0) }),
      ])
    try train(ids.map { _ in 1 })
  }

  private func embed(_ vectors: [[Float]]) throws {
    let sorted = digests.indices.sorted { digests[$0] < digests[$1] }
    try write(
      "part", Tables.embeddings,
      [.digests(sorted.map { digests[$0] }), .floatLists(values: sorted.flatMap { vectors[$0] }, each: 2)])
  }

  private func write(_ name: String, _ schema: TableSchema, _ columns: [Column]) throws {
    try TableIO.write(Table(schema: schema, columns: columns), to: "\(folder.path)/\(name).parquet")
  }

  /// Writes what is trained on, with these weights.
  private func train(_ weights: [Double]) throws {
    try write(
      "training", Tables.training,
      [
        .strings(ids), .digests(digests), .strings(ids.indices.map { $0 % 2 == 0 ? "good" : "bad" }), .doubles(weights),
        .strings(ids.indices.map { "g\($0 / 2)" }),
      ])
  }

  private func run(
    _ parameters: [String: JSONValue] = [:], iteration: Int = 1, seed: UInt64 = 7, classes: [String] = ["good", "bad"]
  ) throws -> Table {
    var request = HookRequest.train(
      stage: "train", parameters: parameters, iteration: iteration, randomSeed: seed, classes: classes)
    request.inputs = .init(
      images: "\(folder.path)/images.parquet", training: "\(folder.path)/training.parquet",
      embeddings: ["\(folder.path)/part.parquet"])
    request.outputs = .init(
      predictions: "\(folder.path)/predictions.parquet", metrics: "\(folder.path)/metrics.json",
      state: "\(folder.path)/state")
    try LinearProbeHook(request) { _, _ in }.run()
    let reader = try TableReader(path: "\(folder.path)/predictions.parquet")
    return try reader.read(as: reader.schema)
  }

  /// What each member says of all images, one behind the other.
  private func members(_ table: Table) throws -> [[Float]] {
    let column = try table.column("members")
    guard case .list(.list(.float(let values), let inner), let outer) = column.values else { return [] }
    let count = outer.count > 1 ? outer[1] : 0
    return (0..<count).map { member in
      (0..<table.rowCount).flatMap { row in
        values[inner[outer[row] + member]..<inner[outer[row] + member + 1]]
      }
    }
  }

  @Test func theModelTellsTheClassesAndKeepsItself() throws {
    let table = try run()
    #expect(try table.strings("image_id").strings == ids)
    let (values, offsets) = try table.floatLists("probabilities")
    #expect(offsets == (0...12).map { 2 * $0 })
    for row in ids.indices { #expect(abs(values[2 * row] + values[2 * row + 1] - 1) < 1e-5) }
    let right = ids.indices.count { (values[2 * $0] > values[2 * $0 + 1]) == ($0 % 2 == 0) }
    #expect(right >= 10)
    #expect(table.schema.index(of: "members") == nil)
    guard case .object(let model) = try JSONValue(Files.read("\(folder.path)/state/model.json")),
      case .object(let metrics) = try JSONValue(Files.read("\(folder.path)/metrics.json"))
    else {
      Issue.record("no objects")
      return
    }
    #expect(model["classes"] == .array([.string("good"), .string("bad")]) && model["dimensions"] == .int(2))
    #expect(metrics["labels"] == .int(12) && metrics["converged"] == .bool(true))
    #expect(metrics["temperature"] == model["temperature"])
  }

  @Test func eachMemberOfACommitteeLearnsFromADrawOfItsOwn() throws {
    let plain = try run()
    let table = try run(["committee": .int(3)])
    #expect(try table.column("probabilities") == plain.column("probabilities"))
    let members = try members(table)
    #expect(members.count == 3 && members.allSatisfy { $0.count == 24 })
    #expect(Set(members).count == 3)
    let whole = try table.floatLists("probabilities").values
    #expect(members.allSatisfy { member in zip(member, whole).contains { abs($0 - $1) > 0.01 } })
    #expect(try self.members(run(["committee": .int(3)])) == members)
    #expect(try self.members(run(["committee": .int(3)], iteration: 2)) != members)
    #expect(try self.members(run(["committee": .int(3)], seed: 8)) != members)
  }

  /// A label that the images of all other groups speak against counts less, and one that they bear out in full.
  @Test func aDoubtedLabelPullsTheModelLess() throws {
    // Two classes that lie apart.
    try embed(ids.indices.map { [Float($0 % 2) * 6 + Float($0 % 5) * 0.4, Float($0 % 3) - Float($0 % 2)] })
    let labels = ids.indices.map { $0 == 4 ? "bad" : $0 % 2 == 0 ? "good" : "bad" }
    try write(
      "training", Tables.training,
      [
        .strings(ids), .digests(digests), .strings(labels), .doubles(ids.map { _ in 1 }),
        .strings(ids.indices.map { "g\($0 / 2)" }),
      ])
    let full = try run().floatLists("probabilities").values
    #expect(try run(["doubted_weight": .double(1)]).floatLists("probabilities").values == full)
    let wary = try run(["doubted_weight": .double(0.05)]).floatLists("probabilities").values
    // Of the image that is called bad and looks good.
    #expect(wary[2 * 4] > full[2 * 4] + 0.1, "\(wary[2 * 4]), \(full[2 * 4])")
    #expect(try run(["doubted_weight": .double(0.9)]).floatLists("probabilities").values != wary)
  }

  /// A class of a single group is unknown to the models that did not see it: that is no doubt.
  @Test func aClassOfOneGroupCountsInFull() throws {
    try embed(ids.indices.map { $0 == 4 || $0 == 5 ? [8, 0] : [Float($0 % 5) * 0.2, Float($0 % 3) * 0.2] })
    try write(
      "training", Tables.training,
      [
        .strings(ids), .digests(digests), .strings(ids.indices.map { $0 == 4 || $0 == 5 ? "bad" : "good" }),
        .doubles(ids.map { _ in 1 }), .strings(ids.indices.map { "g\($0 / 2)" }),
      ])
    let full = try run().floatLists("probabilities").values
    #expect(try run(["doubted_weight": .double(0.05)]).floatLists("probabilities").values == full)
  }

  @Test func weightsAndRegularizationAreLookedAt() throws {
    let plain = try run().floatLists("probabilities").values
    let shy = try run(["regularization": .double(0.01)]).floatLists("probabilities").values
    func extreme(_ values: [Float]) -> Float { values.max() ?? 0 }
    // It is what the penalty is divided by.
    #expect(extreme(shy) < extreme(plain))
    try train(ids.indices.map { $0 % 2 == 0 ? 1 : 0.01 })
    let leaning = try run(["balanced": .bool(false)]).floatLists("probabilities").values
    let balanced = try run(["balanced": .bool(true)]).floatLists("probabilities").values
    func good(_ values: [Float]) -> Float { stride(from: 0, to: values.count, by: 2).reduce(0) { $0 + values[$1] } }
    #expect(good(leaning) > good(balanced) + 1)
  }

  @Test func aLabelThatIsNoClassIsRefused() throws {
    #expect(throws: HookRequestError.missing(field: "class bad")) { try run(classes: ["good", "worse"]) }
  }
}
