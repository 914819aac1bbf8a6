import Columnar
import Selection
import Stages
import Texts

/// Anybody's embeddings: all are looked at once, and those read again that are needed.
struct PickVectors: Sendable {
  /// The file or the folder.
  let parts: TableParts
  /// The ids that have a vector.
  let index: IDIndex
  /// The length of a vector; 0 where there is none.
  let dimensions: Int
  /// The length of each row's vector, where a measure looks at it.
  let norms: [Double]?

  /// Opens a table `image_id, embedding` and checks it as that of a hook is checked: all numbers finite, all vectors as long
  /// as the first, no image twice.
  ///
  /// - Parameters:
  ///   - path: The file or the folder.
  ///   - needsNorms: Whether a measure looks at the lengths of vectors.
  ///   - threads: How many threads to use.
  /// - Throws: `PickError`, `ColumnarError`, `StorageError`.
  init(path: String, needsNorms: Bool, threads: Int) throws {
    let parts = try TableParts(path: path, threads: threads)
    let blocks = try BlockStream(parts, as: Tables.hookEmbeddings)
    let offsets = try blocks.peek(threads: threads)?.floatLists("embedding").offsets ?? [0]
    let dimensions = offsets.count > 1 ? offsets[1] : 0
    var (ids, norms) = (StringArray(), [Double]())
    var first: PickError?
    try blocks.forEach(threads: threads) { block in
      let names = try block.table.strings("image_id")
      let (values, offsets) = try block.table.floatLists("embedding")
      let problem = Self.problem(values, offsets, dimensions: dimensions).map { row, problem in
        PickError.row(
          option: "--embeddings", place: ErrorPlace(parts, row: block.firstRow + row), image: names[row], problem)
      }
      return (names, problem == nil && needsNorms ? Measure.norms(values, offsets: offsets) : [], problem)
    } consume: { names, lengths, problem in
      ids.append(contentsOf: names)
      norms += lengths
      first = first ?? problem
    }
    self.parts = parts
    self.dimensions = dimensions
    self.norms = needsNorms ? norms : nil
    index = IDIndex(ids)
    // An image that stands twice is reported first: its two vectors may be of two models.
    if let twice = index.firstRepeat { throw PickError.twice("--embeddings", parts, ids, twice) }
    if let first { throw first }
  }

  /// The first vector that cannot be worked with, and why; nil where all can.
  static func problem(
    _ values: [Float], _ offsets: [Int], dimensions: Int
  ) -> (row: Int, problem: DataError.HookRow)? {
    for row in 0..<max(0, offsets.count - 1) {
      let range = offsets[row]..<offsets[row + 1]
      if range.count != dimensions || range.isEmpty {
        return (row, .dimensions(expected: max(1, dimensions), found: range.count))
      }
      if let bad = values[range].firstIndex(where: { !$0.isFinite }) {
        return (row, .notFinite(position: bad - range.lowerBound))
      }
    }
    return nil
  }

  /// The vectors of images that all have one, one behind the other.
  ///
  /// - Throws: `PickError.noEmbedding`, `ColumnarError`, `StorageError`.
  func vectors(of images: StringArray) throws -> [Float] {
    let rows = index.places(of: images)
    if let missing = rows.firstIndex(of: -1) { throw PickError.noEmbedding(image: images[missing]) }
    return try vectors(rows: rows)
  }

  /// The vectors of those of some images that have one.
  ///
  /// - Throws: `ColumnarError`, `StorageError`.
  func vectors(ofThoseKnown images: StringArray) throws -> [Float] {
    try vectors(rows: index.places(of: images).filter { $0 >= 0 })
  }

  private func vectors(rows: [Int]) throws -> [Float] {
    try parts.read(rows: rows, as: Tables.hookEmbeddings.selecting(["embedding"])).floatLists("embedding").values
  }
}
