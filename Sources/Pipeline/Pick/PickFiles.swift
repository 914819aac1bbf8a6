import Columnar
import Draws
import Selection
import Stages

/// The files that a pick is made out of, opened.
struct PickFiles: Sendable {
  /// Nil where every row of the embeddings is a candidate.
  let predictions: PickPredictions?
  /// Nil where nothing looks at vectors.
  let vectors: PickVectors?
  /// The images that are not to be picked; nil where none are known.
  let labelled: IDIndex?
  /// The production runs; nil where none are known.
  let groups: PickGroups?
  /// What the measure and its tie-break are made of.
  let scorer: BlockScorer
  private let files: FilePick.Files

  /// Opens the files.
  ///
  /// - Parameters:
  ///   - files: Their names.
  ///   - acquisition: What images are ranked by.
  ///   - draw: What settles ties.
  ///   - threads: How many threads to use.
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  init(_ files: FilePick.Files, acquisition: Acquisition, draw: Draw, threads: Int) throws {
    self.files = files
    let needsNorms = files.predictions != nil && acquisition.base.source == .gradient
    vectors = try files.embeddings.map { try PickVectors(path: $0, needsNorms: needsNorms, threads: threads) }
    let hasVectors = vectors != nil
    predictions = try files.predictions.map {
      try PickPredictions(path: $0, acquisition: acquisition, hasVectors: hasVectors, threads: threads)
    }
    labelled = try files.labelled.map { IDIndex(try TableParts(path: $0, threads: threads).imageIDs()) }
    groups = try files.groups.map { try PickGroups(path: $0, threads: threads) }
    // A file without a row has no classes, and a row without any is refused when it is looked at.
    scorer = BlockScorer(acquisition, classes: predictions.map { max(1, $0.classes) } ?? 0, draw: draw)
  }

  /// The file that the images are of.
  var path: String { files.predictions ?? files.embeddings ?? "" }

  /// How many images there are.
  var count: Int { predictions?.parts.rowCount ?? vectors?.index.count ?? 0 }

  /// The ids of all images, in the order of their rows.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func ids() throws -> StringArray { try predictions?.parts.imageIDs() ?? vectors?.index.ids ?? StringArray() }

  /// The column of ids of all images, to draw from.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func idBlocks() throws -> BlockStream? {
    try (predictions?.parts ?? vectors?.parts).map { try BlockStream($0, as: .imageIDs) }
  }

  /// Every image, with all that its scores are made of.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func blocks() throws -> BlockStream? { try predictions?.blocks ?? idBlocks() }

  /// The images of a block.
  ///
  /// - Throws: `PickError`, `ColumnarError`, `SelectionError`.
  func images(
    _ block: BlockStream.Block
  ) throws -> (images: BlockScorer.Images, checked: PickPredictions.Checked, vectorRows: [Int]?) {
    guard let predictions else {
      let ids = try block.table.strings("image_id")
      return (
        BlockScorer.Images(ids: ids, rows: Array(block.firstRow..<block.firstRow + ids.count), probabilities: []),
        PickPredictions.Checked(), nil
      )
    }
    var (images, checked) = try predictions.images(block)
    let rows = vectors?.index.places(of: images.ids)
    if let rows { try addNorms(rows, to: &images) }
    return (images, checked, rows)
  }

  /// The images of some rows, in their order.
  ///
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  func images(rows: [Int]) throws -> BlockScorer.Images {
    guard let predictions else {
      return BlockScorer.Images(ids: vectors?.index.ids.gather(rows) ?? StringArray(), rows: rows, probabilities: [])
    }
    var images = try predictions.images(rows: rows)
    if let vectors { try addNorms(vectors.index.places(of: images.ids), to: &images) }
    return images
  }

  /// The lengths of the embeddings, where the predictions have nothing that the measure looks at.
  private func addNorms(_ rows: [Int], to images: inout BlockScorer.Images) throws {
    guard let norms = vectors?.norms, images.gradients == nil, images.norms == nil else { return }
    if let missing = rows.firstIndex(of: -1) { throw PickError.noEmbedding(image: images.ids[missing]) }
    images.norms = rows.map { norms[$0] }
  }

  /// The images of a block that may be picked, by their places; nil: all of them.
  func open(_ ids: StringArray) -> [Int]? { labelled.flatMap { Self.outside($0.places(of: ids)) } }

  /// The places of those that are nowhere in a file; nil: all of them.
  static func outside(_ places: [Int]) -> [Int]? {
    places.allSatisfy { $0 < 0 } ? nil : places.indices.filter { places[$0] < 0 }
  }
}

/// The production runs of images: a table `image_id, group`.
struct PickGroups: Sendable {
  /// The images that are spoken of.
  let index: IDIndex
  private let names: StringArray
  private let isKnown: [Bool]?

  /// Reads the table.
  ///
  /// - Throws: `PickError.repeated`, `ColumnarError`, `StorageError`.
  init(path: String, threads: Int) throws {
    let parts = try TableParts(path: path, threads: threads)
    let table = try parts.read(as: Tables.pickGroups)
    let ids = try table.strings("image_id")
    index = IDIndex(ids)
    let column = try table.column("group")
    guard case .string(let names) = column.values else {
      throw ColumnarError(.type(expected: "string", found: "other"), file: path, column: "group")
    }
    self.names = names
    isKnown = column.validity
    if let twice = index.firstRepeat { throw PickError.twice("--groups", parts, ids, twice) }
  }

  /// The production run of an image; nil where it is in none.
  func name(of image: String) -> String? {
    index.place(of: image).flatMap { isKnown?[$0] ?? true ? names[$0] : nil }
  }
}
