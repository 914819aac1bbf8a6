/// A spec as a tree of canonical values, from which everything that is written of it is made.
indirect enum CanonicalValue {
  /// A number, a truth value, `null` or JSON: stands as it is.
  case plain(String)
  /// A text, in quotes where it needs them.
  case text(String)
  /// On one line.
  case list([CanonicalValue])
  case mapping([(key: String, value: CanonicalValue)])
  /// A mapping whose keys are the spec's own words.
  case table([(key: String, value: CanonicalValue)])
  /// A list of mappings, each with the name that paths have for it.
  case items([(name: String, fields: [(key: String, value: CanonicalValue)])])

  static func number(_ value: Double) -> CanonicalValue { .plain(CanonicalNumber.text(value)) }
  static func number(_ value: Double?) -> CanonicalValue { value.map { .number($0) } ?? .null }
  static func whole(_ value: Int) -> CanonicalValue { .plain(String(value)) }
  static func flag(_ value: Bool) -> CanonicalValue { .plain(value ? "true" : "false") }
  static func optional(_ value: String?) -> CanonicalValue { value.map { .text($0) } ?? .null }
  static func texts(_ values: [String]) -> CanonicalValue { .list(values.map { .text($0) }) }
  static var null: CanonicalValue { .plain("null") }

  /// The value on one line, as YAML; nil for what takes several.
  var inline: String? {
    switch self {
    case .plain(let text): text
    case .text(let text): CanonicalYAML.scalar(text)
    case .list(let values): "[" + values.compactMap(\.inline).joined(separator: ", ") + "]"
    case .mapping, .table, .items: nil
    }
  }
}

private typealias Fields = [(key: String, value: CanonicalValue)]

extension PipelineSpec {
  /// The spec in canonical order, with or without where things are.
  func canonical(locations: Bool) -> [(key: String, value: CanonicalValue)] {
    var fields: Fields = [("winnow", .whole(SpecReader.version)), ("name", .text(name))]
    if locations { fields.append(("data", .text(data))) }
    fields += [
      ("random_seed", .plain(String(randomSeed))),
      ("classes", .texts(classes)),
      ("negative_class", .optional(negativeClass)),
      ("rare_classes", .texts(rareClasses)),
      ("production_rates", .table(productionRates.map { ($0.name, .number($0.rate)) })),
      ("pool", .mapping(pool.canonical(locations: locations))),
    ]
    if locations {
      fields.append(
        (
          "holdout",
          .mapping([
            ("monitoring", .optional(holdout.monitoring)), ("acceptance", .optional(holdout.acceptance)),
          ])
        ))
    }
    fields.append(("calibration", calibration.map { .mapping($0.canonical(locations: locations)) } ?? .null))
    fields.append(("annotators", .items(annotators.map { ($0.id, $0.canonical) })))
    fields.append(("budget", .mapping(budget.canonical)))
    fields.append(("stages", .mapping(stages.canonical(locations: locations))))
    return fields
  }
}

extension PoolSpec {
  /// One pattern as it is written most often; none as nothing.
  private var patterns: CanonicalValue { images.count > 1 ? .texts(images) : .optional(images.first) }

  fileprivate func canonical(locations: Bool) -> Fields {
    (locations ? [("root", .text(root)), ("table", .optional(table))] : []) + [
      ("images", patterns), ("metadata", .optional(metadata)), ("broken_share", .number(brokenShare)),
      ("megapixel_limit", .number(megapixelLimit)),
    ]
  }
}

extension CalibrationSpec {
  fileprivate func canonical(locations: Bool) -> Fields {
    (locations ? [("labels", .text(labels))] : []) + [
      ("rolling", .whole(rolling)), ("agreement", .number(agreement)),
    ]
  }
}

extension AnnotatorSpec {
  fileprivate var canonical: Fields {
    [
      ("id", .text(id)), ("senior", .flag(senior)), ("price_per_vote", .number(pricePerVote)),
      ("label_studio", .text(labelStudio)),
    ]
  }
}

