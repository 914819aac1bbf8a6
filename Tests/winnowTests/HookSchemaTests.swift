import Foundation
import JSON
import Testing

/// The schemas of requests and answers in `docs/`, beside what the program really asks and its own hooks answer.
@Suite struct HookSchemaTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func schema(_ name: String) throws -> SchemaCheck {
    try SchemaCheck([UInt8](Data(contentsOf: root.appendingPathComponent("docs/\(name).schema.json"))))
  }

  /// A hook that keeps a copy of its request and of what a built-in hook, which does its work, answers.
  private static let copying = """
    path() { sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p" "$WINNOW_REQUEST" | tail -1; }
    name=$(path action)-$(sed -n 's/.*"iteration" : \\([0-9]*\\).*/\\1/p' "$WINNOW_REQUEST")
    cp "$WINNOW_REQUEST" "$KEEP/$name.json"
    "$PROGRAM" hook "$1" || exit
    for output in embeddings broken predictions metrics; do
      if [ -f "$(path "$output")" ]; then cp "$(path "$output")" "$KEEP/$name-$output"; fi
    done
    """

  /// A workshop whose hooks are copied, with iterations 1 and 2 as far as their export.
  private func asked() throws -> Workshop {
    let workshop = try Workshop.withFactory { spec in
      spec.replacingOccurrences(
        of: "[winnow, hook, patch-embed],",
        with: "[sh, hook.sh, patch-embed], fit: true, environment: [KEEP, PROGRAM], parameters: {decoder: [1, two]},"
      ).replacingOccurrences(
        of: "{run: [winnow, hook, linear-probe]}",
        with:
          "{run: [sh, hook.sh, linear-probe], environment: [KEEP, PROGRAM], committee: 2, parameters: {deep: {er: 1}}}")
    }
    try workshop.write(Self.copying, to: "hook.sh")
    try workshop.write("", to: "keep/.keep")
    let environment = ["KEEP": "\(workshop.path)/keep", "PROGRAM": Workshop.program]
    for iteration in 0..<3 {
      for _ in 0..<3 {
        let outcome = try workshop.run(["run", String(iteration)], environment: environment)
        try #require(outcome.code == 0, "\(outcome.errors)")
        if iteration == 2 || outcome.errors.contains("is sealed") { break }
        try workshop.succeeds("annotate", String(iteration), "--truth", "images/truth.csv")
      }
    }
    return workshop
  }

  @Test func whatIsAskedAndAnsweredFitsTheSchemas() throws {
    let workshop = try asked()
    let (requests, answers) = (try Self.schema("hook-request"), try Self.schema("hook-answer"))
    let kept = workshop.names("keep")
    #expect(Set(kept).isSuperset(of: ["fit-.json", "embed-.json", "train-1.json", "train-2.json"]), "\(kept)")
    for name in kept where name.hasSuffix(".json") {
      let request = try JSONValue(Array(workshop.read("keep/\(name)").utf8))
      #expect(requests.faults(request) == [])
      #expect(requests.faults(request, as: String(name.prefix { $0 != "-" })) == [])
    }
    for (file, definition) in [("embed--embeddings", "embeddings"), ("train-2-predictions", "predictions")] {
      let rows = try workshop.succeeds("show", "keep/\(file)", "--json").output.split(separator: "\n")
      #expect(rows.count > 100)
      for row in rows {
        let faults = try answers.faults(JSONValue(Array(row.utf8)), as: definition)
        #expect(faults == [])
        if !faults.isEmpty { break }
      }
    }
    #expect(try answers.faults(JSONValue(Array(workshop.read("keep/train-2-metrics").utf8)), as: "metrics").isEmpty)
  }

  /// A schema that takes everything says nothing.
  @Test func theSchemaRefusesWhatIsNotAsked() throws {
    let schema = try Self.schema("hook-request")
    let request = """
      {"winnow": 2, "stage": "embed", "action": "embed", "parameters": {"dimensions": 8, "input_size": 32, "colour": false},
       "inputs": {"images": "/a"}, "outputs": {"embeddings": "/b", "broken": "/c"}, "checkpoint": "/d", "threads": 1}
      """
    #expect(try schema.faults(JSONValue(Array(request.utf8))).isEmpty)
    for (old, new) in [
      ("\"winnow\": 2", "\"winnow\": 3"), ("\"action\": \"embed\"", "\"action\": \"train\""), ("\"/a\"", "\"a\""),
      ("\"threads\": 1", "\"threads\": 0"), ("\"threads\": 1", "\"threads\": 1, \"random_seed\": 7"),
      ("\"broken\": \"/c\"", "\"broke\": \"/c\""), ("\"dimensions\": 8", "\"dimensions\": 8.5"), ("false", "\"false\""),
    ] {
      let other = request.replacingOccurrences(of: old, with: new)
      #expect(try !schema.faults(JSONValue(Array(other.utf8))).isEmpty, "\(new)")
    }
  }
}
