// How each stage's parameters are read. See PipelineSpec+Reading.swift.

extension StagesSpec {
  /// Reads `stages`.
  init(_ top: Section, classes: ClassList, annotators: [AnnotatorSpec], hasCalibration: Bool, hasGroups: Bool) {
    let stages = StagesSpec.section(top)
    func stage(_ kind: String, _ vocabulary: Vocabulary) -> Section {
      let section = stages.section(kind, vocabulary, place: .stage(kind))
      _ = section.item("kind")?.text()
      return section
    }
    seed = SeedSpec(stage("seed", .seed))
    embed = EmbedSpec(stage("embed", .embed))
    train = TrainSpec(stage("train", .train))
    score = ScoreSpec(
      stage("score", .score(measure: stages.word("score", "measure"))), classes: classes, train: train)
    cluster = ClusterSpec(stage("cluster", .cluster), hasGroups: hasGroups)
    export = ExportSpec(
      stage("export", .export), annotators: annotators.count, hasCalibration: hasCalibration)
    let hasSenior = annotators.isEmpty || annotators.contains(where: \.senior)
    let ingestSection = stage("ingest", .ingest)
    ingest = IngestSpec(ingestSection, hasSenior: hasSenior)
    if !hasSenior, ingestSection.item("escalate") == nil, let people = top.item("annotators") {
      top.reading.remark(.nothingEscalated, at: people.span)
    }
    report = ReportSpec(stage("report", .report))
  }

  /// The stages under their kinds' names.
  ///
  /// Others are reported: commands of the user's own, and second stages of a kind.
  private static func section(_ top: Section) -> Section {
    let empty = Section.empty(of: top, "stages", place: .section("stages"))
    guard let item = top.optional("stages") else { return empty }
    guard case .mapping(let entries) = item.node.content else {
      item.reportType(.mapping)
      return empty
    }
    let kept = entries.filter { entry in
      guard case .mapping(let fields) = entry.value.content,
        let kind = fields.first(where: { $0.key == "kind" }),
        case .scalar(let word, _) = kind.value.content, word != entry.key
      else { return true }  // A kind that is no word is reported when the stage is read.
      let place = SpecPlace.stage(entry.key)
      let kinds = Vocabulary.stages.keys
      if Vocabulary.planned.contains(word) {
        top.reading.report(.notThereYet(word), at: kind.value.span, in: place)
      } else if kinds.contains(word) {
        top.reading.report(.secondStageOfKind(word), at: kind.value.span, in: place)
      } else {
        top.reading.report(
          .unknownWord(key: "kind", value: word, allowed: kinds), at: kind.value.span, in: place,
          suggestion: top.reading.nearest(word, among: kinds))
      }
      return false
    }
    return Section(
      kept, vocabulary: .stages, reading: top.reading, place: .section("stages"), path: "stages",
      span: item.keyPlace)
  }
}

extension HookSpec {
  /// Reads the keys of a stage that say what it runs.
  fileprivate init(_ stage: Section, builtIn: [String]) {
    run = builtIn
    if let item = stage.item("run"), let arguments = item.texts(.argument, .command) {
      run = arguments
      if arguments.first?.isEmpty ?? true { item.report(.unfitText(key: item.key, value: "", .empty)) }
    }
    files = stage.item("files")?.texts(.path) ?? []
    timeout = stage.item("timeout_s")?.number(Bounds(from: 0, to: 31 * 86_400, above: true)) ?? 3_600
    environment = stage.item("environment")?.texts(.variable) ?? []
  }
}

extension SeedSpec {
  fileprivate init(_ stage: Section) {
    size = stage.item("size")?.whole(1...100_000_000) ?? 200
    by = stage.optional("by")?.text()
    let isStratified = stage.optional("by") != nil
    method = stage.item("method")?.word(Method.self) ?? (isStratified ? .stratified : .random)
    if method == .stratified, !isStratified {
      stage.report(.needs(key: "stratified", other: "by"), at: "method")
    }
    if method == .random, isStratified {
      stage.report(
        .wrongChoice(key: "by", of: "method", chosen: method.rawValue, needed: [Method.stratified.rawValue]),
        at: "by")
    }
    let table = stage.optional("oversample")?.entries() ?? []
    oversample = table.compactMap { item in
      item.number(Bounds(from: 0, to: 1_000, above: true)).map { Oversample(value: item.key, factor: $0) }
    }
    if !table.isEmpty, !isStratified {
      stage.report(.needs(key: "oversample", other: "by"), at: "oversample")
    }
  }
}

extension EmbedSpec {
  private static let builtIn = ["winnow", "hook", "patch-embed"]

