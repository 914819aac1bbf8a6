import Spec
import Synchronization

/// Specs that declare every field, and for every field one edit.
enum SpecEdits {
  /// A change of one word of a base.
  struct Edit: Sendable {
    let base: String
    let old: String
    let new: String
  }

  /// Everything that there is, with the built-in programs.
  static let builtIn = """
    winnow: 1
    name: one
    data: data
    random_seed: 7
    classes: [a, b, c]
    negative_class: a
    rare_classes: [c]
    production_rates: {a: 0.9}
    pool: {root: images, images: "*.png", metadata: metadata.csv, broken_share: 0.02, megapixel_limit: 50}
    holdout: {monitoring: monitoring.csv, acceptance: acceptance.csv}
    calibration: {labels: calibration.csv, rolling: 90, agreement: 0.8, false_alarms: 0.04, interventions: [warning], recalibration: 30, qualification: 10}
    annotators:
      - {id: ana, senior: true, price_per_vote: 0.25, label_studio: "1", argilla: ana, prodigy: a}
      - {id: ben, senior: false, price_per_vote: 0.15, label_studio: "2"}
    budget: {total: 600, price_per_vote: 0.1, price_per_gpu_hour: 4, currency: USD}
    stages:
      seed: {size: 20, method: stratified, by: group, oversample: {one: 3, two: 2}}
      embed: {run: [winnow, hook, patch-embed], timeout_s: 60, environment: [HOME], dimensions: 16, fit: true, input_size: 32, colour: false, filters: 8}
      train: {run: [winnow, hook, linear-probe], timeout_s: 61, environment: [HOME], regularization: 2, balanced: true, committee: 4, doubted_weight: 0.3, parameters: {epochs: 3}}
      score: {measure: margin, below: 0.3, top_probability: [0.1, 0.9], tiebreak: entropy, probabilities: tempered}
      cluster:
        method: kmeans
        batch: 30
        candidates: 4x
        shares: {random: 0.1, diverse: 0.2, rare: 0.15, review: 0}
        when_short: {uncertain: random, diverse: smaller, rare: smaller, review: smaller}
        near_duplicates: 0.1
        per_group: 5
        balance: {by: predicted, smoothing: 0.2}
        every_class_within: 3
        iterations: 21
        shadow: [{method: rank}, {measure: entropy, method: kcenter}]
      export: {to: csv, annotators_per_image: 2, calibration_per_session: 3, calibration_emphasis: 0.9, session_tasks: 400, routing: skill, routing_random: 0.3, image_prefix: p/, prelabels: 0.1, server: {url: "https://one", token_variable: ONE, token_file: one}}
      ingest: {consensus: weighted, tiebreak: senior, escalate: [disagreement], certainty: 0.7, weight_floor: 0.4, single_weight: 0.6}
      report: {stop_when: {macro_f1: 0.9, class_f1_floor: 0.8, plateau: {rounds: 4, gain: 0.01}, agreement: {kappa: 0.97, rounds: 6}, classification_change: {share: 0.03, rounds: 7}, uncertainty: {below: 0.06}}, contact_sheet: 11}

    """

  /// Programs of one's own, and other measures and methods.
  static let own =
    builtIn
    .replacing(
      "[winnow, hook, patch-embed], timeout_s: 60",
      with: "[sh, embed.sh], files: [one.bin], parameters: {pooling: mean}"
    )
    .replacing("fit: true", with: "fit: false")
    .replacing("[winnow, hook, linear-probe], timeout_s: 61", with: "[sh, train.sh], files: [one.bin]")
    .replacing("iterations: 21", with: "radius: 0.3\n    purity: 0.9")
    .replacing("method: kmeans", with: "method: probcover")
    .replacing("measure: margin, below: 0.3", with: "measure: consensus_kl, reduce: max, above: 0.3")

