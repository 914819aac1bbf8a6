import Columnar

extension Tables {
  /// Predictions as `winnow pick` takes them.
  package static let pickPredictions = TableSchema(
    "predictions", key: [], "The model's answer for an image.",
    columns: [imageID, ColumnSchema("probabilities", .list(.float), "One a class.")])

  /// Images that `winnow pick` is not to pick.
  package static let pickLabelled = TableSchema(
    "labelled", key: [], "An image that is labelled.", columns: [imageID])

  /// The production runs of images, as `winnow pick` takes them.
  package static let pickGroups = TableSchema(
    "groups", key: [], "An image and the production run that it is of.",
    columns: [imageID, ColumnSchema("group", .string, nullable: true, "The production run.")])

  /// What `winnow pick --scores` writes.
  package static let pickScores = TableSchema(
    "pick_scores", version: 2, key: ["image_id"], "An image that may be picked.",
    columns: [
      imageID,
      ColumnSchema("margin", .double, "Highest minus second highest probability."),
      ColumnSchema("entropy", .double, "−Σ p ln p."),
      ColumnSchema("least_confidence", .double, "1 − highest probability."),
      ColumnSchema("rank", .int32, "Order by the measure, from 1; candidates first where they are put in a new order."),
      ColumnSchema(
        "score", .double, nullable: true,
        "The measure that was asked for; none for a draw, and of candidates alone where it puts them in a new order."),
    ])

  /// What `winnow pick --clusters` writes.
  package static let clusters = TableSchema(
    "clusters", key: ["cluster"], "A cluster of candidates.",
    columns: [
      ColumnSchema("cluster", .int32, "Its number."),
      ColumnSchema("size", .int64, "How many candidates it has."),
      ColumnSchema("centroid", .list(.float), "The mean of their vectors."),
    ])
}

extension Tables {
  /// What `winnow duplicates` writes.
  package static let duplicates = TableSchema(
    "duplicates", key: ["image_id"], "An image that has near-duplicates.",
    columns: [
      imageID,
      ColumnSchema("leader", .string, "The image of its group that comes first; itself where it is that one."),
      ColumnSchema("distance", .float, "Cosine distance to the leader, 1 − cos; 0 between equal vectors."),
      ColumnSchema("group_size", .int32, "How many images the group has, the leader included."),
    ])
}
