import Columnar
import Selection
import Stages
import Storage

/// The near-duplicates among the images of files that need not fit into memory.
package struct FileDuplicates: Sendable {
  /// Where the vectors are.
  package enum Vectors: Sendable {
    /// In a table of anybody's with the columns `image_id` and `embedding`.
    case table(String)
    /// In the embedding store of a data directory: those of an iteration's images.
    case store(DataDirectory, iteration: Int)
  }

  /// What came of it.
  package struct Report: Sendable, Encodable {
    /// How many images there are.
    package let images: Int
    /// Floats a vector.
    package let dimensions: Int
    /// The greatest distance of near-duplicates.
    package let distance: Double
    /// Groups of two images and more.
    package let groups: Int
    /// Images that are near-duplicates of a leader: what could be left out.
    package let duplicates: Int
    /// Those of them whose vector equals the leader's.
    package let equal: Int
    /// The most images in a group.
    package let largestGroup: Int
    /// How many leaders were not compared with all that could be near; 0: nothing is missed.
    package let cutShort: Int
  }

  private let vectors: Vectors
  private let distance: Double
  private let priority: String?
  private let threads: Int

  /// Declares a search.
  ///
  /// - Parameters:
  ///   - vectors: Where the vectors are.
  ///   - distance: The greatest cosine distance of near-duplicates, 0 to 1.
  ///   - priority: A table `image_id, rank` of the images that are to lead their groups, 1 first; nil: by ascending id.
  ///   - threads: How many threads to use; no result depends on it.
  package init(_ vectors: Vectors, distance: Double, priority: String?, threads: Int) {
    self.vectors = vectors
    self.distance = distance
    self.priority = priority
    self.threads = threads
  }

  /// Finds groups and writes them as the table `duplicates`.
  ///
  /// - Throws: `ColumnarError`, `StorageError`, `SelectionError`, `DuplicatesError`.
  package func run(out: String) throws -> Report {
    let locations =
      switch vectors {
      case .table(let path): try VectorLocations(table: path)
      case .store(let directory, let iteration): try VectorLocations(directory, iteration: iteration)
      }
    let source = try ImageVectors(locations, ranks: priority.map { try locations.ranks(in: $0) }, threads: threads)
    let result = try NearDuplicates(distance: distance, threads: threads).search(source)
    return try write(result, of: source, to: out)
  }

  private func write(_ result: NearDuplicates.Result, of source: ImageVectors, to out: String) throws -> Report {
    var sizes = [Int32](repeating: 0, count: source.count)
    for leader in result.leaders { sizes[Int(leader)] += 1 }
    var itemOf = [Int32](repeating: 0, count: source.count)
    for (item, image) in source.images.enumerated() { itemOf[Int(image)] = Int32(item) }
    // By ascending id.
    let grouped = itemOf.indices.filter { sizes[Int(result.leaders[Int(itemOf[$0])])] > 1 }
    let writer = try TableWriter(path: out, schema: Tables.duplicates, threads: threads)
    do {
      for start in stride(from: 0, to: grouped.count, by: 65_536) {
        let images = Array(grouped[start..<min(grouped.count, start + 65_536)])
        let leaders = images.map { Int(result.leaders[Int(itemOf[$0])]) }
        try writer.append(
          Table(
            schema: Tables.duplicates,
            columns: [
              .strings(source.ids.gather(images)),
              .strings(source.ids.gather(leaders.map { Int(source.images[$0]) })),
              .floats(images.map { result.distances[Int(itemOf[$0])] }), .int32s(leaders.map { sizes[$0] }),
            ]))
      }
      _ = try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    let joined = result.leaders.indices.filter { Int(result.leaders[$0]) != $0 }
    return Report(
      images: source.count, dimensions: source.dimensions, distance: distance, groups: sizes.count { $0 > 1 },
      duplicates: joined.count, equal: joined.count { result.distances[$0] == 0 },
      largestGroup: Int(sizes.max() ?? 0), cutShort: result.cutShort)
  }
}
