/// A pipeline as its spec declares it, every default filled in.
///
/// Paths are as written: relative to the folder of the spec file, or absolute. What each field means stands where it is
/// declared, below.
package struct PipelineSpec: Sendable, Equatable {
  /// The version of the spec's format that this program knows.
  static let knownVersion = 1

  /// The version of the spec's format.
  package private(set) var version = PipelineSpec.knownVersion
  package var name = ""
  package var data = ""
  package var randomSeed: UInt64 = 0
  package var classes: [String] = []
  package var negativeClass: String?
  package var rareClasses: [String] = []
  package var productionRates: [ClassRate] = []
  package var pool = PoolSpec()
  package var holdout = HoldoutSpec()
  package var calibration: CalibrationSpec?
  package var annotators: [AnnotatorSpec] = []
  package var budget = BudgetSpec()
  package var stages = StagesSpec()

  /// A spec that declares nothing.
  package init() {}
}

extension PipelineSpec: SpecSection {
  static let fields: [Field<PipelineSpec>] = [
    Field(
      \.version, "winnow", .version, synonyms: ["version"], "The version of the spec's format."),
    Field(
      \.name, "name", .text(), synonyms: ["pipeline"], required: "name: pcb, the pipeline's name",
      "The pipeline's name."),
    Field(
      \.data, "data", .text(.path), synonyms: ["data_dir", "data_directory", "output"],
      default: .computed("`../data/` and the pipeline's name") { spec, _ in defaultData(spec.name) }, isLocation: true,
      "The versioned data directory: everything that is made goes here."),
    Field(
      \.randomSeed, "random_seed", .unsigned, synonyms: ["rng_seed"],
      enters: [.seed, .request(.embed), .request(.train), .score, .cluster, .export],
      "The seed of every draw: another number, other draws; the same number, the same digests."),
    Field(
      \.classes, "classes", .classes, synonyms: ["labels", "categories"],
      required: "classes: [normal, scratch, dent]",
      enters: [.pool, .request(.train), .score, .cluster, .export, .ingest, .amend],
      "The classes in the order of the probabilities; a new one is added at the end."),
    Field(
      \.negativeClass, "negative_class", .declaredClass, synonyms: ["normal_class", "background_class"],
      enters: [.parameter(.cluster, if: { $0.stages.cluster.balance?.by == .quota })],
      "The class of images without a defect."),
    Field(
      \.rareClasses, "rare_classes", .rareClasses,
      default: .computed("those but the negative one that are declared to be below 0.5 % of production") { spec, _ in
        spec.productionRates.filter { $0.rate < 0.005 && !spec.isNegative($0.name) }.map(\.name)
      },
      enters: [
        .train,
        .parameter(.cluster) {
          $0.stages.cluster.shares.rare > 0 ? $0.rareClasses.joined(separator: "\n") : ""
        },
      ],
      "The classes whose F1 is reported by itself, and that the share 'rare' looks for."),
    Field(
      \.productionRates, "production_rates", .rates, synonyms: ["rates", "priors"], default: "nothing is known of them",
      "What is known of the classes' shares of all images in production; the report of iteration 0 compares the first "
        + "labels with them."),
    Field(
      \.pool, "pool", .section("pool", .own), synonyms: ["images", "dataset"],
      required: "pool: {root: ../images, images: \"*.png\"}", "Where the images are."),
    Field(
      \.holdout, "holdout", .section("holdout", .own), synonyms: ["test", "validation"], isLocation: true,
      "Files of known labels (`image,label`) that are never selected and never trained on."),
    Field(
      \.calibration, "calibration", .section("calibration", .own), default: "annotators are not measured",
      "Images whose labels are known and that are mixed unmarked into every annotator's work."),
    Field(
      \.annotators, "annotators", .annotators, synonyms: ["people", "labelers", "labellers", "users"],
      required: "annotators: [ana, ben], or with a senior: [{id: ana, senior: true}, ben]",
      enters: [.export, .ingest, .amend],
      "The people who label, at least one: each by id alone, or with what else is known."),
    Field(
      \.budget, "budget", .section("budget", .own), synonyms: ["cost", "costs"], isReadFirst: true,
      "The prices, and what may be spent."),
    Field(
      \.stages, "stages", .section("stages", .own, keeping: StagesSpec.ownKinds), synonyms: ["steps"],
      "How each stage works."),
  ]

  func record(in reading: Reading) { reading.known = self }

  /// The data directory where the spec names none.
  private static func defaultData(_ name: String) -> String { "../data/\(name)" }

  mutating func check(_ section: Section, unreadable: Set<String>) {
    // A name that leads elsewhere is no folder's.
    if section.optional("data") == nil, !name.isEmpty, TextRule.fileName.fault(in: name) != nil {
      section.report(.missingKey("data", example: "the name cannot be a folder's: write data: ../data/pcb"), at: "data")
    }
    let isToldOfEscalation = section.reading.positions["stages.ingest.escalate"] != nil
    if annotators.count > 1, !hasSenior, !isToldOfEscalation, let people = section.item("annotators") {
      section.reading.remark(.nothingEscalated, at: people.span)
    }
  }

  /// Whether there is somebody to ask again; so it counts where there are no annotators, which is reported.
  var hasSenior: Bool { annotators.isEmpty || annotators.contains(where: \.senior) }

  /// Whether a class is the one without a defect.
  func isNegative(_ name: String) -> Bool { negativeClass.map { $0.utf8.elementsEqual(name.utf8) } ?? false }
}

extension Kind where Value == Int {
  /// The version of the spec.
  fileprivate static var version: Self {
    .init(
      .version(PipelineSpec.knownVersion),
      read: { item in
        guard case .scalar(let text, plain: true) = item.node.content, YAMLWords.isNumber(text) else {
          item.reportType(.whole)
          return nil
        }
        if Int(text) != PipelineSpec.knownVersion {
          item.report(.unknownVersion(text, known: PipelineSpec.knownVersion))
        }
        return PipelineSpec.knownVersion
      }, canonical: { .whole($0) }, keyText: { String($0) })
  }
}
