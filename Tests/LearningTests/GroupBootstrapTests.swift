import Draws
import Learning
import Testing

struct GroupBootstrapTests {
  private let draw = Draw(randomSeed: 4, iteration: 2, stage: "test")
  private let groups = (0..<300).map { "g\($0 % 40)" }

  @Test func groupsStayTogetherAndAsManyAreDrawnAsThereAre() {
    for member in 0..<20 {
      let counts = GroupBootstrap.counts(groups: groups, member: member, draw: draw)
      for row in groups.indices { #expect(counts[row] == counts[row % 40]) }
      #expect(counts.prefix(40).reduce(0, +) == 40)
    }
  }

  @Test func theOrderOfTheRowsIsOfNoAccountAndMembersDiffer() {
    var stream = DrawStream(seed: 1)
    let order = stream.shuffled(Array(groups.indices))
    let counts = GroupBootstrap.counts(groups: groups, member: 1, draw: draw)
    #expect(GroupBootstrap.counts(groups: order.map { groups[$0] }, member: 1, draw: draw) == order.map { counts[$0] })
    #expect(GroupBootstrap.counts(groups: groups, member: 2, draw: draw) != counts)
    #expect(GroupBootstrap.counts(groups: [], member: 0, draw: draw).isEmpty)
    #expect(GroupBootstrap.counts(groups: ["one", "one"], member: 0, draw: draw) == [1, 1])
  }
}
