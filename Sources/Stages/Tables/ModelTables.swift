import Columnar

extension Tables {
  /// A part of the embedding store, shared by all iterations.
  package static let embeddings = TableSchema(
    "embeddings", key: ["sha256"], "The vector of an image file.",
    columns: [
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema("embedding", .list(.float), "The vector."),
    ])

  /// Where each image's vector is.
  package static let embeddingIndex = TableSchema(
    "embedding_index", key: ["image_id"], "An image that has a vector.",
    columns: [
      imageID,
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema("part", .string, "The part that holds the vector, below the data directory."),
      ColumnSchema("row", .int32, "The row in that part, from 0."),
    ])

  /// What the model is trained on.
  package static let training = TableSchema(
    "training", key: ["image_id"], "A labelled image.",
    columns: [
      imageID,
      ColumnSchema("sha256", .digest, "SHA-256 of the image file, the key of the embeddings."),
      ColumnSchema("label", .string, "Its class."),
      ColumnSchema("weight", .double, "How much the label counts, up to 1."),
      ColumnSchema("group", .string, "The group, or the image id where it has none."),
    ])

  /// What the model says of every image.
  package static let predictions = TableSchema(
    "predictions", version: 2, key: ["image_id"], "The model's answer for an image.",
    columns: [
      imageID,
      ColumnSchema("probabilities", .list(.float), "One per class in the order of the spec; they sum to one."),
      ColumnSchema(
        "tempered", .list(.float), nullable: true,
        "The same after temperature scaling, where the hook gives them."),
      ColumnSchema(
        "members", .list(.list(.float)), nullable: true,
        "What each member of a committee says, or each pass with dropout: one probability per class, as given."),
      ColumnSchema(
        "gradient_norm", .float, nullable: true, "The length of the loss's gradient, where the hook gives it."),
      ColumnSchema("embedding", .list(.float), nullable: true, "What the last layer sees, where the hook gives it."),
    ])
}

extension Tables {
  /// The images that an embedder is asked about; part of the hook contract, not kept.
  package static let hookImages = TableSchema(
    "hook_images", version: 2, key: ["image_id"], "An image to read.",
    columns: [
      imageID,
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema(
        "path", .string, nullable: true, "The file; none where the pool's table lists an image that is not here."),
      ColumnSchema("url", .string, nullable: true, "The image's address, where the pool's table or metadata has one."),
    ])

  /// What an embedder writes; part of the hook contract, not kept.
  package static let hookEmbeddings = TableSchema(
    "hook_embeddings", key: ["image_id"], "The vector of an image.",
    columns: [imageID, ColumnSchema("embedding", .list(.float), "The vector.")])
}
