import Columnar

extension Tables {
  /// How the strata of the first batch were drawn from.
  package static let seedDraw = TableSchema(
    "seed_draw", key: ["stratum"], "A stratum of the first batch.",
    columns: [
      ColumnSchema("stratum", .string, "The group or the value of the metadata column."),
      ColumnSchema("images", .int64, "Images that could be drawn."),
      ColumnSchema("factor", .double, "How much it is over-sampled."),
      ColumnSchema("picked", .int64, "Images drawn."),
    ])

  /// Scores of all unlabelled images.
  package static let scores = TableSchema(
    "scores", version: 3, key: ["image_id"], "An unlabelled image.",
    columns: [
      imageID,
      ColumnSchema("predicted", .string, "The most probable class."),
      ColumnSchema("probability", .float, "The probability of that class."),
      ColumnSchema("margin", .double, "Highest minus second highest probability; small asks first."),
      ColumnSchema("entropy", .double, "−Σ p ln p; large asks first."),
      ColumnSchema("least_confidence", .double, "1 − highest probability; large asks first."),
      ColumnSchema("passed", .bool, "Whether the rules of the spec let it through."),
      ColumnSchema(
        "score", .double, nullable: true,
        "The measure that finds the candidates, where it is none of these and not random."),
    ])

  /// The images that a batch is chosen from.
  package static let candidates = TableSchema(
    "candidates", version: 2, key: ["rank"], "A candidate: an image that passed the rules, or that fills a shortage.",
    columns: [
      ColumnSchema("rank", .int32, "Order by the measure of the spec, from 1, ties by the tie-break and then by draw."),
      imageID,
      ColumnSchema("score", .double, nullable: true, "The measure; none where images are ranked by draw."),
      ColumnSchema("predicted", .string, "The most probable class."),
      ColumnSchema("passed", .bool, "Whether the rules let it through; if not, it fills a shortage."),
      ColumnSchema("probability", .float, "The probability of that class."),
      ColumnSchema(
        "tied", .int32,
        "How many candidates have the same score and tie-break, this one among them: the draw alone ranks them."),
      ColumnSchema(
        "base", .double, nullable: true,
        "The measure that found the candidate, where another, or a density, has put the candidates in a new order."),
    ])
}
