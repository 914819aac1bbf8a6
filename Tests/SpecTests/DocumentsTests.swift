import Foundation
import Spec
import Testing

/// What is made of the fields' declarations, for people and editors.
struct DocumentsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func file(_ path: String) throws -> String {
    try String(decoding: Data(contentsOf: Self.root.appending(path: path)), as: UTF8.self)
  }

  @Test func thePageIsCurrent() throws {
    let isCurrent = try file("docs/spec.md") == SpecReference.markdown
    #expect(isCurrent, "run 'make docs'")
  }

  @Test func theSchemaIsCurrent() throws {
    let isCurrent = try file("docs/winnow.schema.json") == SpecSchema.json
    #expect(isCurrent, "run 'make docs'")
  }

  @Test(arguments: ["factory", "pcb", "magnetic-tile"])
  func shippedPipelinesNameTheirSchema(_ name: String) throws {
    let first = try file("pipelines/\(name).yaml").split(separator: "\n").first
    #expect(first == "# yaml-language-server: $schema=../docs/winnow.schema.json")
  }

  /// The schema as plain objects.
  private static func schema() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(SpecSchema.json.utf8)) as? [String: Any])
  }

  /// What the schema says of a key path.
  private func properties(_ path: [String], in schema: [String: Any]? = nil) throws -> [String: Any] {
    var object = try schema ?? Self.schema()
    for key in path {
      // What may be a word or a mapping is the mapping.
      let choices = (object["anyOf"] as? [[String: Any]] ?? []) + [object]
      let properties = try #require(choices.compactMap { $0["properties"] as? [String: Any] }.first, "\(path)")
      object = try #require(properties[key] as? [String: Any], "\(path)")
    }
    return object
  }

  @Test func theSchemaKnowsTypesRangesAndWords() throws {
    let below = try properties(["stages", "score", "below"])
    #expect(below["type"] as? [String] == ["number", "null"])
    #expect(below["exclusiveMinimum"] as? Double == 0 && below["maximum"] as? Double == 1)
    let size = try properties(["stages", "seed", "size"])
    #expect(size["type"] as? String == "integer" && size["default"] as? Int == 200)
    #expect(
      try properties(["stages", "export", "to"])["enum"] as? [String] == ["label-studio", "argilla", "prodigy", "csv"])
    let pool = try properties(["pool"])
    #expect(pool["required"] as? [String] == ["root"] && pool["additionalProperties"] as? Bool == false)
  }

  /// Whatever the resolved spec writes out is declared, so the schema knows it.
  @Test(arguments: [Specs.example, ResolvedSpecTests.awkward])
  func theSchemaHasEveryFieldThatIsWrittenOut(_ text: String) throws {
    let schema = try Self.schema()
    for (path, _) in try Specs.read(text).spec.fields() {
      let object = try properties(path.prefix { $0 != "[" }.split(separator: ".").map(String.init), in: schema)
      guard path.contains("["), let items = object["items"] as? [String: Any],
        let fields = items["properties"] as? [String: Any]
      else {
        continue
      }
      let field = try #require(path.split(separator: ".").last)
      #expect(fields[String(field)] != nil, "\(path)")
    }
  }

  @Test func aPartIsListedByItsPath() throws {
    let listing = try #require(SpecReference.listing(of: "stages.score.below"))
    #expect(
      listing == """
        stages.score: The acquisition measure, its parameters, and the rules that a candidate must pass.
          below  a number above 0 and at most 1; left out: no threshold
            Candidates are images with a margin below this. Only with measure or uncertainty margin.
            enters the key of cluster, score
        """)
    #expect(SpecReference.listing(of: "stages.cluster.shares")?.contains("enters the key of cluster") == true)
    #expect(SpecReference.listing(of: "stages.scores") == nil)
    #expect(SpecReference.paths.contains("annotators[].senior"))
  }
}
