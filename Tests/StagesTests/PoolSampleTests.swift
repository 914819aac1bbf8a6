import Columnar
import Engine
import Foundation
import Report
import Spec
import Stages
import Storage
import Testing

/// Two models on the same images of the pool, from the tables of their iterations.
@Suite struct PoolSampleTests {
  private static let spec = """
    winnow: 1
    name: sample
    data: data
    random_seed: 3
    classes: [good, bad]
    pool: {root: pool, images: "*.png"}
    annotators: [{id: ana, senior: true}]
    stages:
      export: {annotators_per_image: 1}

    """

  /// An image: its part, its bytes, what each model says of it being bad, and whether it can still be asked about.
  private struct Image {
    let id: String
    var role = "pool"
    var copyOf: String?
    var bytes = "same"
    var before: Float?
    var since: Float?
    var isOpen = true
  }

  private let folder: TestFolder
  private let directory: DataDirectory
  private let setup: StageSetup

  init() throws {
    folder = try TestFolder()
    directory = try DataDirectory.create("\(folder.path)/data", pipeline: "sample")
    setup = StageSetup(
      spec: try SpecReader.read(Array(Self.spec.utf8), file: "spec.yaml").spec, baseDirectory: folder.path)
  }

  private static func manifest(_ number: Int) throws -> Manifest {
    let text = """
      {"winnow": 1, "pipeline": "sample", "iteration": \(number), "tool": "", "libzstd": "", "spec_sha256": "",
       "spec_chain_sha256": "", "stages": []}
      """
    return try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
  }

  private func scope(_ iteration: Int) throws -> IterationScope {
    IterationScope(
      directory: directory, iteration: iteration, earlier: try (0..<iteration).map(Self.manifest),
      manifest: try Self.manifest(iteration))
  }

  private func write(_ iteration: Int, _ artifact: Artifact, _ schema: TableSchema, _ columns: [Column]) throws {
    try Files.createDirectory("\(directory.iteration(iteration))/\(artifact.stage)")
    let path = "\(directory.iteration(iteration))/\(artifact.stage)/\(artifact.file)"
    _ = try TableIO.write(Table(schema: schema, columns: columns), to: path)
  }

  private func pool(_ iteration: Int, _ images: [Image], bytes: (Image) -> String = { $0.bytes }) throws {
    let ones = images.map { _ in Int32(1) }
    let none = images.map { _ in String?.none }
    try write(
      iteration, Catalogue.Pool.images, Tables.pool,
      [
        .strings(images.map(\.id)), .digests(images.map { PictureJoinTests.bytes(bytes($0)) }),
        .int64s(images.map { _ in 1 }), .int32s(ones), .int32s(ones), .optionalStrings(none),
        .optionalTimestamps(images.map { _ in nil }), .optionalStrings(none), .optionalStrings(images.map(\.copyOf)),
        .strings(images.map(\.role)),
      ])
  }

  private func predictions(_ iteration: Int, _ images: [(id: String, bad: Float)], classes: Int = 2) throws {
    let count = images.count
    func none(_ values: ColumnValues) -> Column {
      Column(
        .list(values, offsets: Array(repeating: 0, count: count + 1)), validity: Array(repeating: false, count: count))
    }
    let rows = images.flatMap { [1 - $0.bad, $0.bad] + Array(repeating: Float(0), count: classes - 2) }
    try write(
      iteration, Catalogue.Train.predictions, Tables.predictions,
      [
        .strings(images.map(\.id)), .floatLists(values: rows, each: classes), none(.float([])),
        none(.list(.float([]), offsets: [0])),
        Column(.float(Array(repeating: 0, count: count)), validity: Array(repeating: false, count: count)),
        none(.float([])),
      ])
  }

  /// Writes the pool of iterations 1 and 2, what their models say, and what can be asked about after.
  private func sample(_ images: [Image]) throws -> PoolSample {
    try pool(1, images)
    try pool(2, images) { _ in "same" }
    try predictions(1, images.compactMap { image in image.before.map { (image.id, $0) } })
    try predictions(2, images.compactMap { image in image.since.map { (image.id, $0) } })
    let open = images.filter { $0.isOpen && $0.role == "pool" && $0.copyOf == nil }
    let zeros = open.map { _ in 0.0 }
    try write(
      2, Catalogue.Score.scores, Tables.scores,
      [
        .strings(open.map(\.id)), .strings(open.map { _ in "good" }), .floats(open.map { _ in 0.5 }), .doubles(zeros),
        .doubles(zeros), .doubles(zeros), .bools(open.map { _ in true }), .doubles(zeros),
      ])
    return try PoolSample(setup, scope(2))
  }

