import Columnar
import Foundation
import Testing

/// The estimates of the report, recomputed from the tables it was made from.
@Suite struct EstimatesTests {
  private func table(_ name: String, in workshop: Workshop) throws -> Table {
    let reader = try TableReader(path: "\(workshop.path)/data/iterations/\(name).parquet")
    return try reader.read(as: reader.schema)
  }

  private func values(_ table: Table, _ column: String) throws -> [String: String?] {
    let ids = try table.strings("image_id").strings
    return Dictionary(zip(ids, try table.optionalStrings(column)), uniquingKeysWith: { first, _ in first })
  }

  @Test func areThoseOfHorvitzAndThompson() throws {
    let workshop = try Workshop.withFactory { $0.replacingOccurrences(of: "random: 0.1", with: "random: 0.5") }
    for iteration in 0...1 { try workshop.completes(iteration) }
    let selection = try table("001/cluster/selection", in: workshop)
    let labels = try values(table("001/ingest-2/labels", in: workshop), "label")
    let predicted = try values(table("001/score/scores", in: workshop), "predicted")
    let probabilities = try selection.optionalDoubles("inclusion_probability")
    let rows = try selection.strings("image_id").strings.enumerated().compactMap { row, id in
      (labels[id] ?? nil).map { (id: id, label: $0, probability: probabilities[row] ?? .nan) }
    }
    let drawn = rows.count { $0.probability < 1 }
    let sure = rows.count - drawn
    let random = try selection.strings("share").strings.count { $0 == "random" }
    #expect(random == 10)
    let population = predicted.count - (selection.rowCount - random - sure)
    let from = population - sure
    func estimate(_ hit: (String, String) -> Bool) -> Double {
      rows.reduce(0) { sum, row in
        guard hit(row.id, row.label) else { return sum }
        return sum + (row.probability == 1 ? 1 : Double(from) / Double(drawn))
      } / Double(population)
    }
    let found = try table("001/report/estimates", in: workshop)
    let quantities = try found.strings("quantity").strings
    let classes = try found.strings("class").strings
    #expect(quantities.count == 9 && quantities[0] == "accuracy")
    for row in quantities.indices {
      let expected = estimate { id, label in
        quantities[row] == "accuracy" ? predicted[id] == label : label == classes[row]
      }
      let value = try #require(try found.optionalDoubles("value")[row])
      #expect(abs(value - expected) < 1e-12)
      #expect(try found.optionalDoubles("low")[row] ?? 2 <= value && value <= found.optionalDoubles("high")[row] ?? -1)
      #expect(try found.int64s("population")[row] == Int64(population))
    }
    // The first batch: every image of the pool has a class.
    let shares = try table("000/report/estimates", in: workshop)
    #expect(abs(try shares.optionalDoubles("value").reduce(0) { $0 + ($1 ?? .nan) } - 1) < 1e-12)
  }

  @Test func areRefusedWithoutARandomShare() throws {
    let workshop = try Workshop.withFactory { $0.replacingOccurrences(of: "random: 0.1", with: "random: 0") }
    for iteration in 0...1 { try workshop.completes(iteration) }
    let found = try table("001/report/estimates", in: workshop)
    #expect(try found.optionalStrings("refused").allSatisfy { $0 == "zero_probability" })
    #expect(try found.optionalDoubles("value").allSatisfy { $0 == nil })
    let page = try workshop.read("data/iterations/001/report/report.html")
    #expect(page.contains("had no chance of being picked, since nothing was drawn at random"))
  }
}
