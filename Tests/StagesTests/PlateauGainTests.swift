import Columnar
import Draws
import Engine
import Foundation
import Report
import Spec
import Stages
import Storage
import Testing

/// Two models on the same images of the holdout, from the tables of their iterations.
@Suite struct PlateauGainTests {
  private static let spec = """
    winnow: 1
    name: plateau
    data: data
    classes: [good, bad]
    pool: {root: pool, images: "*.png"}
    annotators: [{id: ana, senior: true}]
    stages:
      export: {annotators_per_image: 1}

    """

  /// An image of the holdout: its name, group, known class and bytes in iteration 1, and whether each model finds it bad.
  private struct Image {
    let id: String
    var group: String?
    let label: String
    var bytes = "same"
    var before: Bool?
    var since: Bool?
  }

  private let folder: TestFolder
  private let scope: IterationScope
  private let setup: StageSetup
  private let draw = Draw(randomSeed: 0, iteration: 3, stage: "report/plateau")

  init() throws {
    folder = try TestFolder()
    let directory = try DataDirectory.create("\(folder.path)/data", pipeline: "plateau")
    scope = IterationScope(
      directory: directory, iteration: 3, earlier: try (0..<3).map(Self.manifest), manifest: try Self.manifest(3))
    setup = StageSetup(
      spec: try SpecReader.read(Array(Self.spec.utf8), file: "spec.yaml").spec, baseDirectory: folder.path)
  }

  private static func manifest(_ number: Int) throws -> Manifest {
    let text = """
      {"winnow": 1, "pipeline": "plateau", "iteration": \(number), "tool": "", "libzstd": "", "spec_sha256": "",
       "spec_chain_sha256": "", "stages": []}
      """
    return try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
  }

  private func write(_ iteration: Int, _ stage: String, _ schema: TableSchema, _ columns: [Column]) throws {
    let directory = "\(scope.directory.iteration(iteration))/\(stage)"
    try Files.createDirectory(directory)
    let name = schema.name == "predictions" ? "predictions" : schema.name
    _ = try TableIO.write(Table(schema: schema, columns: columns), to: "\(directory)/\(name).parquet")
  }

  private func pool(_ iteration: Int, _ images: [Image]) throws {
    let none = [String?](repeating: nil, count: images.count)
    let ones = images.map { _ in Int32(1) }
    try write(
      iteration, "pool", Tables.pool,
      [
        .strings(images.map(\.id)),
        .digests(images.map { PictureJoinTests.bytes(iteration == 3 ? "same" : $0.bytes) }),
        .int64s(images.map { _ in 1 }), .int32s(ones), .int32s(ones), .optionalStrings(images.map(\.group)),
        .optionalTimestamps(images.map { _ in nil }), .optionalStrings(none), .optionalStrings(none),
        .strings(images.map { _ in "monitoring" }),
      ])
  }

  private func predictions(_ iteration: Int, _ images: [(id: String, isBad: Bool)], classes: Int = 2) throws {
    let values = images.flatMap { image -> [Float] in
      (0..<classes).map { ($0 == 1) == image.isBad ? 0.75 : 0.25 / Float(classes - 1) }
    }
    let count = images.count
    func none(_ values: ColumnValues) -> Column {
      Column(
        .list(values, offsets: Array(repeating: 0, count: count + 1)), validity: Array(repeating: false, count: count))
    }
    try write(
      iteration, "train", Tables.predictions,
      [
        .strings(images.map(\.id)), .floatLists(values: values, each: classes), none(.float([])),
        none(.list(.float([]), offsets: [0])),
        Column(.float(Array(repeating: 0, count: count)), validity: Array(repeating: false, count: count)),
        none(.float([])),
      ])
  }

  /// Writes the holdout as iteration 3 has it, and what the models of iterations 1 and 3 say.
  private func holdout(_ images: [Image]) throws -> HoldoutRounds {
    for iteration in [1, 3] { try pool(iteration, images) }
    try write(
      3, "pool", Tables.knownLabels,
      [.strings(images.map(\.id)), .strings(images.map(\.label)), .strings(images.map { _ in "monitoring" })])
    try predictions(1, images.compactMap { image in image.before.map { (image.id, $0) } })
    try predictions(3, images.compactMap { image in image.since.map { (image.id, $0) } })
    return try HoldoutRounds(setup, scope)
  }

  /// The model of iteration 1 against the best of iterations 2 and 3, which is that of 3.
  private func measure(_ holdout: HoldoutRounds, earlier: [QualityReport] = []) throws -> PlateauGain {
    try PlateauGain.measure(
      Plateau(rounds: 2, gain: 0.01), curve: [(1, 0.5), (2, 0.1), (3, 0.6)], earlier: earlier, holdout: holdout,
      classes: ["good", "bad"], draw: draw)
  }

  private func reason(_ gain: PlateauGain) -> String? {
    guard case .unknown(let reason, let iteration) = gain else { return nil }
    return "\(reason.rawValue) \(iteration)"
  }

  /// Twenty images in ten groups; the earlier model takes every fourth for the other class, the later one none.
  private static let images = (0..<20).map { place in
    let isBad = place % 2 == 1
    return Image(
      id: "h\(100 + place)", group: "g\(place / 2)", label: isBad ? "bad" : "good",
      before: place % 4 == 0 ? !isBad : isBad, since: isBad)
  }

  @Test func theTwoModelsAreComparedOnWhatBothPredict() throws {
    guard case .measured(let gain, let compared) = try measure(holdout(Self.images)) else {
      Issue.record("not measured")
      return
    }
    #expect(compared.before == 1 && compared.since == 3 && compared.images == 20 && compared.groups == 10)
    // Five of ten good images are taken for bad: F1 of 2·5/(10 + 5) and 2·10/(10 + 15).
    #expect(abs(gain.value - (1 - (10.0 / 15 + 20.0 / 25) / 2)) < 1e-12)
    #expect(gain.bound == compared.bound && gain.bound > gain.value)
  }

  @Test func imagesOfOtherBytesOrWithoutAPredictionAreLeftOut() throws {
    var images = Self.images
    images[0].bytes = "another picture"
    images[4].before = nil
    images[8].since = nil
    guard case .measured(_, let compared) = try measure(holdout(images)) else {
      Issue.record("not measured")
      return
    }
    #expect(compared.images == 17 && compared.groups == 10)
  }

  @Test func whatCannotBeToldSaysWhy() throws {
    let known = try holdout(Self.images)
    let early = try PlateauGain.measure(
      Plateau(rounds: 3, gain: 0.01), curve: [(1, 0.5), (2, 0.5), (3, 0.6)], earlier: [], holdout: known,
      classes: ["good", "bad"], draw: draw)
    #expect(reason(early) == "too_early 3")
    var other = QualityReport(pipeline: "plateau", iteration: 1, classes: ["bad", "good"])
    #expect(try reason(measure(known, earlier: [other])) == "other_classes 1")
    other.classes = ["good", "bad"]
    #expect(try reason(measure(known, earlier: [other])) == nil)
    try predictions(1, [("h100", true)], classes: 3)
    #expect(try reason(measure(known)) == "no_images 1")
    unlinkFile("\(scope.directory.iteration(1))/train/predictions.parquet")
    #expect(try reason(measure(known)) == "no_predictions 1")
    var images = Self.images
    for place in images.indices { images[place].group = "all" }
    #expect(try reason(measure(holdout(images))) == "one_group 1")
  }
}
