private typealias Fields = [(key: String, value: CanonicalValue)]

extension ClusterSpec {
  /// The stage in canonical order.
  var canonical: [(key: String, value: CanonicalValue)] {
    let balance = balance.map { balance in
      CanonicalValue.mapping([("by", .text(balance.by.rawValue)), ("smoothing", .number(balance.smoothing))])
    }
    let fields: Fields = [
      ("method", .text(method.rawValue)), ("batch", .whole(batch)),
      ("candidates", .plain(CanonicalNumber.text(candidates) + "x")), ("shares", .mapping(shares.canonical)),
      ("when_short", .mapping(whenShort.canonical)), ("near_duplicates", .number(nearDuplicates)),
      ("per_group", perGroup.map { .whole($0) } ?? .null), ("balance", balance ?? .null),
      ("every_class_within", everyClassWithin.map { .whole($0) } ?? .null),
    ]
    let shadows = CanonicalValue.items(shadow.map { ($0.name, $0.canonical) })
    return fields + parameters.fields + [("shadow", shadow.isEmpty ? .list([]) : shadows)]
  }
}

extension ClusterSpec {
  /// Every value by its key path below the stage.
  package var fields: [(path: String, value: String)] { PipelineSpec.flattened(canonical, under: "") }
}

extension SharesSpec {
  fileprivate var canonical: Fields {
    [
      ("random", .number(random)), ("diverse", .number(diverse)), ("rare", .number(rare)), ("review", .number(review)),
    ]
  }
}

extension WhenShortSpec {
  fileprivate var canonical: Fields {
    [
      ("uncertain", .text(uncertain.rawValue)), ("diverse", .text(diverse.rawValue)), ("rare", .text(rare.rawValue)),
      ("review", .text(review.rawValue)),
    ]
  }
}

extension ShadowSpec {
  fileprivate var canonical: Fields {
    [("measure", .optional(measure?.rawValue)), ("method", .text(method.rawValue))] + parameters.fields
  }
}

extension MethodParameters {
  /// Every parameter in canonical order, null for one that the method has not or finds itself.
  var fields: [(key: String, value: CanonicalValue)] {
    let whole = { (value: Int?) in value.map { CanonicalValue.whole($0) } ?? .null }
    return [
      ("iterations", whole(iterations)), ("radius", .number(radius)), ("purity", .number(purity)),
      ("minimum", whole(minimum)), ("neighbours", whole(neighbours)), ("max_clusters", whole(maxClusters)),
    ]
  }
}
