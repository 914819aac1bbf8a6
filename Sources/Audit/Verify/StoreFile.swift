import JSON
import Storage

/// `store.json` as an auditor reads it: it carries no digest, so its exact form is checked.
struct StoreFile: Codable {
  let layout: Int
  let pipeline: String
  var features: StoreFeatures?

  /// Reads the file of a data directory.
  ///
  /// - Returns: What it says, if that can be determined, and what is wrong with it.
  static func read(root: String) -> (store: StoreFile?, size: Int, findings: [Finding]) {
    let path = StoreName.store
    do {
      let bytes = try Files.read("\(root)/\(path)", limit: 1 << 16)
      guard let store = try? CodedJSON.read(StoreFile.self, from: bytes), store.layout >= 1 else {
        return (nil, bytes.count, [Finding(path, .form)])
      }
      guard store.layout <= DataDirectory.layout else {
        return (store, bytes.count, [Finding(path, .layout(found: store.layout))])
      }
      if let unknown = store.features?.unknownToRead, !unknown.isEmpty {
        return (store, bytes.count, unknown.map { Finding(path, .feature($0)) })
      }
      guard (store.features != nil) == (store.layout >= DataDirectory.firstWithFeatures) else {
        return (store, bytes.count, [Finding(path, .form)])
      }
      let written = try CodedJSON.bytes(of: store, .compact) + [0x0A]
      return (store, bytes.count, written == bytes ? [] : [Finding(path, .form)])
    } catch {
      return (nil, 0, [Inventory.finding(path, root: root, error)])
    }
  }
}
