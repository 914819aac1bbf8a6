// How each part of the spec is read, but for the stages. What is wrong is reported and replaced by its
// default, so that everything else is checked too; the result counts only where nothing was reported.

extension PipelineSpec {
  /// Reads the top level.
  init(_ top: Section) {
    PipelineSpec.readVersion(top)
    name = top.required("name", example: "name: pcb, the pipeline's name")?.text() ?? ""
    data = top.required("data", example: "data: ../data/pcb, the data directory")?.text(.path) ?? ""
    randomSeed = top.item("random_seed")?.unsigned() ?? 0

    let classList = ClassList(top)
    classes = classList.names
    negativeClass = top.optional("negative_class").flatMap { classList.known($0, in: "negative_class") }
    productionRates = classList.rates(top)
    rareClasses = classList.rare(top, negative: negativeClass, rates: productionRates)

    pool = PoolSpec(top)
    let holdout = HoldoutSpec(top.section("holdout", .holdout, place: .section("holdout")))
    self.holdout = holdout
    calibration = top.optional("calibration").flatMap {
      $0.section(.calibration, place: .section("calibration"))
    }.map { CalibrationSpec($0, holdout: holdout) }
    budget = BudgetSpec(top.section("budget", .budget, place: .section("budget")))
    annotators = AnnotatorSpec.readAll(top, budget: budget)
    stages = StagesSpec(
      top, classes: classList, annotators: annotators, hasCalibration: calibration != nil,
      hasGroups: pool.metadata != nil || pool.table != nil)
  }

  private static func readVersion(_ top: Section) {
    guard let item = top.required("winnow", example: "winnow: \(SpecReader.version), the version of the spec")
    else {
      return
    }
    guard case .scalar(let text, plain: true) = item.node.content, YAMLWords.isNumber(text) else {
      item.reportType(.whole)
      return
    }
    if Int(text) != SpecReader.version { item.report(.unknownVersion(text, known: SpecReader.version)) }
  }
}

extension PoolSpec {
  fileprivate init(_ top: Section) {
    let example = "pool: {root: ../images, images: \"*.png\"}"
    let section =
      top.required("pool", example: example)?.section(.pool, place: .section("pool"))
    root = section?.required("root", example: "root: ../images, the folder of the images")?.text(.path) ?? ""
    table = section?.optional("table")?.text(.path)
    let patterns = section?.optional("images")
    images = patterns.map(PoolSpec.patterns) ?? []
    metadata = section?.optional("metadata")?.text(.belowRoot)
    for (key, isThere) in [("images", patterns != nil), ("metadata", metadata != nil)] where table != nil && isThere {
      section?.report(.excludes(key: key, other: "table"), at: key)
    }
    brokenShare = section?.item("broken_share")?.number(.share) ?? 0.01
    megapixelLimit = section?.item("megapixel_limit")?.number(.megapixels) ?? 100
  }

  /// One pattern, or a list of them.
  private static func patterns(_ item: Item) -> [String] {
    guard case .sequence = item.node.content else { return item.text(.pattern).map { [$0] } ?? [] }
    let patterns = item.elements() ?? []
    let most = 1_000
    guard (1...most).contains(patterns.count) else {
      item.report(.wrongCount(key: item.key, count: patterns.count, Bounds(from: 1, to: Double(most))))
      return []
    }
    return patterns.compactMap { $0.text(.pattern) }
  }
}

extension HoldoutSpec {
  fileprivate init(_ section: Section) {
    monitoring = section.optional("monitoring")?.text(.path)
    acceptance = section.optional("acceptance")?.text(.path)
    if let monitoring, let acceptance, monitoring.utf8.elementsEqual(acceptance.utf8) {
      section.report(.samePath(key: "acceptance", other: "monitoring"), at: "acceptance")
    }
  }
}

extension CalibrationSpec {
  fileprivate init(_ section: Section, holdout: HoldoutSpec) {
    labels =
      section.required("labels", example: "labels: calibration.csv, a file image,label")?.text(.path) ?? ""
    rolling = section.item("rolling")?.whole(1...1_000_000) ?? 100
    agreement = section.item("agreement")?.number(.positiveShare) ?? 0.85
    for (name, path) in [
      ("holdout.monitoring", holdout.monitoring), ("holdout.acceptance", holdout.acceptance),
    ] {
      guard let path, path.utf8.elementsEqual(labels.utf8) else { continue }
      section.report(.samePath(key: "labels", other: name), at: "labels")
    }
  }
}

extension BudgetSpec {
  fileprivate init(_ section: Section) {
    total = section.optional("total")?.number(.money)
    pricePerVote = section.item("price_per_vote")?.number(.money) ?? 0.10
    pricePerGPUHour = section.item("price_per_gpu_hour")?.number(.money) ?? 0
    currency = section.item("currency")?.text(.currency) ?? "USD"
  }
}

extension AnnotatorSpec {
  private static let most = 10_000

  /// The annotators; none where there is no list of them, which is reported.
  fileprivate static func readAll(_ top: Section, budget: BudgetSpec) -> [AnnotatorSpec] {
    guard let list = top.required("annotators", example: "annotators: [{id: ana, senior: true}, {id: ben}]"),
      let items = list.elements()
    else { return [] }
    guard (1...most).contains(items.count) else {
      list.report(.wrongCount(key: list.key, count: items.count, Bounds(from: 1, to: Double(most))))
      return []
    }
    var ids = NameSet(kind: "annotator")
    var users = NameSet(kind: "Label Studio user")
    return items.enumerated().map { index, item in
      AnnotatorSpec(item, number: index + 1, budget: budget, ids: &ids, users: &users)
    }
  }

  /// One annotator.
  ///
  /// Who cannot be read counts as a senior, so that nothing is said of a want of seniors.
  private init(_ item: Item, number: Int, budget: BudgetSpec, ids: inout NameSet, users: inout NameSet) {
    var place = SpecPlace.annotator(String(number))
    var path = item.path
    if case .mapping(let entries) = item.node.content,
      case .scalar(let text, _)? = entries.first(where: { $0.key == "id" })?.value.content, !text.isEmpty
    {
      place = .annotator(text)
      path = "annotators[\(text)]"
    }
    guard let section = item.section(.annotator, place: place, path: path) else {
      self.init(id: "", senior: true, pricePerVote: 0, labelStudio: "")
      return
    }
    item.reading.note(path, at: item.span)
    let idItem = section.required("id", example: "id: ana")
    let user = section.item("label_studio")
    let seniorItem = section.item("senior")
    self.init(
      id: idItem?.text(.fileName) ?? "",
      senior: seniorItem.map { $0.flag() ?? true } ?? false,
      pricePerVote: section.item("price_per_vote")?.number(.money) ?? budget.pricePerVote,
      labelStudio: user?.text(.user) ?? String(number))
    if let idItem, !id.isEmpty { ids.insert(id, at: idItem) }
    users.insert(labelStudio, at: user ?? item.named(item.key, place: place))
  }
}
