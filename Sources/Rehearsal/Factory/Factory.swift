import Imaging
import Parallel

/// Draws photographs of machined metal surfaces, most of them sound, for rehearsing a pipeline and for tests.
package struct Factory: Sendable {
  /// The classes, the negative one first.
  package static let classes = [negativeClass] + DefectKind.allCases.map(\.rawValue)
  /// The class of images without a defect.
  package static let negativeClass = "normal"

  package let options: FactoryOptions
  /// Every image, run by run.
  package let images: [FactoryImage]
  private let runs: [Production.Run]
  private let orders: [DefectPlan.Order?]
  /// The run of each image.
  private let runOfImage: [Int]

  /// Plans the production; draws nothing yet.
  ///
  /// - Throws: `FactoryError` for a number outside its range.
  package init(_ options: FactoryOptions = FactoryOptions()) throws(FactoryError) {
    let counts = 50...10_000_000
    let sides = 32...512
    guard counts.contains(options.count) else { throw .count(options.count, allowed: counts) }
    guard sides.contains(options.side) else { throw .side(options.side, allowed: sides) }
    let runs = Production(count: options.count, randomSeed: options.randomSeed).runs
    let plan = DefectPlan(
      runs: runs.map(\.images), edged: runs.map(\.edged), randomSeed: options.randomSeed)
    self.options = options
    self.runs = runs
    orders = plan.orders
    runOfImage = runs.flatMap { run in run.images.map { _ in run.number } }
    images = runs.flatMap { run in
      zip(run.images, run.times).map { image, time in
        FactoryImage(
          path: "images/\(run.name)-\(FactoryLists.padded(Int64(image - run.images.lowerBound + 1), 3)).png",
          label: plan.orders[image]?.kind.rawValue ?? Self.negativeClass, group: run.name,
          capturedAt: time, line: run.line, camera: run.camera)
      }
    }
  }

  /// One image.
  ///
  /// - Parameters:
  ///   - index: Its place in `images`.
  ///   - defect: Whether its defect, if it has one, is drawn; all else is the same either way.
  /// - Returns: A grey square of the declared side.
  /// - Throws: `ImagingError`.
  package func raster(_ index: Int, defect: Bool = true) throws(ImagingError) -> Raster {
    let run = runs[runOfImage[index]]
    return try frame(index, of: run, in: scene(run), defect: defect)
  }

  /// One image as a PNG file, the same as `write` hands over.
  ///
  /// - Throws: `PNGWriter.Failure`, `ImagingError`.
  package func png(_ index: Int) throws -> [UInt8] {
    try Self.encode(raster(index))
  }

  /// `image,group,captured_at,line,camera`, a row an image.
  package func metadataCSV() -> [UInt8] {
    FactoryLists.metadata(images)
  }

  /// `image,label`, a row an image.
  package func truthCSV() -> [UInt8] {
    FactoryLists.truth(images)
  }

  /// Hands over every file of the data set: the images, then `metadata.csv` and `truth.csv`.
  ///
  /// - Parameters:
  ///   - threads: How many images are drawn at a time; the bytes do not depend on it.
  ///   - write: Called with a path below the data set's folder and the file's bytes, from several threads at
  ///     once for the images.
  /// - Throws: What `write` throws; `PNGWriter.Failure`.
  package func write(
    threads: Int, to write: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void
  ) throws {
    try Parallel.forEach(runs.count, threads: threads) { number in
      let run = runs[number]
      let scene = scene(run)
      for index in run.images {
        try write(images[index].path, Self.encode(frame(index, of: run, in: scene, defect: true)))
      }
    }
    try write("metadata.csv", metadataCSV())
    try write("truth.csv", truthCSV())
  }

  private func scene(_ run: Production.Run) -> RunScene {
    RunScene(run, side: options.side, randomSeed: options.randomSeed)
  }

  private func frame(
    _ index: Int, of run: Production.Run, in scene: RunScene, defect: Bool
  ) throws(ImagingError) -> Raster {
    try scene.frame(index - run.images.lowerBound, order: defect ? orders[index] : nil)
  }

  private static func encode(_ raster: Raster) throws -> [UInt8] {
    try PNGWriter.encode(raster, level: 1)
  }
}
