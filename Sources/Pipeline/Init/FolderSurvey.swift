import Imaging
import Labelling
import Stages
import Texts

/// What `winnow init` saw of a folder of pictures, for a first spec and for what a person should know before it is used.
package struct FolderSurvey: Sendable {
  /// The folder that ids are relative to: the one that was named, or the one above, where labels or metadata lie that name
  /// pictures from there.
  package var root: String
  /// What ids begin with, where the root is the folder above: `images/`; else empty.
  package var prefix = ""
  /// Ids of the pictures, by their bytes; masks are not among them.
  package var images: [String] = []
  /// Patterns that take these pictures and no other; empty where every picture below the root is one of them.
  package var patterns: [String] = []
  /// Endings as written, without the dot, the most frequent first.
  package var endings: [(ending: String, images: Int)] = []
  /// Formats by the first bytes of the pictures that were looked into, the most frequent first.
  package var formats: [(format: ImageFormat, images: Int)] = []
  /// Pictures that were looked into: all, or evenly spread over them.
  package var lookedInto = 0
  /// Of these the ones that cannot be read, and why.
  package var unreadable: [(image: String, reason: String)] = []
  /// The longer side of these pictures in pixels: the least, the median and the most; nil where none can be read.
  package var longSide: (least: Int, median: Int, most: Int)?
  /// What was not taken.
  package var leftAside: [PoolFolder.LeftAside] = []
  /// Names that lead to no file.
  package var noFiles: [PoolFolder.NoFile] = []
  /// Pictures that seem to be drawn over others.
  package var masks: [String] = []
  /// Classes that folders seem to be named after.
  package var classFolders: [String] = []
  /// Files of labels and of metadata that were found.
  package var labels: KnownLabels?
  package var metadata: FoundMetadata?
  /// CSV files that name no picture, or that name them under other headers, and why they are of no use.
  package var otherFiles: [(path: String, why: String)] = []
  /// Groups that were found, the most trustworthy first.
  package var groupings: [FoundGroups] = []
  /// Pictures whose bytes are those of another, and an example.
  package var copies: Copies?

  /// A file of labels whose rows fit pictures.
  package struct KnownLabels: Sendable, Equatable {
    package let path: String
    /// In the order of their bytes.
    package let classes: [String]
    package let rows: Int
    package let fitting: Int
  }

  /// A file of what is known of pictures.
  package struct FoundMetadata: Sendable, Equatable {
    package let path: String
    package let columns: [String]
    package let fitting: Int
    package var hasGroups: Bool { columns.contains("group") }
  }

  /// A way of telling which pictures belong together.
  package struct FoundGroups: Sendable {
    package let by: Grouping
    /// The group of each image, in the order of the images; empty where it has none.
    package let groups: [String]
    /// How many there are.
    package var count: Int { Set(groups.lazy.filter { !$0.isEmpty }.map(\.exact)).count }
    /// How many pictures are in one.
    package var images: Int { groups.count { !$0.isEmpty } }
  }

  /// What tells groups.
  package enum Grouping: String, Sendable { case folder, name, time }

  /// Pictures that are there more than once.
  package struct Copies: Sendable, Equatable {
    /// Pictures beyond the first of their bytes.
    package let images: Int
    package let example: [String]
    /// How many bytes were looked at, of how many that could be equal.
    package let isComplete: Bool
  }

  /// Pictures whose longer side is beyond this many times what an embedder sees have defects that it cannot see.
  package static let farLarger = 8

  init(root: String) { self.root = root }

  /// Endings that are there in capitals and in small letters.
  package var endingsInTwoCases: [[String]] {
    let all = Dictionary(grouping: endings.map(\.ending)) { $0.lowercased() }
    return all.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { ($0.first ?? "") < ($1.first ?? "") }
  }

  /// Of some classes those that stand as a word in the path of a picture, and how many pictures that are.
  ///
  /// - Parameter classes: Names.
  /// - Returns: Those of the classes, in their order, and the number of pictures.
  package func classesInPaths(_ classes: [String]) -> (classes: [String], images: Int) {
    let wanted = Dictionary(classes.map { (Self.plain($0), $0) }, uniquingKeysWith: { first, _ in first })
    var found: Set<ExactText> = []
    var count = 0
    for image in images {
      var isNamed = false
      for part in image.dropFirst(prefix.count).split(separator: "/") {
        let bare = part.lastIndex(of: ".").map { part[..<$0] } ?? part[...]
        for word in [Self.plain(String(bare))] + Self.words(String(bare)) {
          guard let name = wanted[word] else { continue }
          found.insert(name.exact)
          isNamed = true
        }
      }
      if isNamed { count += 1 }
    }
    return (classes.filter { found.contains($0.exact) }, count)
  }

  private static func plain(_ text: String) -> String {
    text.lowercased().filter { $0 != " " && $0 != "-" && $0 != "_" }
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter }.map(String.init)
  }
}
