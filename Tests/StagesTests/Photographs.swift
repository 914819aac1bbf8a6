import Columnar
import Foundation
import Imaging
import JSON
import Stages
import Storage

/// A folder of small grey pictures, and requests to the built-in embedder about them.
final class Photographs {
  let folder: String
  let ids: [String]
  private(set) var digests: [Digest]
  /// What the embedder's draws come from.
  var seed: UInt64 = 3

  /// Writes pictures of one value a pixel.
  init(_ count: Int, side: Int = 24, pixel: (_ picture: Int, _ x: Int, _ y: Int) -> Int) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)").path
    try Files.createDirectory(folder)
    ids = (0..<count).map { "p\($0 + 1_000).png" }
    digests = []
    for picture in 0..<count {
      let pixels = (0..<side * side).map { UInt8(clamping: pixel(picture, $0 % side, $0 / side)) }
      let bytes = try PNGWriter.encode(Raster(width: side, height: side, channels: 1, pixels: pixels))
      try Files.writeAtomically(bytes, to: path(picture))
      digests.append(Digest(of: bytes))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Pictures with some structure, no two alike.
  static func varied(_ count: Int) throws -> Photographs {
    try Photographs(count) { picture, x, y in
      120 + (x * (picture % 5 + 1) * 7 + y * (picture % 3 + 1) * 5 + picture * 11) % 90 - (x * y * picture) % 37
    }
  }

  /// The file of a picture.
  func path(_ picture: Int) -> String { "\(folder)/\(ids[picture])" }

  /// The file, or the place of one, beside the pictures.
  func file(_ name: String) -> String { "\(folder)/\(name)" }

  /// Replaces a picture's file, not its digest.
  func overwrite(_ picture: Int, with other: Int) throws {
    try Files.writeAtomically(Files.read(path(other)), to: path(picture))
  }

  /// Fits the embedder on some pictures.
  ///
  /// - Returns: The bytes of the state's files.
  @discardableResult
  func fit(
    _ pictures: [Int]? = nil, dimensions: Int = 12, filters: Int = 4, checkpoint: String? = nil, threads: Int = 1
  ) throws -> [[UInt8]] {
    try write(pictures ?? Array(ids.indices))
    try Files.createDirectory(file("state"))
    try run(
      "fit", .init(images: file("images.parquet")), .init(state: file("state")), dimensions, filters, checkpoint,
      threads)
    return try ["encoder.bin", "projection.bin"].map { try Files.read(file("state/\($0)")) }
  }

  /// Embeds some pictures with the state of the last fit.
  func embed(
    _ pictures: [Int]? = nil, dimensions: Int = 12, filters: Int = 4, checkpoint: String? = nil, threads: Int = 1
  ) throws -> (vectors: [String: [Float]], broken: [String: String]) {
    try write(pictures ?? Array(ids.indices))
    try run(
      "embed", .init(images: file("images.parquet"), state: file("state")),
      .init(embeddings: file("embeddings.parquet"), broken: file("broken.parquet")), dimensions, filters, checkpoint,
      threads)
    let table = try TableIO.read(file("embeddings.parquet"), schema: Tables.hookEmbeddings)
    let (values, offsets) = try table.floatLists("embedding")
    let names = try table.strings("image_id").strings
    let broken = try TableIO.read(file("broken.parquet"), schema: Tables.broken)
    return (
      Dictionary(
        uniqueKeysWithValues: names.enumerated().map {
          ($0.element, Array(values[offsets[$0.offset]..<offsets[$0.offset + 1]]))
        }),
      Dictionary(
        uniqueKeysWithValues: zip(try broken.strings("image_id").strings, try broken.strings("reason").strings))
    )
  }

  private func write(_ pictures: [Int]) throws {
    _ = try TableIO.write(
      Table(
        schema: Tables.hookImages,
        columns: [
          .strings(pictures.map { ids[$0] }), .digests(pictures.map { digests[$0] }),
          .optionalStrings(pictures.map { path($0) }), .optionalStrings(pictures.map { _ in nil }),
        ]), to: file("images.parquet"))
  }

  private func run(
    _ action: String, _ inputs: HookRequest.Inputs, _ outputs: HookRequest.Outputs, _ dimensions: Int, _ filters: Int,
    _ checkpoint: String?, _ threads: Int
  ) throws {
    let parameters: [String: JSONValue] = [
      "dimensions": .int(Int64(dimensions)), "input_size": .int(16), "colour": .bool(false),
      "filters": .int(Int64(filters)),
    ]
    var request: HookRequest =
      action == "fit"
      ? .fit(stage: "embed", parameters: parameters, randomSeed: seed) : .embed(stage: "embed", parameters: parameters)
    request.inputs = inputs
    request.outputs = outputs
    request.checkpoint = checkpoint
    request.threads = threads
    try PatchEmbedHook(request) { _, _ in }.run()
  }
}
