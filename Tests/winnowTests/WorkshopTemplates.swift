import Foundation
import Synchronization
import Testing

/// Folders that many tests begin with: each is made once, by the program itself, and copied.
final class WorkshopTemplates: Sendable {
  private struct Key: Hashable {
    let images: Int
    let sealed: Int?
    let spec: String
  }

  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("winnow-templates-\(ProcessInfo.processInfo.processIdentifier)").path

  private let made = Mutex<[Key: String]>([:])

  init() {
    atexit { try? FileManager.default.removeItem(atPath: WorkshopTemplates.folder) }
  }

  /// A copy of the folder with images of the factory, holdouts drawn, a spec, and the iterations up to `sealed`.
  func copy(images: Int, sealed: Int?, spec: String) throws -> Workshop {
    let template = try made.withLock { made in
      try self.template(Key(images: images, sealed: sealed, spec: spec), in: &made)
    }
    return try Workshop(copying: template)
  }

  private func template(_ key: Key, in made: inout [Key: String]) throws -> String {
    if let path = made[key] { return path }
    let workshop: Workshop
    if let last = key.sealed {
      let earlier = Key(images: key.images, sealed: last == 0 ? nil : last - 1, spec: key.spec)
      workshop = try Workshop(copying: template(earlier, in: &made))
      try workshop.completes(last)
    } else {
      workshop = try Workshop()
      try workshop.write(key.spec, to: "spec.yaml")
      try workshop.succeeds("factory", "--out", "images", "--count", String(key.images), "--size", "48")
      try workshop.succeeds("split", "--spec", "spec.yaml", "--labels", "images/truth.csv", "--minimum", "1")
    }
    let path = "\(Self.folder)/\(made.count)"
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: workshop.path, toPath: path)
    made[key] = path
    return path
  }
}
