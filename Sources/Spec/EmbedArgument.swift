extension [EmbedSpec] {
  /// Embedders as they are named outside a spec, each default filled in as in one.
  ///
  /// - Parameter text: What stands behind `embed:` in a spec, on one line, as `{run: [winnow, hook, convnet-embed]}`; or the
  ///   names of built-in embedders, with `+` between those whose vectors are to stand side by side.
  /// - Returns: Nil if it is neither a mapping nor a list nor such names.
  /// - Throws: All that is wrong with the mapping.
  package static func named(_ text: String) throws(SpecErrors) -> [EmbedSpec]? {
    guard let section = section(text) else { return nil }
    let spec = """
      winnow: 1
      name: embedders
      data: data
      classes: [a, b]
      pool: {root: images, images: "*"}
      annotators: [{id: a, senior: true}]
      stages: {embed: \(section)}

      """
    return try SpecReader.read([UInt8](spec.utf8), file: text).spec.stages.embed
  }

  private static func section(_ text: String) -> String? {
    guard !text.contains(where: \.isNewline) else { return nil }
    if text.hasPrefix("{") || text.hasPrefix("[") { return text }
    let names = text.split(separator: "+", omittingEmptySubsequences: false).map {
      BuiltInEmbedder(rawValue: String($0))
    }
    let known = names.compactMap(\.self)
    guard known.count == names.count else { return nil }
    return "[" + known.map { "{run: [\($0.run.joined(separator: ", "))]}" }.joined(separator: ", ") + "]"
  }

  /// What a person calls them: the built-in ones by their names, others by their programs, with what is not the default.
  package var title: String { map(\.title).joined(separator: " + ") }
}

extension EmbedSpec {
  /// Fields of which a title says nothing: the program is its first part, and the rest change no vector's meaning.
  private static let untitled = ["run", "files", "timeout_s", "environment"]

  fileprivate var title: String {
    let name = builtIn?.rawValue ?? hook.run.joined(separator: " ")
    let program = hook.run.map(CanonicalYAML.quoted).joined(separator: ", ")
    let tiling = tiles == nil ? "" : ", tiles: {}"
    guard let standard = (try? [EmbedSpec].named("{run: [\(program)]\(tiling)}"))??.first else { return name }
    func parts(_ embed: EmbedSpec) -> [(path: String, value: String)] {
      PipelineSpec.flattened(embed.canonical(locations: true), under: "")
    }
    let defaults = Dictionary(parts(standard).map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
    let given = parts(self).filter { part in
      part.path == "tiles.size" || defaults[part.path] != part.value && !Self.untitled.contains(part.path)
    }
    return name + (given.isEmpty ? "" : "(" + given.map { "\($0.path)=\($0.value)" }.joined(separator: ", ") + ")")
  }
}
