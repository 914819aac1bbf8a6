import Foundation
import Storage

/// `store.json` as an auditor reads it: it carries no digest, so its exact form is checked.
struct StoreFile: Codable {
  let layout: Int
  let pipeline: String

  /// Reads the file of a data directory.
  ///
  /// - Returns: What it says, if that can be told, and what is wrong with it.
  static func read(root: String) -> (store: StoreFile?, size: Int, findings: [Finding]) {
    let path = "store.json"
    do {
      let bytes = try Files.read("\(root)/\(path)", limit: 1 << 16)
      guard let store = try? JSONDecoder().decode(StoreFile.self, from: Data(bytes)), store.layout >= 1 else {
        return (nil, bytes.count, [Finding(path, .form)])
      }
      guard store.layout <= DataDirectory.layout else {
        return (store, bytes.count, [Finding(path, .layout(found: store.layout))])
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let written = try [UInt8](encoder.encode(store)) + [0x0A]
      return (store, bytes.count, written == bytes ? [] : [Finding(path, .form)])
    } catch {
      return (nil, 0, [Inventory.finding(path, root: root, error)])
    }
  }
}
