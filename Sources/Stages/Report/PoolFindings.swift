import Columnar
import Engine
import Labelling
import Report
import Texts

/// What of the pool could not be read or was not taken, for the report.
struct PoolFindings {
  /// How many broken files are named.
  private static let named = 200

  private let broken: [BrokenFile]
  private let undecodable: [CountSection]
  private let leftAside: [FilesLeftAside]

  /// Reads what the stages wrote.
  ///
  /// - Parameters:
  ///   - scope: The iteration.
  ///   - first: Whether it is iteration 0, in which the seed stage looks at pixels.
  /// - Throws: `ColumnarError`, `StorageError`.
  init(_ scope: IterationScope, first: Bool) throws {
    func faults(_ artifact: Artifact) throws -> [BrokenFile] {
      let table = try scope.table(artifact)
      let reasons = try table.strings("reason")
      return try table.strings("image_id").strings.enumerated().map {
        BrokenFile(imageID: $0.element, reason: reasons[$0.offset])
      }
    }
    broken = try (faults(Catalogue.Pool.broken) + faults(first ? Catalogue.Seed.broken : Catalogue.Embed.broken))
      .sortedByBytes(of: \.imageID)
    if scope.manifest.output(Catalogue.Pool.undecodable) == nil {
      undecodable = []
    } else {
      let table = try scope.table(Catalogue.Pool.undecodable)
      undecodable = Self.counts(try table.strings("reason").strings)
    }
    if scope.manifest.output(Catalogue.Pool.leftAside) == nil {
      leftAside = []
    } else {
      let table = try scope.table(Catalogue.Pool.leftAside)
      let endings = try table.strings("ending")
      let files = try table.int64s("files")
      let first = try table.strings("first")
      leftAside = try table.strings("reason").strings.enumerated().map { row, reason in
        FilesLeftAside(reason: reason, ending: endings[row], files: Int(files[row]), first: first[row])
      }
    }
  }

  /// The tables that are not always there, as a stage's outputs depend on them.
  static func inputs(_ scope: IterationScope) -> [NamedValue] {
    [Catalogue.Pool.undecodable, Catalogue.Pool.leftAside].compactMap { artifact in
      scope.manifest.output(artifact).map { NamedValue(artifact.name, $0.contentSHA256) }
    }
  }

  /// Puts the findings into the section on the pool.
  func add(to section: inout PoolSection) {
    section.broken = broken.count
    if !broken.isEmpty {
      section.brokenFiles = Array(broken.prefix(Self.named))
      section.brokenReasons = Self.counts(broken.map(\.reason))
    }
    if !undecodable.isEmpty { section.undecodable = undecodable }
    if !leftAside.isEmpty { section.leftAside = leftAside }
  }

  private static func counts(_ reasons: [String]) -> [CountSection] {
    var counts: [ExactText: Int] = [:]
    for reason in reasons { counts[reason.exact, default: 0] += 1 }
    return counts.keys.sorted().map { CountSection(name: $0.text, count: counts[$0] ?? 0) }
  }
}
