import Audit
import Columnar
import Engine
import Foundation
import Storage
import Testing

/// What `winnow diff`, `log` and `graph` say.
@Suite struct DiffTests {
  @Test func anIterationDoesNotDifferFromItself() throws {
    let workshop = try SealedPair.workshop()
    let outcome = try workshop.succeeds("diff", "1", "data@1", "--data", "data")
    #expect(outcome.output.contains("nothing differs"))
    let copy = try SealedPair.copy()
    try workshop.succeeds("diff", "1", "\(copy.path)@1", "--data", "data")
  }

  @Test func aSummaryFitsAScreenAndSaysWhatChanged() throws {
    let workshop = try SealedPair.workshop()
    let outcome = try workshop.run(["diff", "0", "1", "--data", "data"])
    #expect(outcome.code == 1)
    #expect(outcome.output.split(separator: "\n").count <= 40)
    #expect(outcome.output.contains("labels    60 → "))
    #expect(outcome.output.contains("answered meanwhile"))
    #expect(outcome.output.contains("the model") || outcome.output.contains("other candidates"))
  }

  @Test func aPlantedCellIsFoundAndToleratedWhereThatIsAsked() throws {
    let workshop = try SealedPair.workshop()
    let copy = try SealedPair.copy()
    try plant(copy, by: 1e-7)
    let other = "\(copy.path)@1"
    let table = try workshop.run(["diff", "1", other, "--data", "data", "--table", "score/scores"])
    #expect(table.code == 1)
    #expect(table.output.contains("1 changed"))
    #expect(table.output.contains("margin"))
    #expect(table.output.split(separator: "\n").last?.hasPrefix("~ ") == true)
    let json = try workshop.run(["diff", "1", other, "--data", "data", "--table", "scores.parquet", "--json"])
    let tree = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((tree["table"] as? [String: Any])?["changed"] as? Int == 1)
    let tolerant = ["--tolerance", "margin=1e-6"]
    #expect(try workshop.run(["diff", "1", other, "--data", "data", "--table", "scores"] + tolerant).code == 0)
    #expect(try workshop.run(["diff", "1", other, "--data", "data"]).code == 1)
    #expect(try workshop.run(["diff", "1", other, "--data", "data"] + tolerant).code == 0)
    #expect(try workshop.run(["diff", "1", other, "--data", "data", "--tolerance", "margin=x"]).code == 2)
    #expect(try workshop.run(["diff", "1", other, "--data", "data", "--table", "none"]).code == 2)
    #expect(try workshop.run(["diff", "1", "7", "--data", "data"]).code == 2)
    #expect(try workshop.run(["diff", "1", "nowhere@1", "--data", "data"]).code == 3)
  }

  @Test func anEditOfTheSpecIsNamedFieldByField() throws {
    let workshop = try Workshop.withFactory(sealed: 0)
    try workshop.write(Workshop.spec.replacingOccurrences(of: "size: 60", with: "size: 50"), to: "spec.yaml")
    try workshop.completes(0, data: "other")
    let outcome = try workshop.run(["diff", "data@0", "other@0", "--html", "page.html"])
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("stages.seed.size 60 → 50"))
    #expect(outcome.output.contains("because of seed: parameter size 60 → 50"))
    let page = try workshop.read("page.html")
    #expect(page.contains("default-src 'none'"))
    #expect(page.contains("stages.seed.size"))
    let json = try workshop.run(["diff", "data@0", "other@0", "--json"])
    let tree = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((tree["spec"] as? [[String: Any]])?.first?["name"] as? String == "stages.seed.size")
  }

  @Test func theLogAndTheGraphTellOfEveryIteration() throws {
    let workshop = try SealedPair.workshop()
    let log = try workshop.succeeds("log", "--data", "data")
    let lines = log.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("iteration 1  sealed  20") == true)
    #expect(log.output.contains("60 labels (+60)"))
    #expect(log.output.contains(String(try workshop.chains()[0].prefix(12))))
    let graph = try workshop.succeeds("graph", "--data", "data")
    #expect(graph.output.contains("flowchart LR"))
    #expect(graph.output.contains("<b>cluster</b>"))
    let planned = try workshop.succeeds("graph", "0", "--data", "nowhere", "--svg", "graph.svg")
    #expect(planned.output.isEmpty)
    #expect(try workshop.read("graph.svg").contains("</svg>"))
  }

  /// Changes one margin of iteration 1 as if a run had written it: table, stage record, manifest.
  private func plant(_ copy: DataCopy, by difference: Double) throws {
    let folder = "\(copy.path)/iterations/001"
    let path = "\(folder)/score/scores.parquet"
    let reader = try TableReader(path: path)
    let schema = TableSchema(
      reader.schema.name, version: reader.schema.version, key: ["image_id"], "", columns: reader.schema.columns)
    let table = try reader.read(as: schema)
    var columns = table.columns
    let index = try #require(schema.index(of: "margin"))
    var margins = try table.doubles("margin")
    margins[3] += difference
    columns[index] = .doubles(margins)
    let written = try TableIO.write(Table(schema: schema, columns: columns), to: path)
    var manifest = try #require(try ManifestFile.read(Manifest.self, from: "\(folder)/manifest.json"))
    let record = try #require(manifest.record("score"))
    let outputs = record.outputs.map { output in
      output.path != "scores.parquet"
        ? output
        : OutputRecord(
          path: output.path, shared: false, size: written.size, fileSHA256: written.fileDigest.hex,
          contentSHA256: written.contentDigest.hex, rows: written.rows)
    }
    let changed = StageRecord(name: "score", key: record.key, components: record.components, outputs: outputs)
    manifest.replace(changed, order: manifest.stages.map(\.name))
    try Files.writeAtomically(ManifestFile.encode(changed), to: "\(folder)/score/stage.json")
    try Files.writeAtomically(ManifestFile.encode(manifest), to: "\(folder)/manifest.json")
    // The manifest was changed without its seal: that is found, too.
    #expect(try copy.verified().findings.contains { $0.problem == .seal })
  }
}
