import Columnar
import Engine
import Pretrained
import Report
import Spec
import Storage
import Texts

/// What a person should know of an iteration's vectors: pictures that changed meanwhile, and details too small to be seen.
///
/// All of it follows from the pool, the images without a vector and the spec.
package struct EmbeddingNotes: Sendable, Equatable {
  /// Pictures far larger than what the built-in embedder scales them to.
  package struct Shrunk: Sendable, Equatable {
    /// Pixels across of the median picture.
    package let width: Int
    /// Pixels down of the median picture.
    package let height: Int
    /// Pixels a side after scaling.
    package let inputSize: Int

    /// Takes the sizes.
    package init(width: Int, height: Int, inputSize: Int) {
      self.width = width
      self.height = height
      self.inputSize = inputSize
    }

    /// What is smaller in the picture becomes less than two pixels.
    package var lost: (width: Int, height: Int) {
      ((2 * width + inputSize - 1) / inputSize, (2 * height + inputSize - 1) / inputSize)
    }
  }

  /// How many times the input size the longer side of the median picture is when it is reported.
  static let farLarger = 6

  /// Images without a vector because their files held other bytes than the pool says, by id.
  package let changed: [String]
  /// Nil where pictures are not far larger, where their sizes are not known or they are cut up, and with an embedder of the
  /// user's.
  package let shrunk: Shrunk?
  /// The pretrained network that the vectors could come from; nil where they are not patch features.
  package let offer: PretrainedNetwork?

  /// Reads them from an iteration whose stage `embed` is done; nil if it is not.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  package init?(_ embed: [EmbedSpec], scope: IterationScope) throws {
    guard scope.manifest.output(Catalogue.Embed.broken) != nil else { return nil }
    let broken = try scope.table(Catalogue.Embed.broken)
    let reasons = try broken.strings("reason").strings
    let ids = try broken.strings("image_id").strings
    let code = PictureFault.code(PictureFault.changed)
    changed = ids.indices.filter { reasons[$0].equalsByBytes(code) }.map { ids[$0] }
    offer = embed.arePatchesAlone ? ConvNetEmbedHook.network : nil
    // Who cuts pictures up, or has an embedder of one's own, knows how large they are.
    if embed.allSatisfy({ $0.isBuiltIn && $0.tiles == nil }) {
      let pool = try TableReader(path: scope.path(Catalogue.Pool.images)).read(
        columns: ["width", "height"], as: Tables.pool)
      shrunk = try Self.shrunk(
        widths: pool.int32s("width").map(Int.init), heights: pool.int32s("height").map(Int.init),
        inputSize: embed.map(\.inputSize).max() ?? 0)
    } else {
      shrunk = nil
    }
  }

  /// The same for a report; nil if there is nothing to report.
  var section: EmbeddingSection? {
    guard shrunk != nil || offer != nil || !changed.isEmpty else { return nil }
    return EmbeddingSection(
      shrunk: shrunk.map {
        .init(
          width: $0.width, height: $0.height, inputSize: $0.inputSize, lostWidth: $0.lost.width,
          lostHeight: $0.lost.height)
      }, offer: offer.map { .init(network: $0.name, trainedOn: $0.trainedOn) }, changed: changed.count)
  }

  /// The median picture by its number of pixels, if it is far larger than the input; pictures of unknown size do not count.
  package static func shrunk(widths: [Int], heights: [Int], inputSize: Int) -> Shrunk? {
    let known = zip(widths, heights).filter { $0 > 0 && $1 > 0 }.sorted {
      ($0.0 * $0.1, $0.0, $0.1) < ($1.0 * $1.1, $1.0, $1.1)
    }
    guard inputSize > 0, !known.isEmpty else { return nil }
    let (width, height) = known[(known.count - 1) / 2]
    guard max(width, height) > Self.farLarger * inputSize else { return nil }
    return Shrunk(width: width, height: height, inputSize: inputSize)
  }
}