  static let combined = builtIn.replacing(
    "measure: margin, below: 0.3",
    with: "measure: combined, uncertainty: margin, weight: 0.4, density: {beta: 2, sample: 500}, below: 0.3")
  static let errorReduction =
    builtIn
    .replacing("measure: margin, below: 0.3", with: "measure: expected_error_reduction, below: 0.3")
    .replacing("shares: {random: 0.1, diverse: 0.2, rare: 0.15", with: "shares: {random: 0.1, diverse: 0.2, rare: 0")
  static let gradient = builtIn.replacing(
    "measure: margin, below: 0.3", with: "measure: gradient_norm, expected: true, above: 0.3")
  static let costs =
    builtIn
    .replacing("measure: margin, below: 0.3", with: "measure: cost_sensitive, costs: {a: {b: 2}}, above: 0.3")
    .replacing("iterations: 21", with: "neighbours: 9\n    max_clusters: 70")
    .replacing("method: kmeans", with: "method: typiclust")
  static let dense =
    builtIn
    .replacing("iterations: 21", with: "minimum: 6").replacing("method: kmeans", with: "method: dbscan")
  /// A batch that has nothing but its size.
  static let random: String = {
    let lines = builtIn.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.firstIndex { $0.hasPrefix("  cluster:") } ?? 0
    let next = lines.firstIndex { $0.hasPrefix("  export:") } ?? 0
    return (lines[..<first] + ["  cluster: {method: random, batch: 30}"] + lines[next...]).joined(separator: "\n")
  }()
  static let table = builtIn.replacing(
    "root: images, images: \"*.png\", metadata: metadata.csv", with: "root: images, table: pool.parquet")

  /// The embedder with pretrained features, which has no filters.
  static let network =
    builtIn.replacing("patch-embed", with: "convnet-embed").replacing(", filters: 8", with: "")

  static let tiled = builtIn.replacing("filters: 8", with: "filters: 8, tiles: {size: 64, overlap: 0.2}")

  /// A built-in embedder and a program of one's own side by side.
  static let several =
    builtIn.replacing("embed: {run:", with: "embed: [{run:").replacing(
      "filters: 8}",
      with: "filters: 8}, {run: [sh, embed.sh], dimensions: 4, files: [one.bin], parameters: {pooling: mean}}]")

  static let quota = builtIn.replacing(
    "balance: {by: predicted, smoothing: 0.2}", with: "balance: {by: quota, share: 0.4}")

  static let bases = [
    quota,
    builtIn, own, combined, errorReduction, gradient, costs, dense, random, table, network, tiled, several,
  ]

