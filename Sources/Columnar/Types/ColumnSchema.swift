/// One column as declared: name, type, and what it means to a reader of the table.
package struct ColumnSchema: Sendable, Hashable {
  /// The name, in snake_case, with the unit where there is one (`lead_time_s`).
  package let name: String
  /// The type of its values.
  package let type: ColumnType
  /// Whether a row may lack a value.
  package let nullable: Bool
  /// What the column means, for `winnow schema`.
  ///
  /// Not part of the content digest.
  package let meaning: String

  /// Declares a column.
  package init(_ name: String, _ type: ColumnType, nullable: Bool = false, _ meaning: String = "") {
    self.name = name
    self.type = type
    self.nullable = nullable
    self.meaning = meaning
  }
}
