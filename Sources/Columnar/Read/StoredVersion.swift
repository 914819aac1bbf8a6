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