extension BudgetSpec {
  fileprivate var canonical: Fields {
    [
      ("total", .number(total)), ("price_per_vote", .number(pricePerVote)),
      ("price_per_gpu_hour", .number(pricePerGPUHour)), ("currency", .text(currency)),
    ]
  }
}

extension HookSpec {
  fileprivate func canonical(locations: Bool) -> Fields {
    [
      ("run", .texts(locations ? run : run.map { Location.name(ofArgument: $0) })),
      ("files", .texts(locations ? files : files.map(Location.lastPart))),
      ("timeout_s", .number(timeout)), ("environment", .texts(environment)),
    ]
  }
}

extension StagesSpec {
  fileprivate func canonical(locations: Bool) -> Fields {
    [
      ("seed", .mapping(seed.canonical)),
      ("embed", .mapping(embed.canonical(locations: locations))),
      ("train", .mapping(train.canonical(locations: locations))),
      ("score", .mapping(score.canonical)),
      ("cluster", .mapping(cluster.canonical)),
      ("export", .mapping(export.canonical)),
      ("ingest", .mapping(ingest.canonical)),
      ("report", .mapping(report.canonical)),
    ]
  }
}

extension SeedSpec {
  fileprivate var canonical: Fields {
    [
      ("size", .whole(size)), ("method", .text(method.rawValue)), ("by", .optional(by)),
      ("oversample", .table(oversample.map { ($0.value, .number($0.factor)) })),
    ]
  }
}

extension EmbedSpec {
  fileprivate func canonical(locations: Bool) -> Fields {
    hook.canonical(locations: locations) + [
      ("dimensions", .whole(dimensions)), ("fit", .flag(fit)), ("input_size", .whole(inputSize)),
      ("colour", .flag(colour)), ("filters", .whole(filters)),
    ]
  }
}

extension TrainSpec {
  fileprivate func canonical(locations: Bool) -> Fields {
    hook.canonical(locations: locations) + [
      ("regularization", .number(regularization)), ("balanced", .flag(balanced)),
      ("committee", .whole(committee)), ("parameters", .plain(parameters)),
    ]
  }
}

extension ScoreSpec {
  fileprivate var canonical: Fields {
    let density = density.map { CanonicalValue.mapping([("beta", .number($0.beta)), ("sample", .whole($0.sample))]) }
    return [
      ("measure", .text(measure.rawValue)), ("reduce", .optional(reduce?.rawValue)),
      ("expected", expected.map { .flag($0) } ?? .null),
      ("costs", .table(costs.map { ($0.name, .table($0.costs.map { ($0.name, .number($0.cost)) })) })),
      ("uncertainty", .optional(uncertainty?.rawValue)), ("weight", .number(weight)), ("density", density ?? .null),
      ("below", .number(below)), ("above", .number(above)),
      ("top_probability", topProbability.map { .list([.number($0.low), .number($0.high)]) } ?? .null),
      ("tiebreak", .text(tiebreak?.rawValue ?? "none")), ("probabilities", .text(probabilities.rawValue)),
    ]
  }
}

extension ExportSpec {
  fileprivate var canonical: Fields {
    [
      ("to", .text(to.rawValue)), ("annotators_per_image", .whole(annotatorsPerImage)),
      ("calibration_per_session", .whole(calibrationPerSession)), ("image_prefix", .text(imagePrefix)),
    ]
  }
}

extension IngestSpec {
  fileprivate var canonical: Fields {
    [
      ("consensus", .text(consensus.rawValue)), ("tiebreak", .text(tiebreak.rawValue)),
      ("escalate", .texts(escalate.map(\.rawValue))), ("weight_floor", .number(weightFloor)),
    ]
  }
}

extension ReportSpec {
  fileprivate var canonical: Fields {
    let plateau = stopWhen.plateau.map { plateau in
      CanonicalValue.mapping([("rounds", .whole(plateau.rounds)), ("gain", .number(plateau.gain))])
    }
    let stop: Fields = [
      ("macro_f1", .number(stopWhen.macroF1)), ("class_f1_floor", .number(stopWhen.classF1Floor)),
      ("plateau", plateau ?? .null),
    ]
    return [("stop_when", .mapping(stop)), ("contact_sheet", .whole(contactSheet))]
  }
}
