import Stages
import Testing

@Suite struct InboxTests {
  @Test func linksAreFollowedAndHiddenNamesPassedOver() throws {
    let folder = try TestFolder()
    for name in ["in/a.json", "in/.b.json", "in/.part/c.json", "out/d.csv", "out/deep/e.csv"] {
      try folder.write([], to: name)
    }
    try folder.link("in/d.csv", to: "../out/d.csv")
    try folder.link("in/sub", to: "../out/deep")
    try folder.link("in/.gone", to: "nowhere")
    #expect(try Inbox.names("\(folder.path)/in") == ["a.json", "d.csv", "sub/e.csv"])
    try folder.link("in/gone.json", to: "nowhere")
    #expect(throws: DataError.inboxLink(file: "gone.json")) { try Inbox.names("\(folder.path)/in") }
  }
}
