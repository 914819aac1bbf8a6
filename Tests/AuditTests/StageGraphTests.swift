import Audit
import Engine
import Foundation
import Testing

/// Graphs are drawn from records, whatever names these hold.
@Suite struct StageGraphTests {
  static let records = [
    StageRecord(
      name: "pool", key: "", components: [NamedValue("input images", "0")],
      outputs: [.init(path: "pool.parquet", shared: false, size: 1, fileSHA256: "", contentSHA256: "", rows: 12_345)]),
    StageRecord(
      name: "score", key: "",
      components: [NamedValue("input pool/pool.parquet", "0"), NamedValue("input 000/ingest-2/labels.parquet", "0")],
      outputs: [.init(path: "x\"<b>.json", shared: false, size: 1, fileSHA256: "", contentSHA256: "", rows: nil)]),
    StageRecord(
      name: "cluster", key: "", components: [NamedValue("input score/scores.parquet", "0")], outputs: []),
    StageRecord(
      name: "report", key: "",
      components: [NamedValue("input pool/pool.parquet", "0"), NamedValue("input cluster/selection.parquet", "0")],
      outputs: []),
  ]

  @Test func edgesFollowTheInputsOfTheKeys() {
    let graph = StageGraph(title: "t", records: Self.records, iteration: 1)
    #expect(graph.sources == ["given files", "earlier iterations"])
    #expect(graph.edges.contains(.init(from: "pool", to: "report", files: ["pool.parquet"])))
    #expect(
      graph.edges.contains(.init(from: "earlier iterations", to: "score", files: ["000/ingest-2/labels.parquet"])))
    #expect(graph.nodes.first?.files == ["pool  12,345"])
  }

  @Test func theDrawingIsWellFormedAndTheSameEachTime() throws {
    let graph = StageGraph(title: "a & <b> \"c\"", records: Self.records, iteration: 1)
    let parser = XMLChecker(graph.svg)
    #expect(parser.isWellFormed)
    #expect(!graph.svg.contains("<b>"))
    #expect(graph.svg == StageGraph(title: "a & <b> \"c\"", records: Self.records, iteration: 1).svg)
    #expect(!graph.svg.contains("http://") || graph.svg.components(separatedBy: "http").count == 2)
  }

  @Test func mermaidEscapesWhatItWouldObey() {
    let text = StageGraph(title: "it's", records: Self.records, iteration: 1).mermaid
    #expect(text.contains("title: 'it''s'"))
    #expect(text.contains("x#34;#60;b#62;.json"))
    #expect(text.contains("s0 -->|\"pool.parquet\"| s1"))
  }

  @Test func anIterationWithoutStagesIsDrawnToo() {
    #expect(XMLChecker(StageGraph(title: "t", records: [], iteration: 0).svg).isWellFormed)
  }
}

/// Checks that every tag is closed in order; enough for what the drawing writes.
struct XMLChecker {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var fine = true
    for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = part.firstIndex(of: ">") else {
        fine = false
        break
      }
      let tag = part[..<end]
      let name = tag.prefix { $0 != " " && $0 != "/" }
      if tag.hasPrefix("/") {
        fine = fine && open.popLast() == tag.dropFirst()
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    isWellFormed = fine && open.isEmpty
  }
}
