import Selection

/// A way of choosing the batch that is tried beside the one that counts.
package struct ShadowSpec: Sendable, Equatable {
  package var measure: Measure?
  package var method = Batch.Method.kmeans
  /// The parameters of the method.
  package var parameters = MethodParameters()

  /// How tables call it: the method, or `measure/method`, with the parameters that are not the default behind it.
  package var name: String {
    let defaults = MethodParameters(self.method).values.map(\.value.inline)
    let given = zip(parameters.values, defaults).filter { field, other in field.value.inline != other }
      .map { field, _ in "\(field.key)=\(field.value.inline ?? "")" }
    let name = self.method.rawValue
    let method = given.isEmpty ? name : "\(name)(\(given.joined(separator: ",")))"
    return measure.map { "\($0.rawValue)/\(method)" } ?? method
  }
}

extension ShadowSpec: SpecSection {
  static let fields: [Field<ShadowSpec>] =
    [
      Field(
        \.measure, "measure", .token(among: [.margin, .leastConfidence, .entropy]), synonyms: ["score"],
        default: "the measure of the spec",
        "What ranks the candidates."),
      // The random share of the batch is that already.
      Field(
        \.method, "method", .token(among: Batch.Method.choosing), synonyms: ["strategy"],
        required: "method: rank, what would choose", "How images are chosen."),
    ] + MethodParameters.fields.map { $0.lifted(\.parameters, standard: MethodParameters()) }

  mutating func check(_ section: Section, unreadable: Set<String>) {
    parameters.settle(unreadable.contains("method") ? nil : method, in: section)
  }
}

extension Kind where Value == [ShadowSpec] {
  /// The list; each must have a name of its own.
  static var shadows: Self {
    let most = 32
    return Kind(
      shape: .list(.section { ShadowSpec.description(name: "'shadow'") }, 0...most), takesNothing: true,
      read: { item in
        guard let list = item.elements() else { return nil }
        if list.count > most { item.report(.wrongCount(key: item.key, count: list.count, Bounds(0...most))) }
        var names = NameSet(kind: "shadow strategy")
        return list.prefix(most).compactMap { item in
          guard let entries = item.mapping() else { return nil }
          let section = item.section(entries, ShadowSpec.self, named: "shadow", place: item.place)
          let shadow = ShadowSpec.reading(section)
          guard let method = section.item("method") else { return nil }
          if Batch.Method.choosing.contains(where: { method.isToken($0.rawValue) }) {
            names.insert(shadow.name, at: method)
          }
          return shadow
        }
      },
      canonical: { shadows, locations in
        shadows.isEmpty ? .list([]) : .items(shadows.map { ($0.name, $0.canonical(locations: locations)) })
      }, keyText: { shadows, _ in shadows.map(\.name).joined(separator: "\n") })
  }
}