  /// Whether the embedder is the built-in one, which sees what the built-in decoder reads and nothing else.
  package var isBuiltIn: Bool { hook.run.starts(with: EmbedSpec.builtIn) }

  fileprivate init(_ stage: Section) {
    hook = HookSpec(stage, builtIn: EmbedSpec.builtIn)
    let isPatchEmbed = hook.run.starts(with: EmbedSpec.builtIn)
    let dimensionsItem = stage.item("dimensions")
    filters = stage.item("filters")?.whole(1...4_096) ?? 128
    // Mean and maximum of every filter in each quadrant.
    let features = 8 * filters
    dimensions = dimensionsItem?.whole(1...65_536) ?? (isPatchEmbed ? min(512, features) : 512)
    fit = stage.item("fit")?.flag() ?? isPatchEmbed
    inputSize = stage.item("input_size")?.whole(16...4_096) ?? 96
    colour = stage.item("colour")?.flag() ?? false
    if isPatchEmbed, dimensions > features {
      dimensionsItem?.report(.tooManyDimensions(asked: dimensions, features: features, filters: filters))
    }
  }
}

extension TrainSpec {
  static let builtIn = ["winnow", "hook", "linear-probe"]

  /// Whether the model is the built-in linear probe.
  package var isLinearProbe: Bool { hook.run.starts(with: TrainSpec.builtIn) }

  fileprivate init(_ stage: Section) {
    hook = HookSpec(stage, builtIn: TrainSpec.builtIn)
    regularization = stage.item("regularization")?.number(Bounds(from: 0, to: 1e12, above: true)) ?? 1
    balanced = stage.item("balanced")?.flag() ?? true
    // A number that cannot be counts as one, so that nothing is said of a want of members.
    committee = stage.item("committee").map { $0.whole(0...1_000) ?? 1 } ?? 0
    parameters = stage.optional("parameters").flatMap { CanonicalJSON.object($0) } ?? "{}"
  }
}

extension ExportSpec {
  fileprivate init(_ stage: Section, annotators: Int, hasCalibration: Bool) {
    to = stage.item("to")?.word(Target.self) ?? .labelStudio
    let asked = stage.item("annotators_per_image")?.whole(1...1_000)
    annotatorsPerImage = asked ?? max(1, min(2, annotators))
    calibrationPerSession =
      stage.item("calibration_per_session")?.whole(0...100_000) ?? (hasCalibration ? 20 : 0)
    let isLabelStudio = to == .labelStudio
    imagePrefix = stage.item("image_prefix")?.text(.prefix) ?? (isLabelStudio ? "/data/local-files/?d=" : "")
    // Without annotators, which is reported, any number would be too many.
    if let asked, annotators > 0, asked > annotators {
      stage.report(.tooFewAnnotators(asked: asked, there: annotators), at: "annotators_per_image")
    }
    if !hasCalibration, calibrationPerSession > 0 {
      stage.report(
        .needs(key: "calibration_per_session", other: "calibration"), at: "calibration_per_session")
    }
  }
}

extension IngestSpec {
  fileprivate init(_ stage: Section, hasSenior: Bool) {
    consensus = stage.item("consensus")?.word(Consensus.self) ?? .majority
    tiebreak = stage.item("tiebreak")?.word(Tiebreak.self) ?? (hasSenior ? .senior : .none)
    let asked = stage.item("escalate")
    let reasons = asked?.elements()?.compactMap { $0.word(Escalation.self) }
    // Both, in one order however the spec has them.
    escalate = Escalation.allCases.filter { reasons?.contains($0) ?? hasSenior }
    weightFloor = stage.item("weight_floor")?.number(.share) ?? 0.3
    guard !hasSenior else { return }
    if tiebreak == .senior { stage.report(.noSenior(key: "tiebreak"), at: "tiebreak") }
    if !escalate.isEmpty { stage.report(.noSenior(key: "escalate"), at: "escalate") }
  }
}

extension ReportSpec {
  fileprivate init(_ stage: Section) {
    stopWhen = StopSpec(stage.section("stop_when", .stopWhen, place: stage.place))
    contactSheet = stage.item("contact_sheet")?.whole(0...10_000) ?? 150
  }
}

extension StopSpec {
  fileprivate init(_ section: Section) {
    macroF1 = section.optional("macro_f1")?.number(.positiveShare)
    classF1Floor = section.optional("class_f1_floor")?.number(.positiveShare)
    plateau = section.optional("plateau")?.section(.plateau, place: section.place).map { Plateau($0) }
  }
}

extension Plateau {
  fileprivate init(_ section: Section) {
    rounds = section.item("rounds")?.whole(1...1_000) ?? 3
    gain = section.item("gain")?.number(.share) ?? 0.005
  }
}
