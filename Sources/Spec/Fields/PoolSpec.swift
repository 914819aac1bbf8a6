/// Where the images are.
package struct PoolSpec: Sendable, Equatable {
  package var root = ""
  package var table: String?
  /// Each a ``Glob``.
  package var images: [String] = []
  package var metadata: String?
  package var brokenShare = 0.01
  package var megapixelLimit = 100.0

  /// Whether the metadata lie beside the spec and not below the root.
  package var hasMetadataBesideSpec: Bool { metadata.map { $0.hasPrefix("./") || $0.hasPrefix("../") } ?? false }

  /// Pixels that an image may have, at least 1.
  package var pixelLimit: Int { Int(min(max(megapixelLimit * 1e6, 1), 1e10)) }
}

extension PoolSpec: SpecSection {
  static let fields: [Field<PoolSpec>] = [
    Field(
      \.root, "root", .text(.path), synonyms: ["folder", "directory", "path", "dir"],
      required: "root: ../images, the folder of the images", enters: [.content(.pool)], isLocation: true,
      "The folder that image ids are relative to."),
    Field(
      \.table, "table", .text(.path), synonyms: ["parquet"], default: "the folder lists them",
      enters: [.content(.pool), .derived(.seed)], isLocation: true,
      "A Parquet file that lists the images instead: `image_id` and `sha256`, optionally `size_bytes`, `width`, `height`, "
        + "`group`, `captured_at`, `url`, and any more columns of single values."),
    Field(
      \.images, "images", .patterns, synonyms: ["glob", "pattern", "files"],
      default: "every picture below the root, or those that the table lists", enters: [.pool],
      "A pattern below the root, or a list of them: `*` within a folder, `**` across folders, `{png,jpg}` either."),
    Field(
      \.metadata, "metadata", .text(.belowRootOrBesideSpec), synonyms: ["csv"], enters: [.content(.pool)],
      "A CSV file below the root, or relative to the spec where it begins with `./` or `../`, with `image`, optionally `group` (the physical thing photographed, or the run), "
        + "`captured_at` and `url`, and any more columns."),
    Field(
      \.brokenShare, "broken_share", .number(.share), synonyms: ["broken", "max_broken"],
      enters: [.pool, .seed, .embed], "The share of images that may be unreadable before a stage fails."),
    Field(
      \.megapixelLimit, "megapixel_limit", .number(.megapixels),
      synonyms: ["megapixels", "max_megapixels", "pixel_limit", "max_pixels"],
      enters: [
        .parameter(.pool, named: "pixel_limit") { String($0.pixelLimit) },
        .parameter(.seed, named: "pixel_limit") { String($0.pixelLimit) },
        .request(.embed),
      ],
      "Millions of pixels that an image may have; a larger one counts as one that cannot be read."),
  ]

  mutating func check(_ section: Section, unreadable: Set<String>) {
    guard table != nil else { return }
    if section.optional("images") != nil { section.report(.excludes(key: "images", other: "table"), at: "images") }
    if metadata != nil { section.report(.excludes(key: "metadata", other: "table"), at: "metadata") }
  }
}

extension Kind where Value == [String] {
  /// One pattern as it is written most often, or a list of them.
  fileprivate static var patterns: Self {
    let count = 1...1_000
    return .init(
      .either([.text(.pattern), .list(.text(.pattern), count)]), takesNothing: true,
      read: { item in
        guard case .sequence = item.node.content else { return item.text(.pattern).map { [$0] } }
        let patterns = item.elements() ?? []
        guard count.contains(patterns.count) else {
          item.report(.wrongCount(key: item.key, count: patterns.count, Bounds(count)))
          return nil
        }
        return patterns.compactMap { $0.text(.pattern) }
      }, canonical: { $0.count > 1 ? .texts($0) : .optional($0.first) }, keyText: { $0.joined(separator: "\n") })
  }
}
