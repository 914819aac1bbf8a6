import Spec
import Testing

/// What of the spec enters the keys of stages.
struct KeyParameterTests {
  private func parameters(_ stage: SpecStage, _ more: String = "") throws -> [String: String] {
    let spec = try Specs.short(more)
    return Dictionary(
      spec.keyParameters(of: stage).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// A name or a value that changes lets every iteration in flight run again.
  @Test(
    arguments: [
      (.pool, ["broken_share=0.01", "classes=good\nbad", "images=*.png", "pixel_limit=100000000"]),
      (
        .seed,
        [
          "broken_share=0.01", "by=", "method=random", "oversample=", "pixel_limit=100000000", "random_seed=0",
          "size=200",
        ]
      ), (.embed, ["broken_share=0.01", "fit=true"]), (.train, ["rare_classes="]),
      (
        .score,
        [
          "above=", "below=", "classes=good\nbad", "costs=", "density=", "expected=", "measure=margin",
          "probabilities=tempered", "random_seed=0", "reduce=", "tiebreak=entropy", "top_probability=", "uncertainty=",
          "weight=",
        ]
      ),
      (
        .cluster,
        [
          "balance=null", "batch=100", "candidates=4x", "classes=good\nbad", "every_class_within=null", "iterations=25",
          "max_clusters=null", "method=kmeans", "minimum=null", "near_duplicates=null",
          "neighbours=null", "per_group=null", "purity=null", "radius=null", "random_seed=0", "rare_classes=",
          "score above=null", "score below=null",
          "score density=null", "score expected=null", "score measure=margin", "score probabilities=tempered",
          "score reduce=null", "score tiebreak=entropy", "score top_probability=null", "score uncertainty=null",
          "score weight=null", "shadow=[]",
          "shares.diverse=0", "shares.random=0.05", "shares.rare=0", "shares.review=0",
          "when_short.diverse=uncertain", "when_short.rare=uncertain", "when_short.review=uncertain",
          "when_short.uncertain=random",
        ]
      ),
      (
        .export,
        [
          "annotators=ana\tfalse\t0.0", "annotators_per_image=1", "budget=", "calibration_per_session=0",
          "classes=good\nbad", "escalate=", "image_prefix=/data/local-files/?d=", "price_per_gpu_hour=0.0",
          "price_per_vote=0.0", "random_seed=0", "to=label-studio",
        ]
      ),
      (
        .ingest,
        [
          "annotators=ana\tfalse\t\t\t", "classes=good\nbad", "consensus=majority", "escalate=", "single_weight=1.0",
          "tiebreak=none",
          "weight_floor=0.3",
        ]
      ),
      (
        .amend,
        [
          "annotators=ana\tfalse\t\t\t", "classes=good\nbad", "consensus=majority", "single_weight=1.0",
          "tiebreak=none", "weight_floor=0.3",
        ]
      ),
    ] as [(SpecStage, [String])])
  func areTheDeclaredOnes(_ stage: SpecStage, _ expected: [String]) throws {
    let found = try parameters(stage).map { "\($0)=\($1)" }.sorted()
    #expect(found == expected, "\(Set(found).symmetricDifference(expected).sorted())")
  }

  @Test func valuesOfSeveralPartsAreOneText() throws {
    let score = try parameters(
      .score, "stages: {score: {density: {beta: 2}, top_probability: [0.4, 0.6], below: 0.2}}")
    #expect(score["density"] == "2.0 50000" && score["top_probability"] == "0.4 0.6" && score["below"] == "0.2")
    let costs = try parameters(
      .score, "stages: {score: {measure: cost_sensitive, costs: {good: {bad: 7}, bad: {good: 2}}}}")
    #expect(costs["costs"] == "good\tbad\t7.0\nbad\tgood\t2.0")
    let seed = try parameters(.seed, "stages: {seed: {by: group, oversample: {b: 4, a: 2}}}")
    #expect(seed["oversample"] == "b=4.0\na=2.0")
  }

  @Test func theModelsRulesMatterToTheScoreOnlyWhereTrainingIsMeasured() throws {
    #expect(try parameters(.score)["regularization"] == nil)
    let score = try parameters(.score, "stages: {score: {measure: expected_error_reduction}}")
    #expect(score["regularization"] == "1.0" && score["balanced"] == "true")
  }

  @Test func rareClassesMatterToTheBatchOnlyForTheirShare() throws {
    let rare = "rare_classes: [bad]\n"
    #expect(try parameters(.cluster, rare)["rare_classes"]?.isEmpty == true)
    #expect(try parameters(.cluster, rare + "stages: {cluster: {shares: {rare: 0.1}}}")["rare_classes"] == "bad")
    #expect(try parameters(.train, rare)["rare_classes"] == "bad")
  }

  @Test func theReportKnowsEveryFieldThatIsNoLocation() throws {
    let spec = try Specs.read(Specs.example).spec
    let report = spec.keyParameters(of: .report).map(\.name)
    #expect(report == spec.fields(locations: false).map(\.path) + ["order"])
    #expect(!report.contains("pool.root") && report.contains("annotators[ana].senior"))
  }
}
