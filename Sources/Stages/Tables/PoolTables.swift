import Columnar

extension Tables {
  /// What is known of image files without reading them again; a cache, in no digest.
  package static let hashCache = TableSchema(
    "hash_cache", key: ["image_id"], "An image file as it was when it was last read.",
    columns: [
      imageID,
      ColumnSchema("size_bytes", .int64, "Length of the file."),
      ColumnSchema("modified_ns", .int64, "Time of modification, nanoseconds since 1970."),
      ColumnSchema("inode", .int64, "The file's inode."),
      ColumnSchema("read_at_s", .int64, "When it was read; a file modified in that second or later is read again."),
      ColumnSchema("sha256", .digest, "SHA-256 of the file."),
      ColumnSchema("width", .int32, "Pixels across; 0 if the header could not be read."),
      ColumnSchema("height", .int32, "Pixels down; 0 if the header could not be read."),
    ])

  /// The images of an iteration.
  package static let pool = TableSchema(
    "pool", key: ["image_id"], "An image that can be read.",
    columns: [
      imageID,
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema("size_bytes", .int64, "Length of the image file."),
      ColumnSchema("width", .int32, "Pixels across."),
      ColumnSchema("height", .int32, "Pixels down."),
      ColumnSchema("group", .string, nullable: true, "The physical thing photographed or the production run."),
      ColumnSchema("captured_at", .timestamp, nullable: true, "When it was taken, UTC."),
      ColumnSchema("metadata", .string, nullable: true, "Further columns of the metadata file, as a JSON object."),
      ColumnSchema(
        "duplicate_of", .string, nullable: true,
        "The image with the very same bytes that stands for it, if not this: the one that is labelled, or else the first."
      ),
      ColumnSchema(
        "role", .string,
        "pool: may be selected; monitoring, acceptance, calibration: known labels; withheld: shares its group or its bytes with a holdout image."
      ),
    ])

  /// Images that are left out because they cannot be read.
  package static let broken = TableSchema(
    "broken", key: ["image_id"], "An image file that could not be read.",
    columns: [imageID, ColumnSchema("reason", .string, "What is wrong with it, as a code.")])

  /// Images that were erased on order.
  package static let erased = TableSchema(
    "erased", key: ["image_id"], "A tombstone: an image that was erased and is never selected again.",
    columns: [imageID, ColumnSchema("order", .string, "What ordered it.")])

  /// Labelled images that a model is not trained on.
  package static let leftOut = TableSchema(
    "left_out", version: 2, key: ["image_id", "sha256"], "A labelled image that the model is not trained on.",
    columns: [
      ColumnSchema("image_id", .string, "The image as it was called when it was labelled."),
      ColumnSchema(
        "reason", .string,
        "erased; changed: other bytes have its name now; vanished: no longer in the pool; held_out; no_vector."),
      labelledBytes,
    ])

  /// Where the labels of earlier iterations are in this pool.
  package static let labelPlaces = TableSchema(
    "label_places", key: ["image_id", "sha256"], "A picture that is not asked about again, and where it is now.",
    columns: [
      ColumnSchema("image_id", .string, "The image as it was called when it was last labelled."),
      labelledBytes,
      ColumnSchema("label", .string, nullable: true, "Its class; null where people could not tell."),
      ColumnSchema("weight", .double, "How much it counts in training, 0 to 1."),
      ColumnSchema("iteration", .int32, "The iteration of the latest word on it."),
      ColumnSchema(
        "place", .string,
        "stays: under that name; moved: under another; changed: gone, and other bytes have its name; vanished: gone."),
      ColumnSchema(
        "present_id", .string, nullable: true,
        "The image of this pool that has its bytes, of copies the one that stands for them; null if none has."),
    ])

  /// Labels of equal pictures that contradict each other.
  package static let labelConflicts = TableSchema(
    "label_conflicts", key: ["sha256", "image_id"], "A name of a picture that was labelled apart under several.",
    columns: [
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema("image_id", .string, "The image as it was called when it was labelled."),
      ColumnSchema("label", .string, nullable: true, "What it was labelled then; null where people could not tell."),
      ColumnSchema("iteration", .int32, "The iteration of that label."),
      ColumnSchema("resolved", .string, nullable: true, "What all votes on the bytes come to; null if undecided."),
      ColumnSchema("decided_by", .string, "As in labels."),
    ])

  /// Labels known beforehand; the acceptance set's are not among them.
  package static let knownLabels = TableSchema(
    "known_labels", key: ["image_id"], "An image of the monitoring holdout or the calibration set.",
    columns: [
      imageID,
      ColumnSchema("label", .string, "Its class."),
      ColumnSchema("set", .string, "monitoring or calibration."),
    ])
}
