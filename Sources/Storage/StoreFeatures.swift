import Texts

/// What a program must know to read a data directory, and to write to it: `store.json` names it.
///
/// A feature is named where something that lasts is made up in a new way, so that a program of before would take what is whole
/// for damaged or what is done for undone. It is never taken back: a directory that was written to since has it.
package struct StoreFeatures: Codable, Sendable, Equatable {
  /// What a reader must know, ascending.
  package var read: [String]
  /// What a writer must know besides, ascending.
  package var write: [String]

  /// Names features.
  package init(read: [String], write: [String]) {
    self.read = read
    self.write = write
  }

  /// Those of this version.
  ///
  /// - `stage_key_2`: keys of stages say in a component `key` how they are made up.
  /// - `embedder_key_2`: vectors are kept under a key made from the request.
  package static let known = StoreFeatures(read: ["stage_key_2"], write: ["embedder_key_2"])

  /// What a reader must know where the acceptance set was opened: the record of it in an iteration's folder.
  ///
  /// Named from the first opening on, so that directories without one are read by versions before.
  package static let acceptance = "acceptance_1"

  /// The names that this version does not know, of those a reader must.
  package var unknownToRead: [String] { Self.without(read, Self.known.read + [Self.acceptance]) }

  /// The names that this version does not know, of those a writer must.
  package var unknownToWrite: [String] {
    Self.without(read + write, Self.known.read + Self.known.write + [Self.acceptance])
  }

  /// These, those of this version, and what else a reader must know.
  func withKnown(_ further: [String]) -> StoreFeatures {
    let known = Self.known.read + further
    return StoreFeatures(
      read: Self.ascending(read + Self.without(known, read)),
      write: Self.ascending(write + Self.without(Self.known.write, write)))
  }

  private static func without(_ names: [String], _ others: [String]) -> [String] {
    names.filter { name in !others.contains { $0.utf8.elementsEqual(name.utf8) } }
  }

  private static func ascending(_ names: [String]) -> [String] {
    names.sortedByBytes()
  }
}
