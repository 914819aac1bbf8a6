extension Vocabulary {
  static let cluster = Vocabulary(
    "stage 'cluster'",
    [
      "kind", "method", "batch", "candidates", "shares", "when_short", "near_duplicates", "per_group", "balance",
      "every_class_within",
    ] + MethodParameters.keys + ["shadow"],
    synonyms: [
      ("strategy", "method"), ("algorithm", "method"), ("size", "batch"), ("batch_size", "batch"),
      ("k", "batch"),
      ("multiple", "candidates"), ("pool", "candidates"), ("share", "shares"),
      ("random_share", "shares"), ("rounds", "iterations"), ("shortage", "when_short"), ("short", "when_short"),
      ("duplicates", "near_duplicates"), ("near_duplicate", "near_duplicates"), ("dedup", "near_duplicates"),
      ("max_per_group", "per_group"), ("per_run", "per_group"), ("stratify", "balance"),
      ("class_balance", "balance"), ("every_class", "every_class_within"), ("coverage", "every_class_within"),
      ("shadows", "shadow"), ("compare", "shadow"),
    ] + parameterSynonyms)
  private static let parameterSynonyms: [(word: String, target: String)] = [
    ("max_iterations", "iterations"), ("delta", "radius"), ("epsilon", "radius"), ("eps", "radius"),
    ("min_samples", "minimum"), ("min_points", "minimum"), ("neighbors", "neighbours"), ("clusters", "max_clusters"),
  ]
  static let shares = Vocabulary(
    "'shares'", ["uncertain", "random", "diverse", "rare", "review"],
    synonyms: [
      ("uniform", "random"), ("explore", "random"), ("uncertainty", "uncertain"), ("diversity", "diverse"),
      ("rare_classes", "rare"), ("label_errors", "review"),
    ])
  static let whenShort = Vocabulary("'when_short'", ["uncertain", "diverse", "rare", "review"])
  static let balance = Vocabulary(
    "'balance'", ["by", "smoothing"], synonyms: [("over", "by"), ("strength", "smoothing")])
  static let shadow = Vocabulary(
    "'shadow'", ["measure", "method"] + MethodParameters.keys,
    synonyms: [("strategy", "method"), ("score", "measure")] + parameterSynonyms)
}
