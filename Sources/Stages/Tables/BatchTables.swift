import Columnar

extension Tables {
  /// A batch that is to be labelled: one receipt an image.
  package static let selection = TableSchema(
    "selection", version: 2, key: ["image_id"], "An image picked for labelling, and why.",
    columns: [
      imageID,
      ColumnSchema("rank", .int32, "Order in the batch, from 1, first to be labelled first."),
      ColumnSchema(
        "share", .string,
        "What picked it: seed, uncertain, diverse, rare, review, random, or coverage of a class long not asked about."),
      ColumnSchema("score", .double, nullable: true, "The acquisition measure."),
      ColumnSchema("candidate_rank", .int32, nullable: true, "Its rank among the candidates, if it was one, from 1."),
      ColumnSchema(
        "gap", .double, nullable: true,
        "How far its score is inside the cut-off: the threshold, or the last candidate's score where the cap cut."),
      ColumnSchema(
        "tied", .int32, nullable: true,
        "Candidates of the same score and tie-break, itself included: among them the draw decides."),
      ColumnSchema("predicted", .string, nullable: true, "The class that the model finds most probable."),
      ColumnSchema("probability", .float, nullable: true, "The probability of that class."),
      ColumnSchema(
        "for_class", .string, nullable: true,
        "The class for whose sake it was picked: of a rare image or one of a class long not asked about."),
      ColumnSchema("group", .string, nullable: true, "The physical thing photographed or the production run."),
      ColumnSchema("cluster", .int32, nullable: true, "Its cluster, from 0, where the method forms clusters."),
      ColumnSchema("cluster_size", .int32, nullable: true, "How many candidates that cluster has."),
      ColumnSchema(
        "distance", .float, nullable: true,
        "Euclidean distance from the centroid of its cluster; where there are none, from the nearest labelled or picked before it."
      ),
      ColumnSchema(
        "stands_for", .int32,
        "Images it stands for, itself included: members of its cluster not picked, and near-duplicates left out for it."
      ),
      ColumnSchema(
        "inclusion_probability", .double, nullable: true,
        "1 for a deterministic pick, which says nothing of images not picked; n/N for a random one; none where unknown: a seed drawn again without images that could not be decoded."
      ),
    ])

  /// What became of every image that a share looked at.
  package static let considered = TableSchema(
    "considered", key: ["image_id"], "A candidate, or another image that a share of the batch looked at.",
    columns: [
      imageID,
      ColumnSchema("candidate_rank", .int32, nullable: true, "Its rank among the candidates, if it is one, from 1."),
      ColumnSchema("share", .string, "The share that picked it, or that looked at it first: see selection."),
      ColumnSchema("fate", .string, "picked, near_duplicate, group_cap or not_chosen."),
      ColumnSchema(
        "instead", .string, nullable: true,
        "The image picked in its place: the one that it nearly equals, or else the first pick of its cluster."),
      ColumnSchema(
        "near_duplicate_of", .string, nullable: true, "The image that it nearly equals, where it was left out for it."),
      ColumnSchema("cluster", .int32, nullable: true, "Its cluster, from 0, where the method forms clusters."),
      ColumnSchema("distance", .float, nullable: true, "Euclidean distance, as in selection."),
    ])

  /// What other strategies would have picked.
  package static let shadows = TableSchema(
    "shadows", key: ["strategy", "image_id"], "An image that a shadow strategy would have picked.",
    columns: [
      ColumnSchema("strategy", .string, "The strategy as the spec has it: the method, or measure/method."),
      imageID,
      ColumnSchema("rank", .int32, "Order in that strategy's batch, from 1."),
      ColumnSchema("in_batch", .bool, "Whether the batch holds it too."),
    ])
}