  /// For every field one edit at least.
  static let all: [Edit] =
    [
      ("name: one", "name: two"), ("data: data", "data: other"), ("random_seed: 7", "random_seed: 8"),
      ("[a, b, c]", "[a, b, c, d]"), ("[a, b, c]", "[b, a, c]"), ("negative_class: a", "negative_class: b"),
      ("rare_classes: [c]", "rare_classes: [b]"), ("{a: 0.9}", "{a: 0.91}"), ("root: images", "root: pictures"),
      ("*.png", "*.jpg"), ("metadata.csv", "other.csv"), ("broken_share: 0.02", "broken_share: 0.03"),
      ("megapixel_limit: 50", "megapixel_limit: 51"), ("monitoring.csv", "m.csv"), ("acceptance.csv", "a.csv"),
      ("calibration.csv", "c.csv"), ("rolling: 90", "rolling: 91"),
      ("agreement: 0.8,", "agreement: 0.81,"), ("alarms: 0.04", "alarms: 0.03"),
      ("[warning]", "[warning, suspension]"), ("recalibration: 30", "recalibration: 31"),
      ("qualification: 10", "qualification: 11"), ("label_studio: \"2\"", "label_studio: \"2\", reinstated: 4"),
      ("label_studio: \"2\"", "label_studio: \"2\", capacity: 40"),
      ("id: ben", "id: bea"), ("id: ben, senior: false", "id: ben, senior: true"),
      ("price_per_vote: 0.15", "price_per_vote: 0.16"),
      ("label_studio: \"2\"", "label_studio: \"3\""), ("total: 600", "total: 601"),
      ("{total: 600, price_per_vote: 0.1,", "{total: 600, price_per_vote: 0.11,"),
      ("price_per_gpu_hour: 4", "price_per_gpu_hour: 5"), ("currency: USD", "currency: EUR"), ("size: 20", "size: 21"),
      ("method: stratified, by: group, oversample: {one: 3, two: 2}", "method: random"), ("by: group", "by: line"),
      ("one: 3, two: 2", "one: 4, two: 2"), ("one: 3, two: 2", "two: 2, one: 3"),
      ("patch-embed], timeout_s: 60", "patch-embed, x], timeout_s: 60"), ("timeout_s: 60", "timeout_s: 59"),
      ("timeout_s: 60, environment: [HOME]", "timeout_s: 60, environment: [HOME, LANG]"),
      ("dimensions: 16", "dimensions: 17"), ("fit: true", "fit: false"), ("input_size: 32", "input_size: 33"),
      ("colour: false", "colour: true"),
      ("filters: 8", "filters: 9"), ("linear-probe], timeout_s: 61", "linear-probe, x], timeout_s: 61"),
      ("timeout_s: 61", "timeout_s: 62"),
      ("timeout_s: 61, environment: [HOME]", "timeout_s: 61, environment: [HOME, LANG]"),
      ("regularization: 2", "regularization: 3"), ("balanced: true", "balanced: false"),
      ("committee: 4", "committee: 5"), ("doubted_weight: 0.3", "doubted_weight: 0.4"), ("epochs: 3", "epochs: 4"),
      ("below: 0.3", "below: 0.31"),
      ("[0.1, 0.9]", "[0.1, 0.8]"), ("tiebreak: entropy", "tiebreak: margin"),
      ("probabilities: tempered", "probabilities: raw"), ("measure: margin, below: 0.3", "measure: least_confidence"),
      ("batch: 30", "batch: 31"), ("candidates: 4x", "candidates: 5x"), ("random: 0.1", "random: 0.11"),
      ("diverse: 0.2", "diverse: 0.21"), ("rare: 0.15", "rare: 0.16"),
      ("uncertain: random", "uncertain: smaller"), ("diverse: smaller", "diverse: random"),
      ("rare: smaller", "rare: random"), ("review: smaller", "review: random"),
      ("near_duplicates: 0.1", "near_duplicates: 0.2"), ("per_group: 5", "per_group: 6"),
      ("smoothing: 0.2", "smoothing: 0.3"), ("every_class_within: 3", "every_class_within: 4"),
      ("iterations: 21", "iterations: 22"), ("{method: rank}", "{method: kcenter}"),
      ("measure: entropy, method: kcenter", "measure: margin, method: kcenter"),
      ("{method: rank}, {measure: entropy, method: kcenter}", "{measure: entropy, method: kcenter}, {method: rank}"),
      ("to: csv", "to: label-studio"), ("annotators_per_image: 2", "annotators_per_image: 1"),
      ("calibration_per_session: 3", "calibration_per_session: 4"), ("emphasis: 0.9", "emphasis: 0.8"),
      ("tasks: 400", "tasks: 300"), ("routing: skill", "routing: none"), ("routing_random: 0.3", "routing_random: 0.4"),
      ("certainty: 0.7", "certainty: 0.6"),
      ("consensus: weighted", "consensus: dawid_skene"), ("image_prefix: p/", "image_prefix: q/"),
      ("tiebreak: senior", "tiebreak: none"), ("escalate: [disagreement]", "escalate: [low_confidence]"),
      ("weight_floor: 0.4", "weight_floor: 0.5"), ("single_weight: 0.6", "single_weight: 0.7"),
      ("image_prefix: p/", "image_prefix: p/, addresses: opaque"),
      ("image_prefix: p/", "image_prefix: p/, guidelines: one.bin"),
      ("prelabels: 0.1", "prelabels: 0.2"), ("https://one", "https://two"), ("variable: ONE", "variable: TWO"),
      ("token_file: one", "token_file: two"), ("token_file: one", "token_file: one, plain_http: true"),
      ("argilla: ana", "argilla: anna"), ("prodigy: a}", "prodigy: b}"), ("macro_f1: 0.9", "macro_f1: 0.91"),
      ("class_f1_floor: 0.8", "class_f1_floor: 0.7"), ("rounds: 4", "rounds: 5"), ("gain: 0.01", "gain: 0.02"),
      ("kappa: 0.97", "kappa: 0.96"), ("rounds: 6", "rounds: 8"), ("share: 0.03", "share: 0.04"),
      ("rounds: 7", "rounds: 8"), ("below: 0.06", "below: 0.07"),
      ("contact_sheet: 11", "contact_sheet: 12"), ("contact_sheet: 11", "contact_sheet: 11, thumbnail_size: 64"),
      ("method: kmeans\n", "method: uncertain_per_cluster\n"),
    ].map { Edit(base: builtIn, old: $0.0, new: $0.1) }
    + [
      ("embed.sh]", "train.sh]"), ("embed.sh], files: [one.bin]", "embed.sh], files: [two.bin]"),
      ("train.sh]", "embed.sh]"), ("train.sh], files: [one.bin]", "train.sh], files: [two.bin]"),
      ("radius: 0.3", "radius: 0.4"), ("purity: 0.9", "purity: 0.8"), ("reduce: max", "reduce: mean"),
      ("above: 0.3", "above: 0.4"), ("random_seed: 7", "random_seed: 8"), ("[a, b, c]", "[a, b, c, d]"),
      ("megapixel_limit: 50", "megapixel_limit: 51"), ("pooling: mean", "pooling: max"),
    ].map { Edit(base: own, old: $0.0, new: $0.1) }
    + [
      ("convnet-embed]", "convnet-embed, x]"), ("dimensions: 16", "dimensions: 17"), ("fit: true", "fit: false"),
      ("input_size: 32", "input_size: 33"), ("colour: false", "colour: true"),
      ("megapixel_limit: 50", "megapixel_limit: 51"), ("random_seed: 7", "random_seed: 8"),
      ("[a, b, c]", "[a, b, c, d]"), ("timeout_s: 60", "timeout_s: 59"),
    ].map { Edit(base: network, old: $0.0, new: $0.1) }
    + [
      ("share: 0.4", "share: 0.5"), ("negative_class: a", "negative_class: b"),
      ("by: quota, share: 0.4", "by: predicted, smoothing: 0.2"),
    ].map { Edit(base: quota, old: $0.0, new: $0.1) }
    + [("size: 64", "size: 65"), ("overlap: 0.2", "overlap: 0.3")].map { Edit(base: tiled, old: $0.0, new: $0.1) }
    + [
      ("dimensions: 4", "dimensions: 5"), ("filters: 8", "filters: 9"), ("pooling: mean", "pooling: max"),
      ("one.bin", "two.bin"), ("embed.sh]", "train.sh]"), ("patch-embed]", "patch-embed, x]"),
      ("fit: true", "fit: false"), ("random_seed: 7", "random_seed: 8"), ("timeout_s: 60", "timeout_s: 59"),
      (", {run: [sh, embed.sh], dimensions: 4, files: [one.bin], parameters: {pooling: mean}}", ""),
    ].map { Edit(base: several, old: $0.0, new: $0.1) }
    + [("weight: 0.4", "weight: 0.5"), ("beta: 2", "beta: 3"), ("sample: 500", "sample: 501")]
    .map { Edit(base: combined, old: $0.0, new: $0.1) }
    + [
      Edit(
        base: combined, old: "uncertainty: margin, weight: 0.4, density: {beta: 2, sample: 500}, below: 0.3",
        new: "uncertainty: least_confidence, weight: 0.4, density: {beta: 2, sample: 500}"),
      Edit(base: errorReduction, old: "regularization: 2", new: "regularization: 3"),
      Edit(base: errorReduction, old: "balanced: true", new: "balanced: false"),
      Edit(base: errorReduction, old: "rare_classes: [c]", new: "rare_classes: [b]"),
      Edit(base: gradient, old: "expected: true", new: "expected: false"),
      Edit(base: costs, old: "a: {b: 2}", new: "a: {b: 3}"),
      Edit(base: costs, old: "neighbours: 9", new: "neighbours: 8"),
      Edit(base: costs, old: "max_clusters: 70", new: "max_clusters: 71"),
      Edit(base: dense, old: "minimum: 6", new: "minimum: 7"),
      Edit(base: random, old: "method: random", new: "method: rank"),
      Edit(base: random, old: "method: random", new: "method: direct"),
      Edit(base: builtIn, old: "shadow: [{method: rank}, {measure: entropy, method: kcenter}]", new: "shadow: []"),
      Edit(base: table, old: "table: pool.parquet", new: "table: other.parquet"),
      Edit(base: builtIn, old: "[winnow, hook, patch-embed]", new: "[sh, embed.sh]"),
      Edit(base: builtIn, old: "filters: 8", new: "filters: 8, tiles: {size: 64}"),
      Edit(
        base: builtIn,
        old:
          "patch-embed], timeout_s: 60, environment: [HOME], dimensions: 16, fit: true, input_size: 32, colour: false, filters: 8",
        new:
          "convnet-embed], timeout_s: 60, environment: [HOME], dimensions: 16, fit: true, input_size: 32, colour: false"
      ),
      Edit(base: builtIn, old: "[winnow, hook, linear-probe]", new: "[sh, train.sh]"),
    ]

  /// By bytes: a dictionary of texts would take two spellings of one name for the same.
  private static let known = Mutex<[[UInt8]: PipelineSpec]>([:])

  /// Reads a spec; many tests read the same.
  static func read(_ text: String) throws -> PipelineSpec {
    let bytes = Array(text.utf8)
    if let spec = known.withLock({ $0[bytes] }) { return spec }
    let spec = try SpecReader.read(bytes, file: "spec.yaml").spec
    known.withLock { $0[bytes] = spec }
    return spec
  }
}
