import Columnar

/// A row of `Tables.amendedLabels`.
struct AmendedLabel {
  let imageID: String
  let picture: Picture
  let label: String?
  let weight: Double
  let agreement: Double
  var posterior: Double?
  let votes: Int
  let abstentions: Int
  let decidedBy: String
  let round: Int
  var author: String?
  var reason: String?
  /// What it stands in for; nil if nobody had answered.
  let superseded: Correction.Superseded?
  /// The first iteration that the late answers belong to.
  let lateFrom: Int?

  /// The table of rows that ascend by id and bytes.
  static func table(_ rows: [AmendedLabel]) throws -> Table {
    try Table(
      schema: Tables.amendedLabels,
      columns: [
        .strings(rows.map(\.imageID)), .optionalStrings(rows.map(\.label)), .doubles(rows.map(\.weight)),
        .doubles(rows.map(\.agreement)), .int32s(rows.map { Int32($0.votes) }),
        .int32s(rows.map { Int32($0.abstentions) }), .strings(rows.map(\.decidedBy)),
        .int32s(rows.map { Int32($0.round) }), .optionalDigests(rows.map(\.picture.digest)),
        .optionalDoubles(rows.map(\.posterior)), .optionalStrings(rows.map(\.author)),
        .optionalStrings(rows.map(\.reason)), .optionalStrings(rows.map { $0.superseded?.label }),
        .optionalInt32s(rows.map { $0.superseded.map { Int32($0.iteration) } }),
        .optionalInt32s(rows.map { $0.lateFrom.map { Int32($0) } }),
      ])
  }
}
