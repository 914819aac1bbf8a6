import Columnar
import Labelling
import Report
import Texts

/// The figures of a report as tables.
enum ReportTables {
  /// One row an annotator.
  static func annotators(_ report: QualityReport) throws -> Table {
    let rows = report.annotators.sortedByBytes(of: \.id)
    return try Table(
      schema: Tables.annotatorQuality,
      columns: [
        .strings(rows.map(\.id)), .int64s(rows.map { Int64($0.votesSoFar) }), .int64s(rows.map { Int64($0.answers) }),
        .optionalDoubles(rows.map { $0.agreement?.value }), .optionalDoubles(rows.map { $0.agreement?.low }),
        .optionalDoubles(rows.map { $0.agreement?.high }), .optionalDoubles(rows.map { $0.rolling?.value }),
        .bools(rows.map(\.flagged)),
      ])
  }

  /// One row a class.
  static func classes(_ report: QualityReport) throws -> Table {
    let rows = report.classBalance.enumerated().map { ($0.element, report.model?.perClass[$0.offset]) }
      .sortedByBytes(of: \.0.name)
    let mix = report.model?.production?.perClass ?? []
    let production = rows.map { row in mix.first { $0.name.exact == row.0.name.exact } }
    return try Table(
      schema: Tables.classQuality,
      columns: [
        .strings(rows.map(\.0.name)), .int64s(rows.map { Int64($0.0.labels) }), .int64s(rows.map { Int64($0.0.batch) }),
        .optionalInt64s(rows.map { $0.0.pool.map(Int64.init) }),
        .optionalInt64s(rows.map { $0.1.map { Int64($0.support) } }), .optionalDoubles(rows.map { $0.1?.precision }),
        .optionalDoubles(rows.map { $0.1?.recall }), .optionalDoubles(rows.map { $0.1?.f1?.value }),
        .optionalDoubles(production.map { $0?.precision }), .optionalDoubles(production.map { $0?.f1 }),
      ])
  }

  /// One row a pair of classes; none without a model.
  static func confusion(_ report: QualityReport) throws -> Table {
    let names = report.classes
    let rows = (report.model?.confusion ?? []).enumerated().flatMap { expected, row in
      row.enumerated().map { (expected: names[expected], predicted: names[$0.offset], images: Int64($0.element)) }
    }.sortedByBytes(of: \.expected, then: \.predicted)
    return try Table(
      schema: Tables.confusion,
      columns: [.strings(rows.map(\.expected)), .strings(rows.map(\.predicted)), .int64s(rows.map(\.images))])
  }

  /// The accuracy, where there is a model, and one row a class.
  static func estimates(_ report: QualityReport) throws -> Table {
    let section = report.estimates ?? EstimatesSection(design: .random, population: 0)
    var rows = report.classes.enumerated().map { place, name in
      (
        quantity: "prevalence", name: name,
        share: section.prevalence.indices.contains(place) ? section.prevalence[place].share : nil
      )
    }.sortedByBytes(of: \.name)
    if report.iteration > 0 { rows.insert(("accuracy", "", section.accuracy), at: 0) }
    func counts(_ value: Int) -> Column { .int64s(rows.map { _ in Int64(value) }) }
    return try Table(
      schema: Tables.estimates,
      columns: [
        .strings(rows.map(\.quantity)), .strings(rows.map(\.name)), .optionalDoubles(rows.map { $0.share?.value }),
        .optionalDoubles(rows.map { $0.share?.standardError }), .optionalDoubles(rows.map { $0.share?.low }),
        .optionalDoubles(rows.map { $0.share?.high }), counts(section.population), counts(section.certain),
        counts(section.leftOut), counts(section.drawn), counts(section.answered), counts(section.drawnFrom),
        .optionalStrings(rows.map { _ in section.refusal?.rawValue }),
        .optionalDoubles(rows.map { $0.share?.levelled }),
        .optionalStrings(rows.map { _ in section.levelledRefusal?.rawValue }),
      ])
  }
}
