import Labelling
import Testing
import Texts

/// Answers of tools that return names of pictures.
@Suite struct NamedPictureTests {
  private func task(_ id: String, _ image: String, _ people: [String] = ["ana", "ben"], round: Int = 1) -> PlannedTask {
    PlannedTask(taskID: id, imageID: image, round: round, rank: 0, calibration: false, annotators: people)
  }

  private func sort(_ tasks: [PlannedTask], _ rows: [String]) throws -> IntakeResult {
    let text = (["image,annotator,label"] + rows).joined(separator: "\n") + "\n"
    return try Intake(tasks: tasks, annotators: Fixtures.people, classes: Fixtures.classes).sort([
      ReturnedFile(Array(text.utf8), name: "names.csv")
    ])
  }

  @Test func aNameLeadsToItsTask() throws {
    let tasks = [task("t1", "line1/a.png"), task("t2", "line2/b.png")]
    for name in ["line1/a.png", "a.png", "pool/line1/a.png", "000/t1.png"] {
      let result = try sort(tasks, ["\(name),ana,dent"])
      #expect(result.votes.map(\.taskID) == ["t1"], "\(name)")
    }
    for name in ["c.png", "line2/a.png", "A.png"] {
      let result = try sort(tasks, ["\(name),ana,dent"])
      #expect(result.rejected.map(\.reason) == [.unknownImage] && result.rejected.map(\.detail) == [name], "\(name)")
    }
  }

  @Test func nothingIsGuessed() throws {
    let two = [task("t1", "line1/a.png"), task("t2", "line2/a.png")]
    #expect(try sort(two, ["a.png,ana,dent"]).rejected.map(\.reason) == [.ambiguousImage])
    #expect(try sort(two, ["line2/a.png,ana,dent"]).votes.map(\.taskID) == ["t2"])
    let rounds = [task("t1", "a.png"), task("t2", "a.png", ["ana"], round: 2)]
    #expect(try sort(rounds, ["a.png,ana,dent"]).rejected.map(\.reason) == [.ambiguousImage])
    #expect(try sort(rounds, ["a.png,ben,dent"]).votes.map(\.taskID) == ["t1"])
    let one = [task("t1", "a.png", ["ben"])]
    #expect(try sort(one, ["a.png,eve,dent"]).rejected.map(\.reason) == [.unknownAnnotator])
    #expect(try sort(one, ["a.png,ana,dent"]).rejected.map(\.reason) == [.notAssigned])
    let both = try sort(one, ["a.png,ben,dent", "a.png,ben,normal"])
    #expect(both.rejected.map(\.reason) == [.unordered, .unordered])
    #expect(both.rejected.allSatisfy { $0.detail == "names.csv, row 1 (dent); names.csv, row 2 (normal)" })
  }

  @Test func picturesAreServedUnderNamesThatSayNothing() {
    #expect(TaskAddresses.opaqueName(taskID: "t1", imageID: "a b/Board 7.PNG") == "t1.png")
    #expect(TaskAddresses.opaqueName(taskID: "t1", imageID: "x.y/none") == "t1")
    #expect(TaskAddresses.opaqueName(taskID: "t1", imageID: "a.not-an-ending") == "t1")
    let addresses = TaskAddresses(
      prefix: "/d/?d=", style: .opaque(folder: "003"), given: ["own.png".exact: "https://h/x"])
    #expect(addresses.address(LabelTask(taskID: "t1", imageID: "a.png", rank: 0, round: 1)) == "/d/?d=003/t1.png")
    #expect(addresses.address(LabelTask(taskID: "t2", imageID: "own.png", rank: 0, round: 1)) == "https://h/x")
  }
}
