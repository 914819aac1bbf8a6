import Selection

/// The parameters that a method may have; nil: it has no such parameter, or finds the value itself.
package struct MethodParameters: Sendable, Equatable, FieldOwner {
  package var iterations: Int?
  package var radius: Double?
  package var purity: Double?
  package var minimum: Int?
  package var neighbours: Int?
  package var maxClusters: Int?

  init() {}
}

extension MethodParameters {
  /// A parameter, and the methods that know it.
  private struct Parameter: Sendable {
    let field: Field<MethodParameters>
    let methods: [Batch.Method]
    /// Sets what holds where nothing is given.
    let fill: @Sendable (inout MethodParameters) -> Void
    let remove: @Sendable (inout MethodParameters) -> Void

    init<Value: Sendable>(
      _ path: any WritableKeyPath<MethodParameters, Value?> & Sendable, _ key: String, _ kind: Kind<Value>,
      synonyms: [Synonym] = [], default standard: Value?, words: String? = nil, _ meaning: String
    ) {
      let methods = Batch.Method.allCases.filter { $0.parameters.contains { $0.rawValue == key } }
      let words = words ?? standard.map { kind.keyText($0, .cluster) } ?? "none"
      field = Field(
        path, key, kind, synonyms: synonyms, default: .computed(words) { parameters, _ in parameters[keyPath: path] },
        relation: ("method", methods.map(\.rawValue)), meaning)
      self.methods = methods
      fill = { if $0[keyPath: path] == nil { $0[keyPath: path] = standard } }
      remove = { $0[keyPath: path] = nil }
    }
  }

  private static let standard = StrategyParameters()

  private static let parameters: [Parameter] = [
    Parameter(
      \.iterations, "iterations", .whole(1...10_000), synonyms: ["rounds", "max_iterations"],
      default: standard.iterations,
      "Lloyd iterations at the most."),
    Parameter(
      \.radius, "radius", .number(Bounds(from: 0, to: 1e9, above: true)),
      synonyms: ["delta", "epsilon", "eps"], default: nil, words: "found from the candidates",
      "The radius of a neighbourhood."),
    Parameter(
      \.purity, "purity", .number(.positiveShare), default: standard.purity,
      "The share of neighbourhoods that are to be pure, from which a radius is found."),
    Parameter(
      \.minimum, "minimum", .whole(1...100_000_000), synonyms: ["min_samples", "min_points"], default: standard.minimum,
      "How many images make a neighbourhood dense."),
    Parameter(
      \.neighbours, "neighbours", .whole(1...100_000_000), synonyms: ["neighbors"], default: standard.neighbours,
      "How many neighbours typicality looks at."),
    Parameter(
      \.maxClusters, "max_clusters", .whole(1...100_000_000), synonyms: ["clusters"], default: standard.maxClusters,
      "The greatest number of clusters."),
  ]

  /// The fields of a section that has a method.
  static let fields: [Field<MethodParameters>] = parameters.map(\.field)

  /// The parameters of a method where none is given.
  package init(_ method: Batch.Method) {
    self.init()
    for parameter in Self.parameters where parameter.methods.contains(method) { parameter.fill(&self) }
  }

  /// Every parameter in canonical order, null for one that the method has not or finds itself.
  var values: [(key: String, value: CanonicalValue)] {
    Self.fields.map { ($0.key, $0.value.canonical(self, locations: true)) }
  }

  /// Fills in parameters that are not given; what it does not know is reported.
  ///
  /// - Parameters:
  ///   - method: The method; nil where it is none, which was reported: what goes with it nobody knows.
  ///   - section: The mapping.
  mutating func settle(_ method: Batch.Method?, in section: Section) {
    guard let method else {
      self = MethodParameters(.kmeans)
      return
    }
    for parameter in Self.parameters {
      if parameter.methods.contains(method) {
        parameter.fill(&self)
        continue
      }
      let key = parameter.field.key
      // Specs that were written out before methods had parameters of their own have it with every method.
      let isOld = key == "iterations" && iterations == 25
      if section.optional(key) != nil, !isOld {
        let needed = Batch.Method.allCases.filter { parameter.methods.contains($0) }
        section.report(
          .wrongChoice(key: key, of: "method", chosen: method.rawValue, needed: needed.map(\.rawValue)), at: key)
      }
      parameter.remove(&self)
    }
  }
}
