import Foundation
import Testing

/// What an embedder is asked for: a vector depends on its image, the parameters and the fitted state, and on nothing else.
@Suite struct EmbedAskedTests {
  /// The built-in embedder as a program of one's own, which keeps every request; without `fit` it is handed a state that lies
  /// beside the spec.
  private static let hook = #"""
    here=$(dirname "$0")
    request=$WINNOW_REQUEST
    number=$(ls "$here/asked" | wc -l)
    cp "$request" "$here/asked/$number.json"
    if [ -f "$here/unfitted" ]; then
      sed 's|"inputs" : {|"inputs" : {"state" : "'"$here"'/state",|' "$request" > request.json
      request=$PWD/request.json
    fi
    images=$(sed -n 's/.*"images" : "\(.*\)".*/\1/p' "$request")
    "$PROGRAM" show "$images" --json --columns image_id > "$here/asked/$number.images"
    WINNOW_REQUEST=$request exec "$PROGRAM" hook patch-embed
    """#

  private static func spec(_ text: String, fit: Bool) -> String {
    text.replacing(
      "embed:   {run: [winnow, hook, patch-embed], dimensions: 32, input_size: 32, filters: 16}",
      with:
        "embed:   {run: [sh, embed.sh], environment: [PROGRAM], fit: \(fit), dimensions: 8, input_size: 16, filters: 8}"
    )
  }

  private let workshop: Workshop

  init() throws {
    workshop = try Workshop.withFactory(images: 150) { Self.spec($0, fit: true) }
    try workshop.write(Self.hook, to: "embed.sh")
    try FileManager.default.createDirectory(atPath: "\(workshop.path)/asked", withIntermediateDirectories: true)
  }

  /// Runs the iteration as far as the vectors.
  ///
  /// - Returns: The actions that the hook was asked for, each with how many images it was given.
  private func asked(_ iteration: Int) throws -> [String] {
    for name in workshop.names("asked") { try FileManager.default.removeItem(atPath: "\(workshop.path)/asked/\(name)") }
    let outcome = try workshop.run(
      ["run", String(iteration), "--until", "embed"], environment: ["PROGRAM": Workshop.program])
    #expect(outcome.code == 0, "\(outcome.errors)")
    // The file of a call's images is made after that of its request, and so has the next number's name but one.
    return try workshop.names("asked").filter { $0.hasSuffix(".json") }.sorted {
      (Int($0.dropLast(5)) ?? 0) < (Int($1.dropLast(5)) ?? 0)
    }.map { name in
      let request = try #require(
        try JSONSerialization.jsonObject(with: Data(workshop.read("asked/\(name)").utf8)) as? [String: Any])
      let action = try #require(request["action"] as? String)
      #expect(request["winnow"] as? Int == 2)
      #expect(request["classes"] == nil && request["iteration"] == nil)
      #expect((request["random_seed"] != nil) == (action == "fit"))
      let images =
        try workshop.read("asked/\(name.dropLast(5)).images").components(separatedBy: "\"image_id\"").count - 1
      return "\(action) \(images)"
    }
  }

  private func edit(_ old: String, _ new: String) throws {
    let text = try workshop.read("spec.yaml")
    #expect(text.contains(old))
    try workshop.write(text.replacing(old, with: new), to: "spec.yaml")
  }

  private func vectors() throws -> Set<String> {
    Set(try workshop.contents("data/embeddings").keys.filter { $0.hasSuffix(".parquet") })
  }

  @Test func onlyNewImagesAreAskedFor() throws {
    try workshop.completes(0)
    let calls = try asked(1)
    #expect(calls.count == 2 && calls[0].hasPrefix("fit ") && calls[1] == "embed 150", "\(calls)")
    let first = try vectors()
    // With a fit another seed learns another state, of which every vector is another.
    try edit("random_seed: 7", "random_seed: 8")
    #expect(try asked(1).count == 2)
    #expect(try vectors().count == 2 * first.count)
    try edit("contamination, micro_crack]", "contamination, micro_crack, rust]")
    #expect(try asked(1).isEmpty)

    // Without one nothing but the images is left.
    let state = try #require(workshop.names("data/embeddings").first { workshop.has("data/embeddings/\($0)/state") })
    try FileManager.default.copyItem(
      atPath: "\(workshop.path)/data/embeddings/\(state)/state", toPath: "\(workshop.path)/state")
    try workshop.write("", to: "unfitted")
    try edit("fit: true", "fit: false")
    #expect(try asked(1) == ["embed 150"])
    let unfitted = try vectors()
    try edit("random_seed: 8", "random_seed: 9")
    #expect(try asked(1).isEmpty)
    try edit("micro_crack, rust]", "micro_crack, rust, burr]")
    #expect(try asked(1).isEmpty)
    let plan = try workshop.succeeds("plan", "1").output
    #expect(plan.contains("embed") && !plan.contains("embed     runs"), "\(plan)")
    #expect(try vectors() == unfitted)

    try edit("burr]\nnegative", "burr, chip]\nnegative")
    try workshop.completes(1)
    #expect(try workshop.read("data/iterations/001/manifest.json").contains("request parameters.dimensions"))
    let image = try #require(
      workshop.names("images").first { workshop.names("images/\($0)").contains { $0.hasSuffix(".png") } })
    let picture = try #require(workshop.names("images/\(image)").first { $0.hasSuffix(".png") })
    var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(workshop.path)/images/\(image)/\(picture)"))
    bytes.append(0)
    try bytes.write(to: URL(fileURLWithPath: "\(workshop.path)/images/\(image)/new.png"))
    #expect(try asked(2) == ["embed 1"])
  }
}
