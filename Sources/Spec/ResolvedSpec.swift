extension PipelineSpec {
  /// The spec in canonical YAML with every default written out; reads back as an equal spec.
  package func resolvedYAML() -> String {
    CanonicalYAML.text(canonical(locations: true))
  }

  /// The resolved spec without its locations, for the chain digest.
  ///
  /// Left out are `data`, `pool.root`, `holdout` and `calibration.labels`, whose contents enter by digest. Of
  /// a hook's files, and of its arguments that are paths, only the file's name is kept.
  package func chainText() -> String {
    CanonicalYAML.text(canonical(locations: false))
  }

  /// Every value by its key path, in canonical order.
  ///
  /// Values are as in the resolved YAML, a list on one line. Annotators and rates are named, not numbered:
  /// `annotators[ana].senior`, `production_rates[normal]`, `stages.seed.oversample[run-7]`.
  ///
  /// - Parameter locations: Whether the places of data, images and files of labels are among them.
  /// - Returns: Key paths and values.
  package func fields(locations: Bool = true) -> [(path: String, value: String)] {
    PipelineSpec.flattened(canonical(locations: locations), under: "")
  }

  static func flattened(
    _ fields: [(key: String, value: CanonicalValue)], under path: String
  ) -> [(path: String, value: String)] {
    fields.flatMap { field -> [(path: String, value: String)] in
      let path = path.isEmpty ? field.key : path + "." + field.key
      switch field.value {
      case .plain, .text, .list: return [(path, field.value.inline ?? "null")]
      case .mapping(let fields): return flattened(fields, under: path)
      case .table(let fields):
        return fields.flatMap { entry -> [(path: String, value: String)] in
          let path = "\(path)[\(entry.key)]"
          guard case .table(let inner) = entry.value else { return [(path, entry.value.inline ?? "null")] }
          return inner.map { ("\(path)[\($0.key)]", $0.value.inline ?? "null") }
        }
      case .items(let items): return items.flatMap { flattened($0.fields, under: "\(path)[\($0.name)]") }
      }
    }
  }
}
