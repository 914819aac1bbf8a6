import Selection
import Spec
import Testing

struct ClusterSpecTests {
  private func cluster(_ text: String) throws -> ClusterSpec {
    try Specs.short("stages: {cluster: {\(text)}}").stages.cluster
  }

  @Test func theUncertainShareMayBeWrittenIfAllAddUp() throws {
    let shares = try cluster("shares: {uncertain: 0.7, random: 0.1, diverse: 0.1, rare: 0.1}").shares
    #expect(shares.random == 0.1 && shares.diverse == 0.1 && shares.rare == 0.1 && shares.review == 0)
    #expect(try cluster("shares: {random: 0.1, diverse: 0.2, rare: 0.3, review: 0}").shares.rare == 0.3)
  }

  @Test func oneWordHoldsForEveryShare() throws {
    #expect(try cluster("when_short: smaller").whenShort.rules == [.smaller, .smaller, .smaller, .smaller])
    // The uncertain share cannot leave its images to itself.
    #expect(try cluster("when_short: uncertain").whenShort.uncertain == .random)
    let two = try cluster("when_short: {rare: stop, uncertain: smaller}").whenShort.rules
    #expect(two == [.smaller, .uncertain, .stop, .uncertain])
  }

  @Test func aMethodHasItsOwnParameters() throws {
    let typical = try cluster("method: typiclust, neighbours: 7").parameters
    #expect(typical.neighbours == 7 && typical.maxClusters == 500 && typical.iterations == nil)
    // As older specs were written out.
    #expect(try cluster("method: kcenter, iterations: 25").parameters == MethodParameters(.kcenter))
  }

  @Test func shadowsAreNamedAfterWhatTheyAre() throws {
    let text = "shadow: [{method: rank}, {measure: entropy, method: kcenter}, {method: kmeans, iterations: 5}]"
    #expect(try cluster(text).shadow.map(\.name) == ["rank", "entropy/kcenter", "kmeans(iterations=5)"])
  }

  @Test func aBatchAllAtRandomReadsBack() throws {
    var spec = try Specs.short(
      "stages: {cluster: {shares: {rare: 0.2}, near_duplicates: 0.1, balance: {by: predicted}, shadow: [{method: rank}]}}"
    )
    spec.stages.cluster = spec.stages.cluster.allRandom
    #expect(try Specs.read(spec.resolvedYAML()).spec == spec)
  }
}

extension WhenShortSpec {
  /// Of uncertain, diverse, rare and review.
  var rules: [Shortage] { [uncertain, diverse, rare, review] }
}
