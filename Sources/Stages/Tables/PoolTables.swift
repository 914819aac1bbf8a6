import Columnar

extension Tables {
  /// What is known of image files without reading them again; a cache, in no digest.
  package static let hashCache = TableSchema(
    "hash_cache", version: 2, key: ["image_id"], "An image file as it was when it was last read.",
    columns: [
      imageID,
      ColumnSchema("size_bytes", .int64, "Length of the file."),
      ColumnSchema("modified_ns", .int64, "Time of modification, nanoseconds since 1970."),
      ColumnSchema("inode", .int64, "The file's inode."),
      ColumnSchema("read_at_s", .int64, "When it was read; a file modified in that second or later is read again."),
      ColumnSchema("sha256", .digest, "SHA-256 of the file."),
      ColumnSchema("width", .int32, "Pixels across; 0 if the header could not be read."),
      ColumnSchema("height", .int32, "Pixels down; 0 if the header could not be read."),
      ColumnSchema("fault", .string, "Why the header could not be read, as a code; empty if it could."),
      ColumnSchema("decoder", .string, "The decoders that read it."),
    ])

  /// The images of an iteration.
  package static let pool = TableSchema(
    "pool", key: ["image_id"], "An image of the pool.",
    columns: [
      imageID,
      ColumnSchema("sha256", .digest, "SHA-256 of the image file."),
      ColumnSchema("size_bytes", .int64, "Length of the image file."),
      ColumnSchema("width", .int32, "Pixels across, as people see the image; 0 if it is not known."),
      ColumnSchema("height", .int32, "Pixels down, as people see the image; 0 if it is not known."),
      ColumnSchema("group", .string, nullable: true, "The physical thing photographed or the production run."),
      ColumnSchema("captured_at", .timestamp, nullable: true, "When it was taken, UTC."),
      ColumnSchema("metadata", .string, nullable: true, "Further columns of the metadata file, as a JSON object."),
      ColumnSchema(
        "duplicate_of", .string, nullable: true,
        "The image with the very same bytes that stands for it, if not this: the one that is labelled, or else the first."
      ),
      ColumnSchema(
        "role", .string,
        "pool: may be selected; monitoring, acceptance, calibration: known labels; withheld: shares its group or its bytes with a holdout image, or its bytes with a calibration image."
      ),
    ])

  /// Images that are left out because they cannot be read.
  package static let broken = TableSchema(
    "broken", key: ["image_id"], "An image file that could not be read.",
    columns: [imageID, ColumnSchema("reason", .string, "What is wrong with it, as a code.")])

  /// Images that stay in the pool although the built-in decoder cannot read them: the embedder is one of the user's.
  package static let undecodable = TableSchema(
    "undecodable", key: ["image_id"], "An image of the pool that the built-in decoder cannot read.",
    columns: [imageID, ColumnSchema("reason", .string, "What is wrong with it for that decoder, as a code.")])

  /// Pictures of the pool's folder that are no part of the pool.
  package static let leftAside = TableSchema(
    "left_aside", key: ["reason", "ending"], "Files of the pool's folder that look like pictures and were not taken.",
    columns: [
      ColumnSchema(
        "reason", .string,
        "no_pattern: fits no pattern; not_by_default: a kind that only a pattern takes; hidden: begins with a dot; hidden_folder: a folder that does, not looked into; repeated_folder: a link to a folder of the pool."
      ),
      ColumnSchema("ending", .string, "How their names end, without the dot; empty for folders."),
      ColumnSchema("files", .int64, "How many there are."),
      ColumnSchema("first", .string, "The first of them."),
    ])

  /// Addresses under which people find images that are elsewhere.
  package static let addresses = TableSchema(
    "addresses", key: ["image_id"], "Where an image is found that has an address of its own.",
    columns: [imageID, ColumnSchema("url", .string, "The address.")])

  /// Images that were erased on order.
  package static let erased = TableSchema(
    "erased", key: ["image_id"], "A tombstone: an image that was erased and is never selected again.",
    columns: [imageID, ColumnSchema("order", .string, "What ordered it.")])

  /// How the files of the spec fit the images.
  package static let joins = TableSchema(
    "joins", key: ["purpose"], "A file of the spec whose rows are about images.",
    columns: [
      ColumnSchema(
        "purpose", .string,
        "pool.metadata, holdout.monitoring, holdout.acceptance or calibration.labels: the key of the spec."
      ),
      ColumnSchema("rows", .int64, "Rows below the header."),
      ColumnSchema("images", .int64, "Images of the pool."),
      ColumnSchema("matched", .int64, "Rows that are about an image of the pool, by the bytes of its id."),
      ColumnSchema(
        "absent", .int64, "Rows about images that are erased, unreadable, or gone since an earlier iteration."),
      ColumnSchema("unmatched", .int64, "Rows that fit no image."),
      ColumnSchema("first_line", .int64, nullable: true, "The line of the first row that fits no image."),
      ColumnSchema("first_image", .string, nullable: true, "The id that stands in it."),
      ColumnSchema("cause", .string, nullable: true, "Why rows fit no image, as far as can be determined."),
      ColumnSchema(
        "ungrouped", .int64, nullable: true, "Images without a group; none where the file has no column for groups."),
    ])

  /// Images with known labels that are gone.
  package static let vanished = TableSchema(
    "vanished", key: ["image_id", "set"], "A tombstone: an image with a known label that the pool lacks.",
    columns: [
      imageID,
      ColumnSchema("set", .string, "monitoring, acceptance or calibration."),
      ColumnSchema(
        "reason", .string,
        "gone: it was in the pool of an earlier iteration; unreadable: its file cannot be read; erased."),
    ])

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
      ColumnSchema("iteration", .int32, "The iteration of the latest decision on it."),
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
