import Imaging
import Labelling
import Parallel
import Spec
import Storage
import Texts

/// Looks whether people, and the embedder after them, will be able to see the images of a first batch: each once, however
/// often the batch is drawn anew.
///
/// Where the built-in embedder is used, an image is decoded. One's own sees what it sees: an image must only be there, and
/// only where others of a pool's table are, or have an address of its own.
package struct PictureCheck {
  private enum Means { case decoding, presence, nothing }

  private let root: String
  private let means: Means
  private let addresses: ImageAddresses
  private let threads: Int
  private let reader: PictureReader
  private var sound: Set<ExactText> = []
  private var isFirst = true
  /// Whether none of the first images that were looked at is here as a file.
  package private(set) var isWithoutFiles = false

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - setup: The spec.
  ///   - addresses: The addresses of images that have one.
  ///   - threads: How many images are looked at at once.
  package init(_ setup: StageSetup, addresses: ImageAddresses, threads: Int) {
    root = setup.root
    self.addresses = addresses
    self.threads = threads
    reader = PictureReader(maximumPixels: setup.spec.pool.pixelLimit)
    let isBuiltIn = setup.spec.stages.embed.isBuiltIn
    // What lies in a folder was just read there.
    means = isBuiltIn ? .decoding : setup.poolTable == nil ? .nothing : .presence
  }

  /// Those of some images that cannot be seen, and why.
  ///
  /// - Throws: `StorageError` for what says more of the machine than of an image.
  package mutating func lost(among ids: [String]) throws -> [(id: String, reason: String)] {
    let unknown = ids.filter { !sound.contains($0.exact) }
    var lost: [(id: String, reason: String)] = []
    switch means {
    case .nothing: break
    case .decoding: lost = try undecodable(unknown)
    case .presence:
      lost = unknown.filter { addresses.byImage[$0.exact] == nil && !Files.exists("\(root)/\($0)") }
        .map { ($0, "missing_file") }
      if isFirst, !ids.contains(where: { Files.exists("\(root)/\($0)") }) { isWithoutFiles = true }
      if isWithoutFiles { lost = [] }
    }
    isFirst = false
    let ill = Set(lost.map(\.id.exact))
    for id in unknown where !ill.contains(id.exact) { sound.insert(id.exact) }
    return lost
  }

  private func undecodable(_ ids: [String]) throws -> [(id: String, reason: String)] {
    let (root, reader) = (root, reader)
    return try Parallel.map(ids.count, threads: threads) { index -> (id: String, reason: String)? in
      do {
        try reader.decode("\(root)/\(ids[index])", colour: false) { _ in }
        return nil
      } catch let error as ImagingError {
        return (ids[index], error.imageFault)
      } catch let error as StorageError {
        guard let reason = error.imageFault else { throw error }
        return (ids[index], reason)
      }
    }.compactMap(\.self)
  }
}
