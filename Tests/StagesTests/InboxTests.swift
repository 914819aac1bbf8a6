import Stages
import Testing

@Suite struct InboxTests {
  @Test func linksAreFollowedAndHiddenNamesPassedOver() throws {
    let folder = try TestFolder()
    for name in ["in/a.json", "in/.b.json", "in/.part/c.json", "out/d.csv", "out/deep/e.csv"] {
      try folder.write(Array("[]".utf8), to: name)
    }
    try folder.link("in/d.csv", to: "../out/d.csv")
    try folder.link("in/sub", to: "../out/deep")
    try folder.link("in/.gone", to: "nowhere")
    #expect(try Inbox.names("\(folder.path)/in") == ["a.json", "d.csv", "sub/e.csv"])
    // A link that leads nowhere stops none of the others.
    try folder.link("in/gone.json", to: "nowhere")
    #expect(try Inbox.names("\(folder.path)/in") == ["a.json", "d.csv", "sub/e.csv"])
  }

  /// What programs leave in a folder is passed over by its name, and what holds answers is known by what it holds.
  @Test func filesAreKnownByWhatTheyHold() throws {
    let folder = try TestFolder()
    let taken = [
      ("EXPORT.JSON", "[]"), ("without-ending", "[]"), ("storage/7", #"{"id":1}"#),
      ("Answers (1).CSV", "task_id,label\n"),
      ("a.txt", "task_id;annotator;label\n"), ("db.jsonl", #"{"answer":"accept"}"#), ("torn.json", "[{"),
      ("round-1.CLOSED", ""),
    ]
    let stray = [
      ("Thumbs.db", "[]"), ("sub/desktop.ini", "[]"), ("~$answers.xlsx", "[]"), (".~lock.a.csv#", "[]"),
      ("a.json.part", "["),
      ("notes.txt", "call ana"), ("photo.png", "\u{89}PNG"), ("empty.csv", ""), ("a.csv~", "task_id,label"),
    ]
    for (name, text) in taken + stray { try folder.write(Array(text.utf8), to: "in/\(name)") }
    #expect(try Inbox.names("\(folder.path)/in") == taken.map(\.0).sorted())
  }
}
