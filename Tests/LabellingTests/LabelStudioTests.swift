import Labelling
import Testing

@Suite struct LabelStudioTests {
  @Test func theConfigurationAsksForOneClassAndAConfidence() throws {
    #expect(
      try LabelStudio.labelConfig(classes: ["normal", "dent"]) == """
        <View>
          <Image name="image" value="$image" zoom="true"/>
          <Header value="Class"/>
          <Choices name="label" toName="image" choice="single" required="true">
            <Choice value="normal"/>
            <Choice value="dent"/>
            <Choice value="cannot_tell"/>
          </Choices>
          <Header value="Confidence"/>
          <Choices name="confidence" toName="image" choice="single-radio">
            <Choice value="Low"/>
            <Choice value="Medium"/>
            <Choice value="High"/>
          </Choices>
        </View>

        """)
  }

  @Test func classNamesAreEscaped() throws {
    let config = try LabelStudio.labelConfig(classes: [#"<a b='1'>&"x""#, "\u{202E}\u{E9}"])
    #expect(config.contains(#"<Choice value="&lt;a b=&#39;1&#39;&gt;&amp;&quot;x&quot;"/>"#))
    #expect(config.contains("<Choice value=\"\u{202E}\u{E9}\"/>"))
  }

  @Test(arguments: ["", "$image", "a\nb", "a\u{0}", "\u{7F}", "\u{FFFF}"])
  func refusesClassesThatTheConfigurationCannotCarry(_ name: String) {
    #expect(throws: LabellingError.unsupportedClass(name: name)) {
      try LabelStudio.labelConfig(classes: ["normal", name])
    }
  }

  @Test(arguments: ["cannot_tell", "skip", "normal"])
  func refusesReservedAndRepeatedClasses(_ name: String) {
    #expect(throws: LabellingError.reservedClass(name: name)) {
      try LabelStudio.labelConfig(classes: ["normal", name])
    }
  }

  @Test func thePayloadIsAListOfTasks() throws {
    let tasks = [
      LabelTask(taskID: "0f", imageID: "images/a b.png", rank: 0, round: 1),
      LabelTask(taskID: "1e", imageID: "images/<c>.png", rank: 1, round: 1),
    ]
    let bytes = LabelStudio.payload(tasks: tasks, imagePrefix: "/data/local-files/?d=")
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        [
        {"data":{"image":"/data/local-files/?d=images/a%20b.png","item_id":"0f","rank":0}},
        {"data":{"image":"/data/local-files/?d=images/%3Cc%3E.png","item_id":"1e","rank":1}}]

        """)
    let read = try LabelStudio.readPayload(bytes, file: "ana.json")
    #expect(read.map(\.taskID) == ["0f", "1e"])
    #expect(
      read.map { ImageAddress.imageID(of: $0.image, prefix: "/data/local-files/?d=") } == tasks.map(\.imageID)
    )
    #expect(try LabelStudio.readPayload(LabelStudio.payload(tasks: [], imagePrefix: ""), file: "x").isEmpty)
  }

  @Test func hostileIdsStayInsideTheirStrings() throws {
    for id in NamesTests.hostile {
      let task = LabelTask(taskID: id, imageID: id, rank: 0, round: 1)
      let bytes = LabelStudio.payload(tasks: [task], imagePrefix: "/d=")
      let read = try LabelStudio.readPayload(bytes, file: "x")
      #expect(read.count == 1)
      #expect(read.first.map { Array($0.taskID.utf8) } == Array(id.utf8))
    }
  }
}
