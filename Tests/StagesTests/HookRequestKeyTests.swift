import Engine
import Foundation
import JSON
import Stages
import Testing

/// A key holds every field of the request that the hook reads, but `threads` and `checkpoint`.
@Suite struct HookRequestKeyTests {
  private static var full: HookRequest {
    var request = HookRequest.train(
      stage: "train", parameters: ["balanced": .bool(true), "own": .object(["a": .array([.int(1), .string("x")])])],
      iteration: 3, randomSeed: 18_446_744_073_709_551_615, classes: ["a", "b"])
    request.inputs = .init(images: "/i", training: "/t", embeddings: ["/e1", "/e2"], state: "/s", weights: "/w")
    request.outputs = .init(predictions: "/p", embeddings: "/v", broken: "/b", metrics: "/m", state: "/o")
    request.checkpoint = "/c"
    request.threads = 4
    return request
  }

  private static func text(_ request: HookRequest) throws -> JSONObject {
    guard case .object(let fields) = try JSONValue(request.encoded()) else {
      throw CancellationError()
    }
    return fields
  }

  private static func key(_ fields: JSONObject, content: (String) -> String = { $0 }) throws -> [NamedValue] {
    try CodedJSON.read(HookRequest.self, from: .object(fields)).keyComponents(content: content)
  }

  /// Every value of a request by itself changed to another of its kind, or taken away, named by its place.
  private static func changes(_ value: JSONValue) -> [(place: String, value: JSONValue?)] {
    switch value {
    case .object(let fields):
      fields.members.flatMap { member -> [(place: String, value: JSONValue?)] in
        let name = member.key.text
        return changes(member.value).map { change in
          var all = fields
          all[name] = change.value
          return (change.place.isEmpty ? name : "\(name).\(change.place)", .object(all))
        }
      }
    case .array(let values):
      values.indices.map { index in
        var all = values
        all[index] = changes(values[index]).first?.value ?? .null
        return ("", .array(all))
      } + [("", .array(values.reversed()))]
    case .string(let text): [("", .string(text + "x"))]
    case .int(let number): [("", .int(number + 1))]
    case .uint(let number): [("", .uint(number - 1))]
    case .double(let number): [("", .double(number / 2 - 1))]
    case .bool(let flag): [("", .bool(!flag))]
    case .null: []
    }
  }

  @Test func everyFieldChangesTheKeyButThreadsAndCheckpoint() throws {
    var fields = try Self.text(Self.full)
    // A number that large is no other number's neighbour.
    fields["random_seed"] = .int(9_007_199_254_740_993)
    let before = try Self.key(fields)
    var seen: Set<String> = []
    for (place, changed) in Self.changes(.object(fields)) {
      guard case .object(let other)? = changed else { continue }
      let isLeftOut = ["threads", "checkpoint"].contains(place)
      // Of what is to be written its place says nothing.
      let isOutput = place.hasPrefix("outputs.")
      #expect((try Self.key(other) == before) == (isLeftOut || isOutput), "\(place)")
      seen.insert(place.split(separator: ".").prefix(2).joined(separator: "."))
    }
    #expect(
      seen == [
        "winnow", "stage", "action", "iteration", "random_seed", "classes", "parameters.balanced", "parameters.own",
        "inputs.images", "inputs.training", "inputs.embeddings", "inputs.state", "inputs.weights",
        "outputs.predictions",
        "outputs.embeddings", "outputs.broken", "outputs.metrics", "outputs.state", "checkpoint", "threads",
      ])
    for field in ["random_seed", "classes", "iteration"] {
      var other = fields
      other[field] = nil
      #expect(try Self.key(other) != before, "\(field)")
    }
    for (group, field) in [("inputs", "state"), ("outputs", "metrics"), ("parameters", "own")] {
      guard case .object(var inner)? = fields[group] else { continue }
      inner[field] = nil
      var other = fields
      other[group] = .object(inner)
      #expect(try Self.key(other) != before, "\(group).\(field)")
    }
  }

  @Test func theLargestSeedsAreToldApart() throws {
    func seed(_ number: UInt64) throws -> [NamedValue] {
      try HookRequest.fit(stage: "embed", parameters: [:], randomSeed: number).keyComponents { $0 }
    }
    #expect(try seed(.max) != seed(.max - 1))
    #expect(try seed(.max).contains(NamedValue("random_seed", "18446744073709551615")))
  }

  @Test func aPathStandsForWhatLiesThere() throws {
    var fields = try Self.text(Self.full)
    fields["random_seed"] = .int(7)
    let before = try Self.key(fields) { _ in "digest" }
    for (place, changed) in Self.changes(.object(fields)) where place.hasPrefix("inputs.") {
      guard case .object(let other)? = changed else { continue }
      #expect(try Self.key(other) { _ in "digest" } == before, "\(place)")
      #expect(try Self.key(other) { $0 == "/s" ? "other" : "digest" } != before || place == "inputs.state", "\(place)")
    }
  }

  @Test func anEmbedderIsGivenImagesParametersAndStateAndToFitTheSeedBesides() throws {
    let embed = try Self.text(.embed(stage: "embed", parameters: ["dimensions": .int(2)]))
    #expect(Set(embed.keys) == ["winnow", "stage", "action", "parameters", "inputs", "outputs", "threads"])
    let fit = try Self.text(.fit(stage: "embed", parameters: [:], randomSeed: 7))
    #expect(Set(fit.keys) == Set(embed.keys).union(["random_seed"]))
    #expect(embed["winnow"] == .int(2))
    let train = try Self.text(
      .train(stage: "train", parameters: [:], iteration: 1, randomSeed: 7, classes: ["a", "b"]))
    #expect(Set(train.keys) == Set(fit.keys).union(["iteration", "classes"]))
  }
}
