import Columnar

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
