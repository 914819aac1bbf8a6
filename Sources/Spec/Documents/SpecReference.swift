/// What there is to know of every field of the spec, for people.
package enum SpecReference {
  /// The reference as Markdown: `docs/spec.md`.
  package static var markdown: String {
    let sections = SpecOutline.all.sections.map { section in
      let title = section.path.isEmpty ? "The top level" : "`\(section.path)`"
      let words = section.rows.filter { !$0.field.synonyms.isEmpty }.map { row in
        "`\(row.field.key)`: " + row.field.synonyms.joined(separator: ", ")
      }
      var text = "## \(title)\n\n"
      if !section.path.isEmpty { text += section.meaning + "\n\n" }
      if section.isStage {
        text += "May name its own kind: `kind: \(section.path.split(separator: ".").last ?? "")`.\n\n"
      }
      text += "| key | value | left out | meaning | enters the key of |\n|---|---|---|---|---|\n"
      text += section.rows.map(line).joined()
      if !words.isEmpty {
        text += "\nOther words, which the message about an unknown key understands: \(words.joined(separator: "; ")).\n"
      }
      return text
    }
    return introduction + "\n" + sections.joined(separator: "\n")
  }

  private static let introduction = """
    # The spec, field by field

    <!-- Made by `make docs` from the declarations in Sources/Spec; a test fails when it is not current. -->

    An editor whose YAML server knows JSON Schema completes and checks a spec that begins with this line, the path being that
    of [winnow.schema.json](winnow.schema.json) as seen from the spec:

    ```yaml
    # yaml-language-server: $schema=../docs/winnow.schema.json
    ```

    `winnow schema --spec --json-schema` prints that file, `winnow schema --spec stages.score` a part of this page. What goes
    with what, the editor cannot check; Winnow does, and reports every mistake at once.

    Every key that may be left out has a default; `spec.yaml` in the folder of an iteration has them all written out. Paths
    are relative to the folder of the spec. A change of a field lets those stages run again whose key it enters, and those
    that read what they write; "content": by the digest of what is named, "request": as what the program of the stage is
    asked, "derived": by a fact that follows from it. The report may speak of everything, so its key has every field but
    those that say where things are.

    """

  private static func line(_ row: SpecOutline.Row) -> String {
    let field = row.field
    let code = { (text: String) in "`\(text)`" }
    let meaning = [field.meaning, field.relationWords(code)].compactMap(\.self).joined(separator: " ")
    let cells = [
      code(field.key), field.shape.words(code), field.absenceWords(code), meaning, row.enters.joined(separator: ", "),
    ]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }

  /// The reference of some parts for a terminal; nil where there is no such part.
  ///
  /// - Parameter path: A section or field by its key path, `stages.score.below`; empty: all.
  /// - Returns: Lines, without a line feed at the end.
  package static func listing(of path: String) -> String? {
    let sections = SpecOutline.all.sections.compactMap { section -> String? in
      let isMeant = path.isEmpty || section.path == path || section.path.hasPrefix(path + ".")
      let rows = section.rows.filter { isMeant || $0.path == path }
      guard !rows.isEmpty else { return nil }
      let title = section.path.isEmpty ? "the top level" : "\(section.path): \(section.meaning)"
      return ([title] + rows.map(lines)).joined(separator: "\n")
    }
    return sections.isEmpty ? nil : sections.joined(separator: "\n\n")
  }

  /// The key paths of every section and field.
  package static var paths: [String] {
    SpecOutline.all.sections.flatMap { section in section.rows.map(\.path) }
  }

  private static func lines(_ row: SpecOutline.Row) -> String {
    let field = row.field
    let absence = field.absenceWords { $0 }
    let value = field.shape.words { $0 } + (field.isRequired ? " (\(absence))" : "; left out: \(absence)")
    let meaning = [field.meaning, field.relationWords { $0 }].compactMap(\.self).joined(separator: " ")
    let enters = row.enters.isEmpty ? [] : ["    enters the key of " + row.enters.joined(separator: ", ")]
    return (["  \(field.key)  \(value)", "    \(meaning)"] + enters).joined(separator: "\n")
  }
}
