import Columnar

/// Every table that Winnow writes, declared once: checked on reading and writing, printed by `winnow schema`.
package enum Tables {
  /// All of them, in the order of the data flow.
  package static let all: [TableSchema] = [
    hashCache, pool, broken, undecodable, leftAside, addresses, joins, vanished, erased, leftOut, labelPlaces,
    labelConflicts, knownLabels, selection, considered, shadows, seedDraw, embeddings,
    embeddingIndex, training, predictions, scores, candidates, batch, assignments, annotations, calibration, rejected,
    escalations,
    labels, lateAnnotations, lateCalibration, amendedLabels, annotatorQuality, classQuality, confusion, estimates,
    hookImages, hookEmbeddings, pickScores, clusters, duplicates,
  ]

  static let imageID = ColumnSchema("image_id", .string, "The image: its path below the pool's root.")
}

extension TableSchema {
  /// The table as `reader` has it, if that is of an earlier version: without the columns that came later.
  ///
  /// A file of another table or of a later version is not let through: reading it as what this gives is refused.
  package func stored(in reader: TableReader) -> TableSchema {
    guard reader.schema.name == name, reader.schema.version < version else { return self }
    let known = Set(reader.columnNames)
    return TableSchema(
      name, version: reader.schema.version, key: [], meaning, columns: columns.filter { known.contains($0.name) })
  }
}
