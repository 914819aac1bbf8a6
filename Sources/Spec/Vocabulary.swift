/// The keys that a mapping of the spec may have, and words that people use for them.
struct Vocabulary: Sendable {
  /// How a message names the mapping.
  let name: String
  /// In canonical order.
  let keys: [String]
  /// Words that stand for a key.
  let synonyms: [(word: String, target: String)]

  init(_ name: String, _ keys: [String], synonyms: [(word: String, target: String)] = []) {
    self.name = name
    self.keys = keys
    self.synonyms = synonyms
  }

  static let top = Vocabulary(
    "the top level",
    [
      "winnow", "name", "data", "random_seed", "classes", "negative_class", "rare_classes",
      "production_rates", "pool",
      "holdout", "calibration", "annotators", "budget", "stages",
    ],
    synonyms: [
      ("version", "winnow"), ("pipeline", "name"), ("data_dir", "data"), ("data_directory", "data"),
      ("output", "data"), ("labels", "classes"), ("categories", "classes"),
      ("normal_class", "negative_class"),
      ("background_class", "negative_class"), ("rates", "production_rates"), ("priors", "production_rates"),
      ("images", "pool"), ("dataset", "pool"), ("test", "holdout"), ("validation", "holdout"),
      ("people", "annotators"), ("labelers", "annotators"), ("labellers", "annotators"),
      ("users", "annotators"),
      ("cost", "budget"), ("costs", "budget"), ("steps", "stages"), ("rng_seed", "random_seed"),
    ])
  static let pool = Vocabulary(
    "'pool'", ["root", "images", "table", "metadata", "broken_share", "megapixel_limit"],
    synonyms: [
      ("folder", "root"), ("directory", "root"), ("path", "root"), ("dir", "root"), ("glob", "images"),
      ("pattern", "images"), ("files", "images"), ("parquet", "table"), ("csv", "metadata"), ("broken", "broken_share"),
      ("max_broken", "broken_share"), ("megapixels", "megapixel_limit"), ("max_megapixels", "megapixel_limit"),
      ("pixel_limit", "megapixel_limit"), ("max_pixels", "megapixel_limit"),
    ])
  static let holdout = Vocabulary(
    "'holdout'", ["monitoring", "acceptance"],
    synonyms: [
      ("validation", "monitoring"), ("monitor", "monitoring"), ("test", "acceptance"),
      ("final", "acceptance"),
    ])
  static let calibration = Vocabulary(
    "'calibration'", ["labels", "rolling", "agreement"],
    synonyms: [
      ("file", "labels"), ("truth", "labels"), ("window", "rolling"), ("last", "rolling"),
      ("threshold", "agreement"),
      ("minimum", "agreement"),
    ])
  static let annotator = Vocabulary(
    "'annotators'", ["id", "senior", "price_per_vote", "label_studio"],
    synonyms: [
      ("name", "id"), ("expert", "senior"), ("lead", "senior"), ("price", "price_per_vote"),
      ("cost", "price_per_vote"), ("email", "label_studio"), ("user", "label_studio"),
      ("completed_by", "label_studio"),
    ])
  static let budget = Vocabulary(
    "'budget'", ["total", "price_per_vote", "price_per_gpu_hour", "currency"],
    synonyms: [
      ("limit", "total"), ("maximum", "total"), ("vote", "price_per_vote"),
      ("price_per_label", "price_per_vote"),
      ("gpu_hour", "price_per_gpu_hour"), ("price_per_hour", "price_per_gpu_hour"),
    ])
  static let stages = Vocabulary(
    "'stages'", ["seed", "embed", "train", "score", "cluster", "export", "ingest", "report"],
    synonyms: [
      ("embedding", "embed"), ("embeddings", "embed"), ("model", "train"), ("fit", "train"),
      ("rank", "score"),
      ("acquisition", "score"), ("select", "cluster"), ("selection", "cluster"), ("batch", "cluster"),
      ("label", "export"), ("import", "ingest"), ("consensus", "ingest"), ("quality", "report"),
    ])
  /// Keys of a stage that may run a program of the user's.
  private static let hook = ["run", "files", "timeout_s", "environment"]
  private static let hookSynonyms: [(word: String, target: String)] = [
    ("command", "run"), ("hook", "run"), ("script", "run"), ("argv", "run"), ("program", "run"),
    ("depends", "files"),
    ("timeout", "timeout_s"), ("env", "environment"),
  ]
  static let seed = Vocabulary(
    "stage 'seed'", ["kind", "size", "method", "by", "oversample"],
    synonyms: [
      ("count", "size"), ("batch", "size"), ("number", "size"), ("images", "size"), ("strategy", "method"),
      ("group", "by"), ("group_by", "by"), ("stratify", "by"), ("stratify_by", "by"),
      ("over_sample", "oversample"),
      ("weights", "oversample"),
    ])
  static let embed = Vocabulary(
    "stage 'embed'", ["kind"] + hook + ["dimensions", "fit", "input_size", "colour", "filters"],
    synonyms: hookSynonyms + [
      ("dims", "dimensions"), ("dim", "dimensions"), ("size", "input_size"), ("image_size", "input_size"),
      ("resize", "input_size"), ("color", "colour"), ("rgb", "colour"), ("patches", "filters"),
    ])
  static let train = Vocabulary(
    "stage 'train'", ["kind"] + hook + ["regularization", "balanced", "committee", "parameters"],
    synonyms: hookSynonyms + [
      ("members", "committee"), ("ensemble", "committee"), ("bootstrap", "committee"),
      ("c", "regularization"), ("l2", "regularization"), ("penalty", "regularization"),
      ("balance", "balanced"),
      ("class_weight", "balanced"), ("params", "parameters"), ("options", "parameters"),
      ("args", "parameters"),
      ("hyperparameters", "parameters"),
    ])
  /// A threshold is `below` for a margin and `above` for the measures that are large where the model is
  /// unsure.
  static func score(measure: String?) -> Vocabulary {
    let isLarge = measure.flatMap(ScoreSpec.Measure.init)?.takesAbove ?? false
    return Vocabulary(
      "stage 'score'",
      [
        "kind", "measure", "reduce", "expected", "costs", "uncertainty", "weight", "density", "below", "above",
        "top_probability", "tiebreak", "probabilities",
      ],
      synonyms: [
        ("threshold", isLarge ? "above" : "below"), ("cutoff", isLarge ? "above" : "below"),
        ("limit", isLarge ? "above" : "below"), ("maximum", "below"),
        ("minimum", "above"), ("method", "measure"), ("strategy", "measure"), ("acquisition", "measure"),
        ("aggregate", "reduce"), ("cost", "costs"), ("cost_matrix", "costs"), ("base", "uncertainty"),
        ("candidates_by", "uncertainty"), ("w", "weight"), ("alpha", "weight"), ("beta", "density"),
        ("information_density", "density"), ("top", "top_probability"), ("probability", "top_probability"),
        ("confidence", "top_probability"), ("between", "top_probability"),
        ("tie", "tiebreak"), ("ties", "tiebreak"), ("tie_breaker", "tiebreak"),
        ("calibrated", "probabilities"),
      ])
  }
  static let density = Vocabulary(
    "'density'", ["beta", "sample"],
    synonyms: [("exponent", "beta"), ("power", "beta"), ("size", "sample"), ("images", "sample")])
  static let export = Vocabulary(
    "stage 'export'", ["kind", "to", "annotators_per_image", "calibration_per_session", "image_prefix"],
    synonyms: [
      ("platform", "to"), ("format", "to"), ("target", "to"), ("annotators", "annotators_per_image"),
      ("votes", "annotators_per_image"), ("votes_per_image", "annotators_per_image"),
      ("overlap", "annotators_per_image"), ("calibration", "calibration_per_session"),
      ("prefix", "image_prefix"),
      ("url", "image_prefix"), ("url_prefix", "image_prefix"),
    ])
  static let ingest = Vocabulary(
    "stage 'ingest'", ["kind", "consensus", "tiebreak", "escalate", "weight_floor"],
    synonyms: [
      ("method", "consensus"), ("vote", "consensus"), ("voting", "consensus"), ("tie", "tiebreak"),
      ("tie_breaker", "tiebreak"), ("escalation", "escalate"), ("review", "escalate"),
      ("floor", "weight_floor"),
      ("minimum_weight", "weight_floor"),
    ])
  static let report = Vocabulary(
    "stage 'report'", ["kind", "stop_when", "contact_sheet"],
    synonyms: [("stop", "stop_when"), ("stopping", "stop_when"), ("thumbnails", "contact_sheet")])
  static let stopWhen = Vocabulary(
    "'stop_when'", ["macro_f1", "class_f1_floor", "plateau"],
    synonyms: [
      ("f1", "macro_f1"), ("target", "macro_f1"), ("f1_macro", "macro_f1"), ("floor", "class_f1_floor"),
      ("class_f1", "class_f1_floor"), ("min_class_f1", "class_f1_floor"),
    ])
  static let plateau = Vocabulary(
    "'plateau'", ["rounds", "gain"],
    synonyms: [
      ("iterations", "rounds"), ("patience", "rounds"), ("delta", "gain"), ("min_delta", "gain"),
      ("less_than", "gain"),
    ])

  /// Every mapping with keys of its own, for telling where a key belongs.
  static let all = [
    top, pool, holdout, calibration, annotator, budget, stages, seed, embed, train, score(measure: nil), density,
    cluster, shares, whenShort, balance, shadow, export,
    ingest, report, stopWhen, plateau,
  ]

  /// Words that the design has and this version has not.
  static let planned: [String] = [
    "argilla", "command", "dawid_skene", "taxonomy",
    "time_zone",
  ]
}