  /// Twenty images of the pool, of which the earlier model finds ten bad and the later one eight of these.
  private static let images = (0..<20).map { place in
    Image(
      id: "p\(100 + place).png", before: place < 10 ? 0.75 : 0.25, since: place < 8 ? 1 : 0, isOpen: place >= 5)
  }

  @Test func theTwoModelsAreComparedOnTheWholePoolAndUncertaintyOnWhatIsOpen() throws {
    var images = Self.images
    images[19].since = 0.5
    let found = try sample(images).settling(earlier: [])
    #expect(found.sample == 20 && found.images == 20 && found.changed == 0.1)
    // Observed 0.9; by chance 0.5 · 0.6 + 0.5 · 0.4.
    #expect(abs((found.kappa ?? 0) - 0.4 / 0.5) < 1e-12)
    // One of fifteen open images is as uncertain as can be, the others not at all.
    #expect(found.unlabelled == 15 && abs((found.uncertainty ?? 0) - 1.0 / 15) < 1e-12)
    #expect(found.unknown == nil)
  }

  @Test func imagesThatAreHeldOutOrCopiesOrOtherPicturesDoNotCount() throws {
    var images = Self.images
    images[0].role = "monitoring"
    images[1].copyOf = "p102.png"
    images[3].bytes = "another picture"
    images[4].before = nil
    images[5].since = nil
    let found = try sample(images).settling(earlier: [])
    #expect(found.sample == 18 && found.images == 15)
    #expect(found.changed == 2.0 / 15)
  }

  @Test func theSampleIsTheSameWhateverIsLabelledAndInWhateverIteration() throws {
    let images = (0..<200).map { Image(id: "p\(100 + $0).png") }
    for iteration in [1, 2] { try pool(iteration, images) }
    let first = try PoolSample(setup, scope(1), limit: 20).images
    #expect(first.count == 20 && first == first.sorted() && first != images.prefix(20).map(\.id))
    #expect(try PoolSample(setup, scope(2), limit: 20, threads: 3).images == first)
    // Of images that join the pool some take the places of others; none else moves.
    try pool(2, images + (0..<20).map { Image(id: "q\(100 + $0).png") })
    let joined = try PoolSample(setup, scope(2), limit: 20).images
    #expect(joined.count == 20 && Set(joined).subtracting(first).allSatisfy { $0.hasPrefix("q") })
    // Another random seed draws others.
    let other = StageSetup(
      spec: try SpecReader.read(
        Array(Self.spec.replacing("random_seed: 3", with: "random_seed: 4").utf8), file: "spec.yaml"
      ).spec, baseDirectory: folder.path)
    #expect(try PoolSample(other, scope(1), limit: 20).images != first)
  }

  private func reason(_ section: SettlingSection) -> String? {
    #expect(section.kappa == nil && section.changed == nil)
    return section.unknown.map { "\($0.rawValue) \(section.unknownIteration ?? -1)" }
  }

  @Test func whatCannotBeToldSaysWhy() throws {
    let known = try sample(Self.images)
    var other = QualityReport(pipeline: "sample", iteration: 1, classes: ["bad", "good"])
    #expect(try reason(known.settling(earlier: [other])) == "other_classes 1")
    other.classes = ["good", "bad"]
    #expect(try known.settling(earlier: [other]).unknown == nil)
    try predictions(1, [("p100.png", 1)], classes: 3)
    #expect(try reason(known.settling(earlier: [])) == "no_images 1")
    unlinkFile("\(directory.iteration(1))/train/predictions.parquet")
    let gone = try known.settling(earlier: [])
    #expect(reason(gone) == "no_predictions 1" && gone.uncertainty == 0)
  }

  @Test func theFirstModelHasNoneBefore() throws {
    _ = try sample(Self.images)
    try Files.createDirectory("\(directory.iteration(1))/score")
    try Files.writeAtomically(
      Files.read("\(directory.iteration(2))/score/scores.parquet"),
      to: "\(directory.iteration(1))/score/scores.parquet")
    let first = try PoolSample(setup, scope(1)).settling(earlier: [])
    #expect(reason(first) == "too_early 1" && first.unlabelled == 15)
  }
}
